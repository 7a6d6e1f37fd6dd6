import type { Matrix } from "../core/index.js";
import { argmax } from "../core/index.js";
import { row } from "../core/internal.js";
import { contour } from "./contour.js";
import type { Page } from "./frame.js";
import { tint } from "./palette.js";
import type { ChartColor, ChartLayer, ChartRow } from "./spec.js";

/** The least and the largest of either input. */
export type Domain = readonly [readonly [number, number], readonly [number, number]];

/** What the network says in every field of the plane. */
export interface Cells {
  readonly output: Matrix;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly inputs: readonly [string, string];
  readonly domain: Domain;
}

/** Samples to draw on top. */
export interface Given {
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

const span = { x2: { field: "x2" }, y2: { field: "y2" } };

/** The field around a point. It reaches beneath the one after it, so that no seam shows between them. */
function field({ xs, ys, domain }: Cells, x: number, y: number): ChartRow {
  const [width, height] = [xs[1] - xs[0], ys[1] - ys[0]];
  return {
    ...{ x: x - width / 2, x2: Math.min(x + 1.5 * width, domain[0][1]) },
    ...{ y: y - height / 2, y2: Math.min(y + 1.5 * height, domain[1][1]) },
  };
}

/** One output: its value in every field, and the line where it crosses the threshold. */
export function shades(cells: Cells, threshold: number): ChartLayer[] {
  const { output, xs, ys } = cells;
  const far = Array.from(output.data).reduce((most, value) => Math.max(most, Math.abs(value - threshold)), 0.5);
  const values = Array.from(output.data, (value, k): ChartRow => {
    const [x, y] = [xs[k % xs.length], ys[Math.floor(k / xs.length)]];
    return { ...field(cells, x, y), output: value };
  });
  const shade: ChartColor = {
    field: "output",
    type: "quantitative",
    scale: { scheme: "blueorange", domain: [threshold - far, threshold + far], domainMid: threshold },
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
    mark: { type: "rule", color: "#1f2328", strokeWidth: 1.5 },
    encoding: { ...position(cells), ...span },
  };
  return line.length === 0 ? [region] : [region, boundary];
}

/** Several outputs: the class of the largest, as few fields as there are runs of one class. */
export function regions(cells: Cells, labels: readonly string[], colors: readonly string[], page: Page): ChartLayer[] {
  const { output, xs, ys } = cells;
  const values: ChartRow[] = [];
  ys.forEach((y, r) => {
    let before = -1;
    xs.forEach((x, c) => {
      const predicted = argmax(row(output, r * xs.length + c));
      if (predicted === before) values[values.length - 1].x2 = field(cells, x, y).x2;
      else values.push({ ...field(cells, x, y), predicted: labels[predicted] });
      before = predicted;
    });
  });
  const shade: ChartColor = {
    field: "predicted",
    type: "nominal",
    title: "class",
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

export function points(
  { x, t }: Given,
  labels: readonly string[],
  colors: readonly string[],
  threshold: number,
  cells: Cells,
  page: Page,
): ChartLayer {
  const values = Array.from({ length: x.rows }, (_, r): ChartRow => {
    const place = { x: x.data[2 * r], y: x.data[2 * r + 1] };
    if (t === undefined) return place;
    const target = t.columns === 1 ? Number(t.data[r] > threshold) : argmax(row(t, r));
    return { ...place, target: labels[target] };
  });
  const look = { field: "target", type: "nominal" as const, title: "class" };
  const domain = [...labels];
  const shapes = [
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "cross",
    "triangle-down",
    "triangle-left",
    "triangle-right",
  ];
  const told: ChartLayer["encoding"] =
    t === undefined
      ? {}
      : {
          color: { ...look, scale: { domain, range: [...colors] } },
          shape: { ...look, scale: { domain, range: labels.map((_, k) => shapes[k % shapes.length]) } },
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
