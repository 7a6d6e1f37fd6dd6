/** Where the nodes of a network stand in a picture of this size, in pixels of the screen. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  /** Whether there is room for the numbers of every weight, and for their names too. */
  readonly roomy: boolean;
  readonly named: boolean;
  /** Whether the nodes stand so close that only those in use have their names beside them. */
  readonly tight: boolean;
  /** The place of the target and E, beside the outputs. */
  readonly loss: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  x(layer: number): number;
  y(layer: number, node: number): number;
}

/** Fits a network with these widths into a picture. The size of its texts does not change. */
export function layoutFor(widths: readonly number[], width: number, height: number): Layout {
  const tallest = Math.max(...widths);
  const [above, below] = [22, 20];
  const row = (height - 4) / tallest;
  const box = { width: Math.min(96, Math.max(84, width / 7)), height: 64 };
  const column = (width - box.width - 20) / widths.length;
  const named = row >= 76;
  const tall = named ? (row - above - below) / 2 + 4 : 0.43 * row;
  const radius = Math.max(6, Math.min(34, tall, column / (width < 480 ? 4.1 : 3.4)));
  const edges = widths.slice(1).reduce((sum, outputs, l) => sum + outputs * widths[l], 0);
  const middle = height / 2;
  const x = (layer: number): number => column * (layer + 1) + Math.max(radius + 4, column / 2 - 10);
  return {
    ...{ width, height, radius, roomy: edges <= 6 && column > 80, named: column > 110, tight: !named },
    loss: { ...box, x: width - box.width - 4, y: middle - box.height / 2 },
    x,
    y: (layer, node) => middle + row * (node + 0.5 - widths[layer + 1] / 2),
  };
}
