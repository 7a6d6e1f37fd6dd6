import { argmax, type Matrix } from "../core/index.js";
import { row } from "../core/internal.js";
import type { PageColors } from "./frame.js";
import { type PlacedSamples, pointShapes } from "./plane.js";
import type { ChartColor, ChartLayer, ChartPosition, ChartRow } from "./spec.js";
import type { ChartWords } from "./words.js";

/** The outputs of a network of one input at some places of it, in ascending order. */
export interface CurvePoints {
  readonly output: Matrix;
  readonly xs: readonly number[];
  readonly input: string;
  readonly domain: readonly [number, number];
  readonly words: ChartWords;
}

/** One line for each output, in the color and with the dashes of its class. */
export function curves(points: CurvePoints, labels: readonly string[], colors: readonly string[]): ChartLayer {
  const { output, xs } = points;
  const { columns, data } = output;
  const names = outputNames(columns, labels, points.words);
  const values = Array.from(data, (value, at): ChartRow => {
    return { x: xs[Math.floor(at / columns)], output: value, class: names[at % columns] };
  });
  const look: ChartColor = {
    field: "class",
    type: "nominal",
    ...(columns === 1 ? { legend: null } : { title: points.words.class }),
  };
  const dashes = names.map((_, k) => (k === 0 ? [1, 0] : [2 + 3 * k, 3]));
  return {
    data: { values },
    mark: { type: "line", strokeWidth: 2, tooltip: true, clip: true },
    encoding: {
      ...curveAxes(points, "output"),
      color: { ...look, scale: { domain: names, range: columns === 1 ? [colors[0]] : [...colors] } },
      strokeDash: { ...look, scale: { domain: names, range: dashes } },
    },
  };
}

/** The names of the outputs: the classes, or one name for a single output. */
function outputNames(columns: number, labels: readonly string[], words: ChartWords): string[] {
  return columns === 1 ? [words.output] : [...labels];
}

function curveAxes({ input, domain, words }: CurvePoints, y: string): ChartLayer["encoding"] {
  const x: ChartPosition = {
    field: "x",
    type: "quantitative",
    title: input,
    scale: { domain: [...domain], zero: false, nice: false },
  };
  return { x, y: { field: y, type: "quantitative", title: words.output, scale: { zero: false } } };
}

/** The line that the output has to cross for class 1. */
export function thresholdLine(points: CurvePoints, threshold: number, page: PageColors): ChartLayer {
  const [x, x2] = points.domain;
  return {
    data: { values: [{ x, x2, output: threshold }] },
    mark: { type: "rule", color: page.quiet, strokeWidth: 1 },
    encoding: { ...curveAxes(points, "output"), x2: { field: "x2" } },
  };
}

/**
 * The samples as points. With one output, a point stands at its target; with several, at 1 for the
 * class of the largest target, in its color and shape. Without targets, points stand on the curve
 * of the first output.
 */
export function curveSamples(
  { x, t }: PlacedSamples,
  outputs: Matrix,
  labels: readonly string[],
  colors: readonly string[],
  points: CurvePoints,
  page: PageColors,
): ChartLayer {
  const classes = t !== undefined && t.columns > 1;
  const values = Array.from({ length: x.rows }, (_, r): ChartRow => {
    const target = t ?? outputs;
    const k = classes ? argmax(row(target, r)) : 0;
    const place = { x: x.data[r], output: row(target, r)[k] };
    return classes ? { ...place, class: labels[k] } : place;
  });
  const domain = [...labels];
  const look = { field: "class", type: "nominal" as const, title: points.words.class };
  const told: ChartLayer["encoding"] = classes
    ? {
        color: { ...look, scale: { domain, range: [...colors] } },
        shape: { ...look, scale: { domain, range: labels.map((_, k) => pointShapes[k % pointShapes.length]) } },
      }
    : {};
  return {
    data: { values },
    mark: {
      ...{ type: "point", filled: true, opacity: 1, size: 60, strokeWidth: 1, clip: true, tooltip: true },
      stroke: page.ground,
      ...(classes ? {} : { color: page.ink }),
    },
    encoding: { ...curveAxes(points, "output"), ...told },
  };
}
