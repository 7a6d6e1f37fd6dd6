import { byId, h, replace } from "../dom.js";
import { written } from "../hand/numbers.js";
import type { App } from "./app.js";
import { themed } from "./colors.js";
import { powerOfTen } from "./plot.js";

const [width, height] = [480, 340];
/** How many dots of the picture one of the screen's pixels has, so that texts keep their size. */
let unit = 1;

export function curve(app: App): void {
  const place = document.getElementById("curve");
  if (place === null) return;
  replace(place, h("canvas", { id: "curve-canvas", width, height, role: "img" }));
  unit = width / Math.max(160, byId("curve-canvas").clientWidth);
  drawCurve(app);
}

/** Draws the losses on a logarithmic scale, so that late progress is visible too. */
export function drawCurve({ losses, testLosses, say }: App): void {
  const canvas = document.getElementById("curve-canvas");
  const context = canvas instanceof HTMLCanvasElement ? canvas.getContext("2d") : null;
  if (canvas === null || context === null) return;
  context.clearRect(0, 0, width, height);
  if (losses.length === 0) {
    canvas.setAttribute("aria-label", say("curve.empty"));
    [context.font, context.fillStyle, context.textAlign] = [
      `${13 * unit}px system-ui, sans-serif`,
      themed("quiet"),
      "center",
    ];
    context.fillText(say("curve.empty"), width / 2, height / 2);
    return;
  }
  const [from, to] = [losses[0], losses[losses.length - 1]].map((loss) => written(loss, 3));
  canvas.setAttribute("aria-label", say("curve.alt", { n: losses.length, from, to }));
  // Draw at most 400 epochs, evenly spaced.
  const points = Math.min(losses.length, 400);
  const at = Array.from({ length: points }, (_, k) => Math.round((k * (losses.length - 1)) / Math.max(1, points - 1)));
  const levelsOf = (all: readonly number[]): number[] => at.map((epoch) => Math.log10(Math.max(all[epoch], 1e-12)));
  const levels = levelsOf(losses);
  const tested = testLosses.length === losses.length ? levelsOf(testLosses) : [];
  const both = [...levels, ...tested];
  const low = Math.floor(Math.min(...both));
  const high = Math.max(Math.ceil(Math.max(...both)), low + 1);
  const [left, bottom] = [36 * unit, height - 20 * unit];
  const top = 8 * unit;
  const y = (level: number): number => top + ((high - level) / (high - low)) * (bottom - top);
  const x = (k: number): number => left + (k / Math.max(1, points - 1)) * (width - left - top);
  context.textAlign = "left";
  context.font = `${11.5 * unit}px system-ui, sans-serif`;
  [context.fillStyle, context.strokeStyle, context.lineWidth] = [themed("quiet"), themed("rim"), 1];
  for (let level = low; level <= high; level += Math.ceil((high - low) / 5)) {
    context.fillText(powerOfTen(level), 0, y(level) + 4 * unit);
    context.beginPath();
    context.moveTo(left, y(level));
    context.lineTo(width, y(level));
    context.stroke();
  }
  context.fillText("1", left, height - 5 * unit);
  const end = String(losses.length);
  context.fillText(end, width - top - context.measureText(end).width, height - 5 * unit);
  for (const [line, color] of [
    [tested, "back"],
    [levels, "accent"],
  ] as const) {
    context.beginPath();
    for (const [k, level] of line.entries()) context.lineTo(x(k), y(level));
    [context.strokeStyle, context.lineWidth, context.lineJoin] = [themed(color), 2 * unit, "round"];
    context.stroke();
  }
}
