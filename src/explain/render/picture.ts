import { type Expression, numeral } from "../derivation/expression.js";
import type { NodeNames } from "../derivation/names.js";
import type { PassTrace, Trace } from "../trace/trace.js";
import { escapeMarkup } from "./signs.js";

/** The step in which each number becomes known, counted from 0. */
export interface KnownSteps {
  a(layer: number, node: number): number;
  delta(layer: number, node: number): number;
  readonly loss: number;
}

/** The numbers of one sample, and when the picture shows them. */
export interface PicturedPass {
  readonly pass: PassTrace;
  readonly known: KnownSteps;
  /** Of a batch, the steps about this sample; `null` for a sample by itself. */
  readonly turn: {
    /** Its row in the batch. */
    readonly index: number;
    /** L₁, its loss. */
    readonly loss: Expression;
    readonly from: number;
    /** The first step that is about others. */
    readonly until: number;
    /** The step with its output after the update. */
    readonly after: number;
  } | null;
}

/** Largest layer that stays readable as a column. */
const tallestColumn = 6;
const across = 170;
const down = 104;

interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * The network with its numbers as SVG; empty for an abridged trace, or a network too large to read.
 * E is known from the step `mean` on.
 */
export function picture(
  trace: Trace,
  names: NodeNames,
  write: (of: Expression) => string,
  passes: readonly PicturedPass[],
  mean: number,
  alternative: string,
): string {
  const { widths, layers, parameters, update } = trace;
  const shown = layers.reduce(
    (sum, { neurons, bias }) => sum + neurons.length * ((neurons[0]?.terms.length ?? 0) + (bias ? 1 : 0)),
    0,
  );
  if (Math.max(...widths) > tallestColumn || widths.length > 6 || shown !== parameters) return "";
  const shownNumber = (value: number): string => write(numeral(value)).replaceAll("-", "−");
  const height = Math.max(...widths) * down + 56;
  const place = (layer: number, node: number): PicturePoint => ({
    x: 46 + (layer + 1) * across,
    y: 14 + (height - 56) * ((node + 0.5) / widths[layer + 1]),
  });
  const label = (at: PicturePoint, text: string, kind: string, from: number | null, until?: number): string => {
    const since = from === null ? "" : ` data-from="${from}"${until === undefined ? "" : ` data-until="${until}"`}`;
    return `<text x="${round(at.x)}" y="${round(at.y)}" class="${kind}"${since}>${escapeMarkup(text)}</text>`;
  };
  const edges = layers.flatMap(({ neurons }, l) =>
    neurons.flatMap(({ index, terms }) =>
      terms.map(({ from, weight }) => {
        const [start, end] = [place(l - 1, from), place(l, index)];
        // Crossing lines have their labels at different heights.
        const along = widths[l] > 1 && widths[l + 1] > 1 ? (from % 2 === index % 2 ? 0.5 : 0.3) : 0.5;
        const at = { x: start.x + (end.x - start.x) * along, y: start.y + (end.y - start.y) * along - 5 };
        const isCrowded = neurons.length * terms.length > 6;
        const old = label(at, shownNumber(weight.value), isCrowded ? "weight crowded" : "weight old", null);
        const renewed =
          isCrowded || weight.next === null ? "" : label(at, shownNumber(weight.next), "weight new", null);
        return `<g id="e${l}_${index}_${from}"><line x1="${start.x}" y1="${round(start.y)}" x2="${end.x}" y2="${round(end.y)}"/>${old}${renewed}</g>`;
      }),
    ),
  );
  const given = passes[0].pass.inputs.map(({ index }, i) => {
    const at = place(-1, index);
    const values = passes.map(({ pass, turn }) =>
      label({ x: at.x, y: at.y + 40 }, shownNumber(pass.inputs[i].value), "value", turn?.from ?? null, turn?.until),
    );
    return node(`n-1_${index}`, at, write(names.output(-1, index)), values);
  });
  const neurons = layers.flatMap((layer, l) =>
    layer.neurons.map(({ index }, j) => {
      const at = place(l, index);
      const below = { x: at.x, y: at.y + 40 };
      const outputs = l === layers.length - 1 ? (update?.outputs ?? []).filter((one) => one.index === index) : [];
      const numbers = passes.flatMap(({ pass, known, turn }) => {
        const { a, delta } = pass.layers[l].neurons[j];
        const output = outputs.find(({ sample }) => turn === null || sample === turn.index);
        const [from, until] = turn === null ? [null, undefined] : [turn.after, turn.after + 1];
        return [
          label(below, shownNumber(a), "value old", known.a(l, index), turn?.until),
          label({ x: at.x, y: at.y + 55 }, `δ ${shownNumber(delta)}`, "delta old", known.delta(l, index), turn?.until),
          ...(output === undefined ? [] : [label(below, shownNumber(output.value), "value new", from, until)]),
        ];
      });
      return node(`n${l}_${index}`, at, write(names.output(l, index)), numbers);
    }),
  );
  const width = 92 + (widths.length - 1) * across;
  const foot = { x: width / 2, y: height - 6 };
  const own = passes.flatMap(({ pass, known, turn }) =>
    turn === null
      ? []
      : [label(foot, `${write(turn.loss)} = ${shownNumber(pass.loss.value)}`, "loss old", known.loss, turn.until)],
  );
  const loss = label(foot, `E = ${shownNumber(trace.loss.value)}`, "loss old", mean);
  const renewed = update === null ? "" : label(foot, `E = ${shownNumber(update.loss)}`, "loss new", null);
  const parts = [...edges, ...given, ...neurons, ...own, loss, renewed].join("\n");
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(alternative)}">\n${parts}\n</svg>`;
}

function node(id: string, { x, y }: PicturePoint, name: string, labels: readonly string[]): string {
  return `<g id="${id}"><circle cx="${x}" cy="${round(y)}" r="22"/><text x="${x}" y="${round(y + 5)}" class="name">${escapeMarkup(name)}</text>${labels.join("")}</g>`;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
