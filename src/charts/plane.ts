import { argmax, type Matrix } from "../core/index.js";
import { row } from "../core/internal.js";
import { type PageColors, tint } from "./frame.js";
import type { ChartColor, ChartLayer, ChartRow } from "./spec.js";
import type { ChartWords } from "./words.js";

/** Smallest and largest value of each input. */
export type Domain = readonly [readonly [number, number], readonly [number, number]];

/** The outputs over the fields of the plane, row by row from the bottom. */
export interface Cells {
  readonly output: Matrix;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly inputs: readonly [string, string];
  readonly domain: Domain;
  readonly words: ChartWords;
}

/** Samples to draw on top, with their targets. */
export interface PlacedSamples {
  readonly x: Matrix;
  readonly t: Matrix | undefined;
}

function position({ inputs, domain }: Cells, names = ["x", "y"]): ChartLayer["encoding"] {
  const axis = (k: number) => ({
    field: names[k],
    type: "quantitative" as const,
    title: inputs[k],
    scale: { domain: [...domain[k]], zero: false, nice: false },
  });
  return { x: axis(0), y: axis(1) };
}

/** How much of a class's color its strongest shade has; its samples have all of it. */
const shadeShare = 0.7;

const span = { x2: { field: "x2" }, y2: { field: "y2" } };

/** The field around a point. It extends below the next field, which hides the seam. */
function fieldAround({ xs, ys, domain }: Cells, x: number, y: number): ChartRow {
  const [width, height] = [xs[1] - xs[0], ys[1] - ys[0]];
  return {
    ...{ x: x - width / 2, x2: Math.min(x + 1.5 * width, domain[0][1]) },
    ...{ y: y - height / 2, y2: Math.min(y + 1.5 * height, domain[1][1]) },
  };
}

/**
 * For one output: its value in every field, from the color of class 0 to that of class 1, and a
 * line where it crosses the threshold.
 */
export function shades(
  cells: Cells,
  threshold: number,
  [low, high]: readonly string[],
  page: PageColors,
): ChartLayer[] {
  const { output, xs, ys } = cells;
  const far = Array.from(output.data).reduce((most, value) => Math.max(most, Math.abs(value - threshold)), 0.5);
  const values = Array.from(output.data, (value, k): ChartRow => {
    const [x, y] = [xs[k % xs.length], ys[Math.floor(k / xs.length)]];
    return { ...fieldAround(cells, x, y), output: value };
  });
  const shade: ChartColor = {
    field: "output",
    type: "quantitative",
    title: cells.words.output,
    scale: {
      domain: [threshold - far, threshold, threshold + far],
      range: [tint(low, page.ground, shadeShare), page.ground, tint(high, page.ground, shadeShare)],
    },
  };
  const line = contour((c, r) => output.data[r * xs.length + c] - threshold, xs, ys).map(
    (segment): ChartRow => ({ ...segment }),
  );
  const region: ChartLayer = {
    data: { values },
    mark: { type: "rect" },
    encoding: { ...position(cells), ...span, fill: shade },
  };
  const boundary: ChartLayer = {
    data: { values: line },
    mark: { type: "rule", color: page.ink, strokeWidth: 1.5 },
    encoding: { ...position(cells), ...span },
  };
  return line.length === 0 ? [region] : [region, boundary];
}

/** For several outputs: the class of the largest. Neighboring fields of one class become one. */
export function regions(
  cells: Cells,
  labels: readonly string[],
  colors: readonly string[],
  page: PageColors,
): ChartLayer[] {
  const { output, xs, ys } = cells;
  const values: ChartRow[] = [];
  ys.forEach((y, r) => {
    let before = -1;
    xs.forEach((x, c) => {
      const predicted = argmax(row(output, r * xs.length + c));
      if (predicted === before) values[values.length - 1].x2 = fieldAround(cells, x, y).x2;
      else values.push({ ...fieldAround(cells, x, y), predicted: labels[predicted] });
      before = predicted;
    });
  });
  const shade: ChartColor = {
    field: "predicted",
    type: "nominal",
    title: cells.words.class,
    scale: { domain: [...labels], range: colors.map((color) => tint(color, page.ground, 0.35)) },
  };
  return [
    {
      data: { values },
      mark: { type: "rect" },
      encoding: { ...position(cells), ...span, fill: shade },
    },
  ];
}

/** The shapes of the points of each class; they repeat after eight. */
export const pointShapes: readonly string[] = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "cross",
  "triangle-down",
  "triangle-left",
  "triangle-right",
];

/** The samples as points; targets give them color and shape. */
export function samplePoints(
  { x, t }: PlacedSamples,
  labels: readonly string[],
  colors: readonly string[],
  threshold: number,
  cells: Cells,
  page: PageColors,
): ChartLayer {
  const values = Array.from({ length: x.rows }, (_, r): ChartRow => {
    const place = { x: x.data[2 * r], y: x.data[2 * r + 1] };
    if (t === undefined) return place;
    const target = t.columns === 1 ? Number(t.data[r] > threshold) : argmax(row(t, r));
    return { ...place, target: labels[target] };
  });
  const look = { field: "target", type: "nominal" as const, title: cells.words.class };
  const domain = [...labels];
  const told: ChartLayer["encoding"] =
    t === undefined
      ? {}
      : {
          color: { ...look, scale: { domain, range: [...colors] } },
          shape: { ...look, scale: { domain, range: labels.map((_, k) => pointShapes[k % pointShapes.length]) } },
        };
  return {
    data: { values },
    mark: {
      type: "point",
      filled: true,
      opacity: 1,
      size: 60,
      stroke: page.ground,
      strokeWidth: 1,
      clip: true,
      tooltip: true,
      ...(t === undefined ? { color: page.ink } : {}),
    },
    encoding: { ...position(cells), ...told },
  };
}

/** A straight piece of a contour line. */
interface ContourSegment {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
}

/** The line where a function on a grid crosses 0: marching squares with linear interpolation. */
function contour(
  value: (column: number, row: number) => number,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
): ContourSegment[] {
  const segments: ContourSegment[] = [];
  for (let r = 0; r + 1 < ys.length; r++) {
    for (let c = 0; c + 1 < xs.length; c++) segments.push(...crossings(value, xs, ys, c, r));
  }
  return segments;
}

/** The pieces in one square: none, one, or two where its corners alternate. */
function crossings(
  value: (column: number, row: number) => number,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  c: number,
  r: number,
): ContourSegment[] {
  const corners = [
    [c, r],
    [c + 1, r],
    [c + 1, r + 1],
    [c, r + 1],
  ] as const;
  const points: [number, number][] = [];
  corners.forEach(([c1, r1], k) => {
    const [c2, r2] = corners[(k + 1) % 4];
    const [v1, v2] = [value(c1, r1), value(c2, r2)];
    if (v1 > 0 === v2 > 0) return;
    const along = v1 / (v1 - v2);
    points.push([xs[c1] + along * (xs[c2] - xs[c1]), ys[r1] + along * (ys[r2] - ys[r1])]);
  });
  const join = (a: number, b: number): ContourSegment => {
    const [[x, y], [x2, y2]] = [points[a], points[b]];
    return { x, y, x2, y2 };
  };
  if (points.length === 4) return [join(0, 1), join(2, 3)];
  return points.length === 2 ? [join(0, 1)] : [];
}
