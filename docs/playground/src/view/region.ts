import type { Dataset } from "../data/dataset.js";
import { byId, h, replace, select } from "../dom.js";
import { written } from "../hand/numbers.js";
import type { Plane } from "../protocol.js";
import type { App } from "./app.js";
import { colorOf, mix, type Rgb, rgb, setPoint, themed } from "./colors.js";
import { inputName } from "./known.js";
import { planeOf } from "./plane.js";
import { ticks } from "./plot.js";
import { toolNow } from "./train.js";

const side = 480;
/** How many dots of the picture one pixel of the screen has: texts and points keep their size. */
let unit = 1;

/** The title, axes and legend. `drawRegion` draws the picture itself in every frame. */
export function region(app: App): void {
  const { say, data } = app;
  const place = document.getElementById("region");
  if (place === null) return;
  if (data === null) {
    replace(place, "");
    return;
  }
  const { axes } = planeOf(data, app.state);
  const many = data.inputs.length > 1;
  const names = data.inputs.map((name, k) => [String(k), inputName(app, k) ?? name] as const);
  const label = say(many ? "region.alt" : "region.alt1", { x: names[axes[0]][1], y: names[axes[1]][1] });
  const axis = (k: 0 | 1, id: "region.x" | "region.y") =>
    select(id.replace(".", "-"), say(id), String(axes[k]), names, (chosen) => {
      const other = axes[1 - k] === Number(chosen) ? axes[k] : axes[1 - k];
      app.look({ axes: k === 0 ? [Number(chosen), other] : [other, Number(chosen)] });
    });
  const range = data.kind === "number" ? rangeOf(data).map((value) => written(value, 3)) : data.outputs;
  // The curve over one input has the first color, its samples the second.
  const entries = many || data.outputs.length > 1 ? range : [say("region.curve"), say("region.samples")];
  const legend = entries.map((name, k) => {
    const dot = h("span", { class: "dot", "aria-hidden": "true" });
    dot.style.background = colorOf(k);
    return h("li", {}, dot, name);
  });
  replace(place, [
    canvasFor(app, label),
    h("ul", { class: "legend" }, legend),
    data.inputs.length > 2 ? h("div", { class: "fields inline" }, axis(0, "region.x"), axis(1, "region.y")) : null,
    data.inputs.length > 2 ? h("p", { class: "quiet" }, say("region.other")) : null,
  ]);
  unit = side / Math.max(160, byId("region-canvas").clientWidth);
  drawRegion(app);
}

/** The picture, where a click takes, adds or deletes a sample, and a drag moves it. */
function canvasFor(app: App, label: string): HTMLElement {
  const canvas = h("canvas", { id: "region-canvas", width: side, height: side, role: "img", "aria-label": label });
  const at = (event: PointerEvent): readonly [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    const { data, state } = app;
    if (data === null || app.playing) return;
    const [x, y] = at(event);
    const found = nearest(app, x, y);
    const { tool, target } = toolNow();
    if (tool === "add" && data.inputs.length <= 2) add(app, x, y, target);
    else if (found === null) return;
    else if (tool === "delete") app.edit({ kind: "delete", sample: found });
    else {
      event.preventDefault();
      if (found !== state.sample) app.look({ sample: found });
      drag(app, found, at);
    }
  });
  return canvas;
}

/** The sample at this place of the picture, each side of which is 1. */
function nearest({ data, state }: App, x: number, y: number): number | null {
  if (data === null) return null;
  const plane = planeOf(data, state);
  const range = rangeOf(data);
  const far = data.x.map((row, k) => {
    const up = data.inputs.length === 1 ? heightOf(goalOf(data.t[k]), range) : placeIn(plane, row, 1);
    return Math.hypot(placeIn(plane, row, 0) - x, up - y);
  });
  const least = Math.min(...far);
  return least < 0.04 ? far.indexOf(least) : null;
}

/** The output that a sample of one input asks for: of its class, 1. */
const goalOf = (t: readonly number[]): number => (t.length > 1 ? 1 : t[0]);

function placeIn({ axes, low, high }: Plane, row: readonly number[], k: 0 | 1): number {
  return (row[axes[k]] - low[k]) / (high[k] - low[k]);
}

const heightOf = (value: number, [low, high]: readonly [number, number]): number =>
  0.05 + (0.9 * (value - low)) / (high - low || 1);

const round = (value: number): number => Number(value.toFixed(3));

/** What stands at a place of the picture: an input, or the output of a network of one input. */
function valuesAt({ data, state }: App, x: number, y: number): readonly [number, number] {
  if (data === null) return [0, 0];
  const { low, high } = planeOf(data, state);
  const across = round(low[0] + x * (high[0] - low[0]));
  if (data.inputs.length > 1) return [across, round(low[1] + y * (high[1] - low[1]))];
  const [least, most] = rangeOf(data);
  return [across, round(least + ((y - 0.05) / 0.9) * (most - least))];
}

function add(app: App, x: number, y: number, target: number): void {
  const { data } = app;
  if (data === null) return;
  const [across, up] = valuesAt(app, x, y);
  const classes = data.outputs.length;
  const made =
    data.kind === "classes" ? Array.from({ length: classes }, (_, k) => Number(k === target)) : [Math.min(1, target)];
  if (data.inputs.length === 1) app.edit({ kind: "add", row: [across], target: [up] });
  else app.edit({ kind: "add", row: [across, up], target: data.kind === "number" ? [...data.t[0]] : made });
}

/** Moves a sample with the pointer. */
function drag(app: App, sample: number, at: (event: PointerEvent) => readonly [number, number]): void {
  const { data, state } = app;
  if (data === null) return;
  const plane = planeOf(data, state);
  let moved = false;
  const set = (event: PointerEvent): void => {
    const [x, y] = at(event);
    const [across, up] = [
      plane.low[0] + x * (plane.high[0] - plane.low[0]),
      plane.low[1] + y * (plane.high[1] - plane.low[1]),
    ];
    app.edit({ kind: "input", sample, index: plane.axes[0], value: round(across) }, true);
    if (data.inputs.length > 1) app.edit({ kind: "input", sample, index: plane.axes[1], value: round(up) }, true);
    else app.edit({ kind: "target", sample, index: 0, value: valuesAt({ ...app, data, state }, x, y)[1] }, true);
  };
  let start: readonly [number, number] = [Number.NaN, Number.NaN];
  const move = (event: PointerEvent): void => {
    const [x, y] = at(event);
    if (Number.isNaN(start[0])) start = [x, y];
    if (!moved && Math.hypot(x - start[0], y - start[1]) < 0.01) return;
    moved = true;
    set(event);
  };
  const up = (): void => {
    removeEventListener("pointermove", move);
    if (moved) app.look({});
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", up, { once: true });
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
    for (const [k, row] of data.x.entries()) {
      const color = colorOf(data.t[k].length > 1 ? data.t[k].indexOf(1) : 1);
      point(context, place(row, 0), heightOf(goalOf(data.t[k]), [low, high]), rgb(color), k === state.sample);
    }
    axesOf(context, plane, [low, high]);
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
  axesOf(context, plane, null);
}

/** The numbers along both sides; with one input, those of the output on the left. */
function axesOf(to: CanvasRenderingContext2D, plane: Plane, outputs: readonly [number, number] | null): void {
  [to.font, to.fillStyle, to.strokeStyle, to.lineWidth] = [
    `600 ${11.5 * unit}px system-ui, sans-serif`,
    themed("ink"),
    themed("card"),
    3 * unit,
  ];
  const label = (text: string, x: number, y: number): void => {
    to.strokeText(text, x, y);
    to.fillText(text, x, y);
  };
  to.textAlign = "center";
  for (const value of ticks([plane.low[0], plane.high[0]], 4))
    label(written(value, 3), ((value - plane.low[0]) / (plane.high[0] - plane.low[0])) * side, side - 5 * unit);
  to.textAlign = "left";
  const [low, high] = outputs ?? [plane.low[1], plane.high[1]];
  for (const value of ticks([low, high], 4)) {
    const up = outputs === null ? (value - low) / (high - low) : heightOf(value, outputs);
    if (up > 0.1 && up < 0.97) label(written(value, 3), 4 * unit, (1 - up) * side + 4 * unit);
  }
}

let small: OffscreenCanvas | null = null;

/** A canvas with a point for each output; every frame takes the same one. */
function smallCanvas(size: number): OffscreenCanvas {
  if (small?.width !== size) small = new OffscreenCanvas(size, size);
  return small;
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
  const hues = Array.from({ length: Math.max(2, outputs) }, (_, k) => rgb(colorOf(k)));
  for (let k = 0; k < size * size; k++) {
    if (outputs === 1) {
      const p = Math.min(1, Math.max(0, level(region[k])));
      setPoint(image, k, ground, hues[p < 0.5 ? 0 : 1], 0.62 * Math.abs(2 * p - 1));
    } else {
      let best = 0;
      for (let o = 1; o < outputs; o++) if (region[k * outputs + o] > region[k * outputs + best]) best = o;
      const strength = Math.min(1, Math.max(0, region[k * outputs + best]));
      setPoint(image, k, ground, hues[best], 0.62 * strength);
    }
  }
  const canvas = smallCanvas(size);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  to.imageSmoothingEnabled = true;
  to.drawImage(canvas, 0, 0, side, side);
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
    [to.strokeStyle, to.lineWidth] = [colorOf(o), 2.2 * unit];
    to.stroke();
  }
}

/** Draws a sample; the one whose numbers are shown gets a ring. */
function point(to: CanvasRenderingContext2D, x: number, y: number, color: Rgb, chosen: boolean): void {
  const [cx, cy] = [x * side, (1 - y) * side];
  to.beginPath();
  to.arc(cx, cy, 3.6 * unit, 0, 2 * Math.PI);
  to.fillStyle = `rgb(${color.map(Math.round).join(" ")})`;
  to.fill();
  [to.strokeStyle, to.lineWidth] = [themed("card"), 1.2 * unit];
  to.stroke();
  if (!chosen) return;
  to.beginPath();
  to.arc(cx, cy, 7 * unit, 0, 2 * Math.PI);
  [to.strokeStyle, to.lineWidth] = [themed("ink"), 1.6 * unit];
  to.stroke();
}
