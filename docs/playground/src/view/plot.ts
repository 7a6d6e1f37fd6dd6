import { svg } from "../dom.js";
import { raised } from "../hand/names.js";
import { written } from "../hand/numbers.js";

/** A plot's own coordinates, and its axes. */
export interface Plot {
  readonly root: SVGSVGElement;
  x(value: number): number;
  y(value: number): number;
  /** The value on the x axis at this place of the screen. */
  valueAt(clientX: number, clientY: number): readonly [number, number];
}

export interface PlotOptions {
  readonly width: number;
  readonly height: number;
  readonly xs: readonly [number, number];
  readonly ys: readonly [number, number];
  readonly label: string;
  readonly xName?: string;
  readonly yName?: string;
  /** Writes the numbers of the y axis. */
  readonly yText?: (value: number) => string;
}

const [left, bottom, top, right] = [46, 24, 8, 10];

/** An empty plot with its axes: numbers at round places, and names at the ends. */
export function plot(options: PlotOptions): Plot {
  const { width, height, xs, ys, label, xName = "", yName = "", yText = short } = options;
  const x = (value: number): number => left + ((value - xs[0]) / (xs[1] - xs[0])) * (width - left - right);
  const y = (value: number): number => top + ((ys[1] - value) / (ys[1] - ys[0])) * (height - top - bottom);
  const lines = ticks(ys, Math.max(2, Math.round(height / 60))).map((value) => [
    svg("line", { x1: left, x2: width - right, y1: y(value), y2: y(value), class: "grid" }),
    svg("text", { x: left - 5, y: y(value) + 4, class: "axis end" }, yText(value)),
  ]);
  const marks = ticks(xs, Math.max(2, Math.round(width / 80))).map((value) =>
    svg("text", { x: x(value), y: height - 7, class: "axis" }, short(value)),
  );
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "plot", role: "img", "aria-label": label }, [
    lines,
    marks,
    svg("text", { x: width - right, y: height - bottom - 5, class: "axis end name" }, xName),
    svg("text", { x: left + 5, y: top + 12, class: "axis start name" }, yName),
  ]);
  const valueAt = (clientX: number, clientY: number): readonly [number, number] => {
    const box = root.getBoundingClientRect();
    const scale = Math.min(box.width / width, box.height / height);
    const px = (clientX - box.left - (box.width - width * scale) / 2) / scale;
    const py = (clientY - box.top - (box.height - height * scale) / 2) / scale;
    return [
      xs[0] + ((px - left) / (width - left - right)) * (xs[1] - xs[0]),
      ys[1] - ((py - top) / (height - top - bottom)) * (ys[1] - ys[0]),
    ];
  };
  return { root, x, y, valueAt };
}

/** A line through points, left out where a number is not finite. */
export function path({ x, y }: Plot, points: readonly (readonly [number, number])[], props: { class: string }) {
  const finite = points.filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b));
  const d = finite.map(([a, b], k) => `${k === 0 ? "M" : "L"}${x(a).toFixed(2)},${y(b).toFixed(2)}`).join("");
  return svg("path", { d, fill: "none", ...props });
}

/** Round numbers within a range, about so many. */
export function ticks([low, high]: readonly [number, number], about: number): number[] {
  const rough = (high - low) / about;
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((size) => size >= rough) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/** 0.01, 1 or 100; further out 10⁻⁵. */
export function powerOfTen(exponent: number): string {
  return Math.abs(exponent) < 4 ? written(10 ** exponent, 1) : `10${raised(exponent)}`;
}

function short(value: number): string {
  const text = written(Number(value.toPrecision(3)), 3);
  return text.length > 6 ? Number(value.toPrecision(2)).toExponential().replaceAll("-", "−") : text;
}
