import type { Column, Content } from "./content.js";
import { widthOf } from "./text.js";

/** A box around a node, or around the note of neurons left out. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything stands. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** By column: the boxes of its nodes, and of the gap between them. */
  readonly columns: readonly { readonly middle: number; readonly boxes: readonly Box[]; readonly gap: Box | null }[];
}

const margin = 24;
const top = 64;
export const lineHeight = 22;

/** How far nodes and columns are apart. */
export interface Between {
  readonly nodes: number;
  readonly columns: number;
}

/** Columns from left to right, each spread over the whole height. */
export function layoutOf({ columns, result }: Content, between: Between, footer: number): Layout {
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

function columnWidth({ nodes, heading }: Column): number {
  const lines = nodes.flatMap(({ name, lines }) => [name, ...lines.map(([of, value]) => `${of}   ${value}`)]);
  return Math.max(112, widthOf(heading), ...lines.map((line) => widthOf(line) + 32));
}

function boxHeight(lines: number): number {
  return lines === 0 ? 36 : 40 + lineHeight * lines;
}

function tallestBox({ nodes }: Column): number {
  return Math.max(...nodes.map(({ lines }) => boxHeight(lines.length)));
}

const gapHeight = 44;

/** Shares of the height are equal, so the note of what is left out takes as much as a node. */
function columnHeight(column: Column, between: number): number {
  const places = column.nodes.length + (column.omitted === 0 ? 0 : 1);
  return places * (tallestBox(column) + between);
}

/** The boxes of a column, each in the middle of its share of the height. */
function stack(column: Column, middle: number, width: number, from: number, tallest: number) {
  const places = column.nodes.length + (column.omitted === 0 ? 0 : 1);
  const box = (place: number, height: number): Box => ({
    ...{ x: middle - width / 2, width, height },
    y: from + ((place + 0.5) / places) * tallest - height / 2,
  });
  const boxes = column.nodes.map(({ lines }, k) =>
    box(column.omitted > 0 && k >= column.gapAfter ? k + 1 : k, boxHeight(lines.length)),
  );
  return { boxes, gap: column.omitted === 0 ? null : box(column.gapAfter, gapHeight) };
}
