import { bar, figures } from "./bar.js";
import { breakIt } from "./break.js";
import { code } from "./code.js";
import { forgetColors } from "./colors.js";
import { curve, drawCurve } from "./curve.js";
import { hiddenParts } from "./embed.js";
import { header } from "./header.js";
import { inspect } from "./inspect.js";
import { cover, drawSheet, learn, learnHead } from "./learn.js";
import { network, networkFrame } from "./network.js";
import type { Page } from "./page.js";
import { drawRegion, region } from "./region.js";
import { selection } from "./selection.js";
import { testFigures, train } from "./train.js";

/** Draws every part of the page. */
export function paint(page: Page): void {
  forgetColors();
  document.body.classList.toggle("playing", page.playing);
  header(page, page, () => paint(page));
  bar(page, page);
  network(page);
  selection(page);
  paintSheet(page);
}

/** Draws what changes from frame to frame while it trains. */
export function paintFrame(page: Page): void {
  for (const draw of [networkFrame, figures, drawRegion, drawCurve, testFigures]) draw(page);
}

let scrolledFor = "";

/** Draws the sheet of the present mode. */
export function paintSheet(page: Page): void {
  const { mode, step } = page.state;
  document.body.dataset.mode = mode;
  drawSheet(mode === "learn" && !page.covered ? learnHead(page) : [], sheetOf(page));
  region(page);
  curve(page);
  testFigures(page);
  const shown = `${mode} ${step}`;
  const sheet = document.getElementById("sheet-body");
  if (sheet !== null && scrolledFor !== shown) sheet.scrollTop = 0;
  scrolledFor = shown;
}

function sheetOf(page: Page): HTMLElement[] {
  if (page.covered) return cover(page, () => page.begin());
  switch (page.state.mode) {
    case "learn":
      return learn(page);
    case "train":
      return hiddenParts.has("settings") ? [] : train(page, page);
    case "inspect":
      return inspect(page, page.findings);
    case "break":
      return breakIt(page, (mistake) => page.plant(mistake));
    case "code":
      return code(page);
  }
}
