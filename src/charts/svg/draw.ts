import { escapeMarkup } from "../../explain/render/signs.js";
import type { PictureColumn, PictureContent, PictureEdge, PictureNode } from "./content.js";
import { type EdgeLine, layoutOf, lineHeight, type PictureBox, type PictureLayout, placeLabels } from "./layout.js";
import { digitsOf, letterCount, shortNumber, textElement, tidy } from "./text.js";
import type { PictureWords } from "./words.js";

const footer = 64;
const mostLabels = 24;

/** The elements between `<svg>` and `</svg>`, and the size of the picture. */
export function drawPicture(content: PictureContent, digits: number): { body: string; width: number; height: number } {
  const { columns, edges, result, hasTarget, words } = content;
  const labels = edges.map((edge) => labelOf(edge, digits));
  const { layout, written, places } = arrange(content, labels);
  const lines = linesOf(edges, layout);
  const widest = edges.length <= mostLabels ? 7 : 4;
  const heaviest = edges.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0);
  const strongest = edges.reduce((most, { flow }) => Math.max(most, Math.abs(flow ?? 0)), 0);
  const { width, height } = layout;
  const body = [
    `<rect class="panel frame" x="0.75" y="0.75" width="${tidy(width - 1.5)}" height="${tidy(height - 1.5)}" rx="10"/>`,
    ...edges.map((edge, k) => edgeLine(edge, lines[k], { heaviest, strongest, widest }, labels[k])),
    ...places.map((place, k) => edgeLabel(written[k], place)),
    ...columns.map((column, c) => columnOf(column, layout.columns[c], words)),
    ...result.map((line, k) => resultLine(line, k, layout, k === 0 && hasTarget)),
    legend(height - 26, heaviest, strongest, digits, words),
  ].join("\n");
  return { body, width, height };
}

/**
 * Tries labels of two lines, weight and gradient, then the weight alone; without room for those, a
 * denser layout without labels.
 */
function arrange(content: PictureContent, labels: readonly (readonly string[])[]) {
  const { edges } = content;
  const weights = labels.map(([first]) => [first]);
  const attempts = [
    { written: labels, between: { nodes: 90, columns: 270 } },
    { written: weights, between: { nodes: 60, columns: 240 } },
  ];
  for (const { written, between } of edges.length <= mostLabels ? attempts : []) {
    const layout = layoutOf(content, between, footer);
    const width = Math.max(...written.flat().map((label) => 7.6 * label.length)) + 8;
    const places = placeLabels(linesOf(edges, layout), { width, height: 18 * written[0].length + 6 });
    if (places !== null) return { layout, written, places };
  }
  return { layout: layoutOf(content, { nodes: 14, columns: 170 }, footer), written: [], places: [] };
}

function labelOf({ name, weight, gradient }: PictureEdge, digits: number): string[] {
  const first = `${name} = ${shortNumber(weight, digits)}`;
  return gradient === null ? [first] : [first, `∂E/∂w ${digitsOf(gradient, digits)}`];
}

function linesOf(edges: readonly PictureEdge[], { columns }: PictureLayout): EdgeLine[] {
  return edges.map(({ column, from, to }) => {
    const [start, end] = [columns[column].boxes[from], columns[column + 1].boxes[to]];
    return { x1: start.x + start.width, y1: start.y + start.height / 2, x2: end.x, y2: end.y + end.height / 2 };
  });
}

/** The largest |w| and |δ · w| in the picture, and the widest line in pixels. */
interface Scale {
  readonly heaviest: number;
  readonly strongest: number;
  readonly widest: number;
}

/** The line of a weight, and right below it an arrow to the left for δ · w. */
function edgeLine(
  { weight, flow }: PictureEdge,
  { x1, y1, x2, y2 }: EdgeLine,
  scale: Scale,
  label: readonly string[],
): string {
  const { heaviest, strongest, widest } = scale;
  const thick = heaviest === 0 ? 0.5 : 0.5 + (widest - 0.5) * (Math.abs(weight) / heaviest);
  const title = `<title>${escapeMarkup(label.join(", "))}</title>`;
  const line = `<line class="${weight < 0 ? "minus" : "plus"}" x1="${tidy(x1)}" y1="${tidy(y1)}" x2="${tidy(x2)}" y2="${tidy(y2)}" stroke-width="${tidy(thick)}"/>`;
  if (flow === null || flow === 0 || strongest === 0) return `<g>${title}${line}</g>`;
  const strong = 0.5 + (widest / 2 - 0.5) * (Math.abs(flow) / strongest);
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [along, across] = [(x2 - x1) / length, (y2 - y1) / length];
  const aside = (thick + strong) / 2 + 1;
  const at = (from: number, side: number): string =>
    `${tidy(x1 + along * from - across * (aside + side))} ${tidy(y1 + across * from + along * (aside + side))}`;
  const tip = 4 + 2 * strong;
  return `<g>${title}${line}<path class="flow" stroke-width="${tidy(strong)}" d="M${at(length - 2, 0)}L${at(2 + tip, 0)}"/><path class="tip" d="M${at(2, 0)}L${at(2 + tip, tip / 2)}L${at(2 + tip, -tip / 2)}Z"/></g>`;
}

function edgeLabel(label: readonly string[], { x, y, width, height }: PictureBox): string {
  const ground = `<rect class="panel" x="${tidy(x)}" y="${tidy(y)}" width="${tidy(width)}" height="${tidy(height)}" rx="4"/>`;
  return (
    ground +
    label.map((line, k) => textElement(x + width / 2, y + 16 + 18 * k, line, k === 0 ? "" : "back", "middle")).join("")
  );
}

function columnOf(
  { heading, nodes, omitted }: PictureColumn,
  { middle, boxes, gap }: PictureLayout["columns"][number],
  words: PictureWords,
): string {
  const head = textElement(middle, 34, heading, "quiet", "middle");
  const left =
    gap === null
      ? ""
      : `<rect class="box gap" ${corners(gap)}/>${textElement(middle, gap.y + 27, words.more(omitted), "quiet", "middle")}`;
  return [head, left, ...nodes.map((node, k) => nodeOf(node, boxes[k]))].filter((part) => part !== "").join("\n");
}

function nodeOf({ name, lines }: PictureNode, box: PictureBox): string {
  const { x, y, width, height } = box;
  const head = lines.length === 0 ? y + height / 2 + 5 : y + 24;
  const numbers = lines.map(([of, value], k) => {
    const look = of === "δ" ? "back" : of === "b" ? "quiet" : "";
    const line = y + 26 + lineHeight * (k + 1) - 2;
    return textElement(x + 14, line, of, look) + textElement(x + width - 14, line, value, look, "end");
  });
  return `<g><rect class="box" ${corners(box)}/>${textElement(x + width / 2, head, name, "title", "middle")}${numbers.join("")}</g>`;
}

function corners({ x, y, width, height }: PictureBox): string {
  return `x="${tidy(x)}" y="${tidy(y)}" width="${tidy(width)}" height="${tidy(height)}" rx="10"`;
}

function resultLine(line: string, k: number, { columns }: PictureLayout, isTarget: boolean): string {
  const { middle, boxes } = columns[columns.length - 1];
  const last = boxes[boxes.length - 1];
  return textElement(middle, last.y + last.height + 26 + 20 * k, line, isTarget ? "quiet" : "", "middle");
}

/** The legend: what the kinds of lines mean. */
function legend(y: number, heaviest: number, strongest: number, digits: number, words: PictureWords): string {
  const parts: string[] = [];
  let x = 24;
  const add = (look: string, label: string): void => {
    parts.push(
      `<line class="${look}" x1="${x}" y1="${y - 5}" x2="${x + 32}" y2="${y - 5}" stroke-width="4"/>`,
      textElement(x + 40, y, label, look === "flow" ? "back" : ""),
    );
    x += 40 + 7.5 * letterCount(label) + 20;
  };
  add("plus", "w > 0");
  add("minus", "w < 0");
  parts.push(textElement(x, y, words.widest(shortNumber(heaviest, digits)), "quiet"));
  x += 150;
  if (strongest > 0) add("flow", words.back);
  return parts.join("");
}
