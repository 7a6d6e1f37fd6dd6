import { h, replace } from "../dom.js";
import { written } from "../hand/numbers.js";
import type { App } from "./app.js";
import { themed } from "./colors.js";

const [width, height] = [480, 240];

export function curve(app: App): void {
  const place = document.getElementById("curve");
  if (place === null) return;
  replace(place, h("canvas", { id: "curve-canvas", width, height, role: "img" }));
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
    [context.font, context.fillStyle, context.textAlign] = ["18px system-ui, sans-serif", themed("quiet"), "center"];
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
  const [left, bottom] = [64, height - 30];
  const y = (level: number): number => 12 + ((high - level) / (high - low)) * (bottom - 12);
  const x = (k: number): number => left + (k / Math.max(1, points - 1)) * (width - left - 12);
  context.textAlign = "left";
  context.font = "15px system-ui, sans-serif";
  [context.fillStyle, context.strokeStyle, context.lineWidth] = [themed("quiet"), themed("rim"), 1];
  for (let level = low; level <= high; level += Math.ceil((high - low) / 5)) {
    context.fillText(String(Number(`1e${level}`)), 4, y(level) + 5);
    context.beginPath();
    context.moveTo(left, y(level));
    context.lineTo(width, y(level));
    context.stroke();
  }
  context.fillText("1", left, height - 8);
  const end = String(losses.length);
  context.fillText(end, width - 10 - context.measureText(end).width, height - 8);
  for (const [line, color] of [
    [tested, "back"],
    [levels, "accent"],
  ] as const) {
    context.beginPath();
    for (const [k, level] of line.entries()) context.lineTo(x(k), y(level));
    [context.strokeStyle, context.lineWidth, context.lineJoin] = [themed(color), 3, "round"];
    context.stroke();
  }
}
