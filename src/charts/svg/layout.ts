import type { PictureColumn, PictureContent } from "./content.js";
import { textWidth } from "./text.js";

/** The box of a node, of a label, or of the note about neurons left out. */
export interface PictureBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The size of the picture and the place of every box. */
export interface PictureLayout {
  readonly width: number;
  readonly height: number;
  /** For each column, its nodes' boxes and the box of the note about neurons left out. */
  readonly columns: readonly {
    readonly middle: number;
    readonly boxes: readonly PictureBox[];
    readonly gap: PictureBox | null;
  }[];
}

const margin = 24;
const top = 64;
export const lineHeight = 22;

/** Pixels between nodes and between columns. */
interface Between {
  readonly nodes: number;
  readonly columns: number;
}

/** Places the columns from left to right; each spreads its nodes over the whole height. */
export function layoutOf({ columns, result }: PictureContent, between: Between, footer: number): PictureLayout {
  const widths = columns.map(columnWidth);
  const tallest = Math.max(...columns.map((column) => columnHeight(column, between.nodes)));
  let left = margin;
  const placed = columns.map((column, k) => {
    const middle = left + widths[k] / 2;
    left += widths[k] + between.columns;
    return { middle, ...stack(column, middle, widths[k], top - between.nodes / 2, tallest) };
  });
  const lowest = placed[placed.length - 1].boxes.reduce((most, { y, height }) => Math.max(most, y + height), 0);
  const bottom = Math.max(top + tallest - between.nodes, lowest + (result.length > 0 ? 12 + 20 * result.length : 0));
  return { width: left - between.columns + margin, height: bottom + footer, columns: placed };
}

function columnWidth({ nodes, heading }: PictureColumn): number {
  const lines = nodes.flatMap(({ name, lines }) => [name, ...lines.map(([of, value]) => `${of}   ${value}`)]);
  return Math.max(112, textWidth(heading), ...lines.map((line) => textWidth(line) + 32));
}

function boxHeight(lines: number): number {
  return lines === 0 ? 36 : 40 + lineHeight * lines;
}

function tallestBox({ nodes }: PictureColumn): number {
  return Math.max(...nodes.map(({ lines }) => boxHeight(lines.length)));
}

const gapHeight = 44;

/** Nodes share the height equally; the note about neurons left out takes a share too. */
function columnHeight(column: PictureColumn, between: number): number {
  const places = column.nodes.length + (column.omitted === 0 ? 0 : 1);
  return places * (tallestBox(column) + between);
}

/** The boxes of a column, each centered in its share of the height. */
function stack(column: PictureColumn, middle: number, width: number, from: number, tallest: number) {
  const places = column.nodes.length + (column.omitted === 0 ? 0 : 1);
  const box = (place: number, height: number): PictureBox => ({
    ...{ x: middle - width / 2, width, height },
    y: from + ((place + 0.5) / places) * tallest - height / 2,
  });
  const boxes = column.nodes.map(({ lines }, k) =>
    box(column.omitted > 0 && k >= column.gapAfter ? k + 1 : k, boxHeight(lines.length)),
  );
  return { boxes, gap: column.omitted === 0 ? null : box(column.gapAfter, gapHeight) };
}

/** The line of a weight, from one box to another. */
export interface EdgeLine {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/**
 * Places a label of this size on each line, clear of other labels and other lines; `null` where
 * they do not all fit.
 */
export function placeLabels(
  lines: readonly EdgeLine[],
  size: { width: number; height: number },
): readonly PictureBox[] | null {
  const placed: { readonly k: number; readonly box: PictureBox }[] = [];
  for (const k of steepestFirst(lines)) {
    const others = lines.filter((line) => line !== lines[k]);
    const isFree = (place: PictureBox): boolean =>
      placed.every(({ box }) => !touch(place, box)) && !others.some((line) => crosses(line, place));
    const box = candidates(lines[k], size).find(isFree);
    if (box === undefined) return null;
    placed.push({ k, box });
  }
  return placed.sort((one, other) => one.k - other.k).map(({ box }) => box);
}

/** Indices of the lines, steepest first: they have the fewest free places. */
function steepestFirst(lines: readonly EdgeLine[]): number[] {
  const steepness = lines.map(({ y1, y2 }) => Math.abs(y2 - y1));
  return lines.map((_, k) => k).sort((a, b) => steepness[b] - steepness[a]);
}

/** Places along a line, best first. Steep lines cross in the middle, so their ends come first. */
function candidates({ x1, y1, x2, y2 }: EdgeLine, { width, height }: { width: number; height: number }): PictureBox[] {
  const half = (width / 2 + 4) / (x2 - x1);
  const slope = Math.abs(y2 - y1) / (x2 - x1);
  const wanted = slope < 0.005 ? [0.5] : slope < 0.45 ? [0.5, 0.36, 0.64] : [0.28, 0.72, 0.5, 0.36, 0.64];
  return wanted
    .map((along) => Math.min(Math.max(along, half), 1 - half))
    .map((along) => ({
      ...{ x: x1 + along * (x2 - x1) - width / 2, y: y1 + along * (y2 - y1) - height / 2 },
      ...{ width, height },
    }));
}

/** Whether the line passes through the box, by points of the line 4 pixels apart. */
function crosses({ x1, y1, x2, y2 }: EdgeLine, box: PictureBox): boolean {
  const points = Math.ceil((Math.abs(x2 - x1) + Math.abs(y2 - y1)) / 4);
  return Array.from({ length: points + 1 }, (_, k) => k / points).some((along) => {
    const [x, y] = [x1 + along * (x2 - x1), y1 + along * (y2 - y1)];
    return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
  });
}

function touch(a: PictureBox, b: PictureBox): boolean {
  const apart = 4;
  return (
    a.x < b.x + b.width + apart &&
    b.x < a.x + a.width + apart &&
    a.y < b.y + b.height + apart &&
    b.y < a.y + a.height + apart
  );
}
