import type { Dataset } from "../data/dataset.js";
import { byId, h, replace, select } from "../dom.js";
import { written } from "../hand/numbers.js";
import type { Plane } from "../protocol.js";
import type { App } from "./app.js";
import { colorOf, mix, type Rgb, rgb, themed } from "./colors.js";
import { planeOf } from "./plane.js";

const side = 480;

/** The title, axes and legend. `drawRegion` draws the picture itself in every frame. */
export function region(app: App): void {
  const { say, data } = app;
  if (data === null) {
    replace(byId("region"), h("h2", {}, say("region")));
    return;
  }
  const { axes } = planeOf(data, app.state);
  const many = data.inputs.length > 1;
  const label = say(many ? "region.alt" : "region.alt1", { x: data.inputs[axes[0]], y: data.inputs[axes[1]] });
  const names = data.inputs.map((name, k) => [String(k), name] as const);
  const axis = (k: 0 | 1, id: "region.x" | "region.y") =>
    select(id.replace(".", "-"), say(id), String(axes[k]), names, (chosen) => {
      const other = axes[1 - k] === Number(chosen) ? axes[k] : axes[1 - k];
      app.look({ axes: k === 0 ? [Number(chosen), other] : [other, Number(chosen)] });
    });
  const entries = data.kind === "number" ? rangeOf(data).map((value) => written(value, 3)) : data.outputs;
  const legend = entries.map((name, k) => {
    const dot = h("span", { class: "dot", "aria-hidden": "true" });
    dot.style.background = colorOf(k);
    return h("li", {}, dot, name);
  });
  replace(byId("region"), [
    h("h2", {}, say("region")),
    h("canvas", { id: "region-canvas", width: side, height: side, role: "img", "aria-label": label }),
    h("ul", { class: "legend" }, legend),
    data.inputs.length > 2 ? h("div", { class: "fields inline" }, axis(0, "region.x"), axis(1, "region.y")) : null,
    data.inputs.length > 2 ? h("p", { class: "quiet" }, say("region.other")) : null,
  ]);
  drawRegion(app);
}

/** The range of outputs that the colors cover: the targets, and at least 0 to 1. */
function rangeOf({ t }: Dataset): readonly [number, number] {
  const targets = t.map(([value]) => value);
  return [Math.min(0, ...targets), Math.max(1, ...targets)];
}

export function drawRegion({ data, frame, state }: App): void {
  const canvas = document.getElementById("region-canvas");
  const context = canvas instanceof HTMLCanvasElement ? canvas.getContext("2d") : null;
  if (context === null || data === null) return;
  const plane = planeOf(data, state);
  context.clearRect(0, 0, side, side);
  const [low, high] = rangeOf(data);
  const place = (row: readonly number[], k: 0 | 1): number =>
    (row[plane.axes[k]] - plane.low[k]) / (plane.high[k] - plane.low[k]);
  const level = (value: number): number => (value - low) / (high - low || 1);
  if (data.inputs.length === 1) {
    if (frame !== null) curveOf(context, frame.region, plane, level);
    for (const [k, row] of data.x.entries())
      point(context, place(row, 0), 0.05 + 0.9 * level(data.t[k][0]), 1, k === state.sample);
    return;
  }
  if (frame !== null) surface(context, frame.region, plane, data.kind === "classes" ? data.outputs.length : 1, level);
  for (const [k, row] of data.x.entries()) {
    const t = data.t[k];
    const shade =
      data.kind === "number"
        ? mix(rgb(colorOf(0)), rgb(colorOf(1)), level(t[0]))
        : rgb(colorOf(t.length > 1 ? t.indexOf(1) : t[0]));
    point(context, place(row, 0), place(row, 1), shade, k === state.sample);
  }
}

function surface(
  to: CanvasRenderingContext2D,
  region: Float32Array,
  { size }: Plane,
  outputs: number,
  level: (value: number) => number,
): void {
  if (region.length < size * size * outputs) return;
  const ground = rgb(themed("card"));
  const image = new ImageData(size, size);
  const [first, second] = [rgb(colorOf(0)), rgb(colorOf(1))];
  for (let k = 0; k < size * size; k++) {
    let [hue, strength]: [Rgb, number] = [first, 0];
    if (outputs === 1) {
      const p = Math.min(1, Math.max(0, level(region[k])));
      [hue, strength] = [p < 0.5 ? first : second, Math.abs(2 * p - 1)];
    } else {
      const row = region.subarray(k * outputs, (k + 1) * outputs);
      const best = row.indexOf(Math.max(...row));
      [hue, strength] = [rgb(colorOf(best)), Math.min(1, Math.max(0, row[best]))];
    }
    image.data.set([...mix(ground, hue, 0.62 * strength), 255], 4 * k);
  }
  const small = new OffscreenCanvas(size, size);
  small.getContext("2d")?.putImageData(image, 0, 0);
  to.imageSmoothingEnabled = true;
  to.drawImage(small, 0, 0, side, side);
}

function curveOf(
  to: CanvasRenderingContext2D,
  region: Float32Array,
  { size }: Plane,
  level: (value: number) => number,
): void {
  const outputs = region.length / size;
  for (let o = 0; o < outputs; o++) {
    to.beginPath();
    for (let k = 0; k < size; k++)
      to.lineTo(((k + 0.5) / size) * side, side * (0.95 - 0.9 * level(region[k * outputs + o])));
    [to.strokeStyle, to.lineWidth] = [colorOf(o + 1), 4];
    to.stroke();
  }
}

/** Draws a sample; the one whose numbers are shown gets a ring. */
function point(to: CanvasRenderingContext2D, x: number, y: number, color: Rgb | 1, chosen: boolean): void {
  const [cx, cy] = [x * side, (1 - y) * side];
  to.beginPath();
  to.arc(cx, cy, 6, 0, 2 * Math.PI);
  to.fillStyle = color === 1 ? colorOf(0) : `rgb(${color.map(Math.round).join(" ")})`;
  to.fill();
  [to.strokeStyle, to.lineWidth] = [themed("card"), 2];
  to.stroke();
  if (!chosen) return;
  to.beginPath();
  to.arc(cx, cy, 11, 0, 2 * Math.PI);
  [to.strokeStyle, to.lineWidth] = [themed("ink"), 2.5];
  to.stroke();
}
