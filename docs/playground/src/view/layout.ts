/** Where the nodes of a network stand in a picture of this size, in pixels of the screen. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  /** Whether there is room for every weight's number, and for some with their names. */
  readonly roomy: boolean;
  readonly named: boolean;
  /** Whether the nodes stand so close that only those in use have their names beside them. */
  readonly tight: boolean;
  /** How many signs the number of a δ may have, so that it stays clear of what stands around. */
  readonly deltaSigns: number;
  /** The place of the target and E, beside the outputs. */
  readonly loss: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  x(layer: number): number;
  y(layer: number, node: number): number;
  /**
   * The places of a node's name and of its δ: above and below it, or beside it among close nodes;
   * `null` where there is no room.
   */
  name(layer: number, node: number): Place | null;
  delta(layer: number, node: number): Place | null;
}

/** Where a text stands, and which end of it. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
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
  // Beside the inputs of a tight picture stand their names.
  const x = (layer: number): number => column * (layer + 1) + Math.max(radius + (named ? 4 : 28), column / 2 - 10);
  const y = (layer: number, node: number): number => middle + row * (node + 0.5 - widths[layer + 1] / 2);
  const loss = { ...box, x: width - box.width - 4, y: middle - box.height / 2 };
  const beside = (layer: number, node: number, down: number, wide: number): Place | null => {
    const [left, right] = [x(layer) - radius - 5, x(layer) + radius + 5];
    const isLeft = layer < 0 || right + wide > loss.x;
    if (layer >= 0 && column - 2 * radius < wide + 8) return null;
    return { x: isLeft ? left : right, y: y(layer, node) + down, anchor: isLeft ? "end" : "start" };
  };
  const upright = (layer: number, at: number): Place => ({ x: x(layer), y: at, anchor: "middle" });
  return {
    ...{
      width,
      height,
      radius,
      roomy: edges <= 6 && column > 80,
      named: column > (named ? 110 : 2 * radius + 110),
      tight: !named,
    },
    ...{ loss, x, y, deltaSigns: named ? Math.max(6, Math.floor((1.7 * radius + 0.15 * column) / 7.8) - 2) : 6 },
    name: (layer, node) => {
      const at = y(layer, node) - radius - 5;
      const isFree = named || (node === 0 && layer >= 0 && at > 12);
      return isFree ? upright(layer, at) : beside(layer, node, layer < 0 ? 5 : -4, nameWidth);
    },
    delta: (layer, node) => {
      const at = y(layer, node) + radius + 15;
      const isFree = named || (node === widths[layer + 1] - 1 && at < height - 3);
      return isFree ? upright(layer, at) : beside(layer, node, 13, deltaWidth);
    },
  };
}

/** How wide the name of a neuron, and a δ with its number, are. */
const [nameWidth, deltaWidth] = [36, 64];
