import axe from "axe-core";
import type { Page } from "playwright-core";
import { same } from "./expected.js";
import type { Scene } from "./scene.js";

/** The share of the network that is on the screen and not covered, measured on a grid of points. */
const shareInView = `(() => {
  const picture = document.querySelector("#net-picture");
  const { left, top, width, height } = picture.getBoundingClientRect();
  let [seen, all] = [0, 0];
  for (let i = 0; i < 12; i++)
    for (let j = 0; j < 12; j++, all++)
      if (picture.contains(document.elementFromPoint(left + ((i + 0.5) / 12) * width, top + ((j + 0.5) / 12) * height))) seen++;
  return seen / all;
})()`;

async function open(page: Page, address: string, hash: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(`${address}#${hash}`);
  await page.waitForSelector("#network .node");
  await page.waitForFunction("!document.body.classList.contains('playing')");
}

async function violations(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations: found } = (await page.evaluate("axe.run()")) as { violations: { id: string }[] };
  same(found.map(({ id }) => id).join(), "", "violations");
}

/**
 * Shows the page as it prints, or as on a screen again: the rules for print hold for all media,
 * since Firefox's driver does not emulate print.
 */
async function showPrint(page: Page, isPrint: boolean): Promise<void> {
  const count = await page.evaluate(`(() => {
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
    const ofPrint = rules.filter((rule) => /^(print|all)$/.test(rule.media?.mediaText ?? ""));
    for (const rule of ofPrint) rule.media.mediaText = ${JSON.stringify(isPrint ? "all" : "print")};
    return ofPrint.length;
  })()`);
  if (count === 0) throw new Error("the page has no rules for print");
}

/** Scenes on the one screen: the network, the keys, the menu, print. */
export const screens: Readonly<Record<string, Scene>> = {
  "keeps the network in view after every Next": async (page, address) => {
    let count = 0;
    for (const size of [
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(size);
      for (const data of ["notes", "xor"]) {
        await open(page, address, `data=${data}`);
        const steps = await page.locator(".tick").count();
        for (let step = 1; step < steps; step++, count++) {
          await page.click("#hand-next");
          same(String(await page.evaluate(shareInView)), "1", `the share in view at step ${step} of ${data}`);
        }
      }
    }
    return `100 % after each of ${count}`;
  },

  "marks every mistake in the picture, and counts those found": async (page, address) => {
    await open(page, address, "data=iris&mode=break&mistake=z");
    await page.waitForSelector("#network .wrong");
    const wrong = async () =>
      (await page.evaluate(
        "[...document.querySelectorAll('#network .edge.wrong')].map(({ id }) => id.split('-')[1]).filter((one, k, all) => all.indexOf(one) === k).join()",
      )) as string;
    same(await wrong(), "1", "layers with wrong weights, for z in place of a");
    for (const mistake of ["sign", "slope", "transposed", "mean", "bias", "stale", "early"]) {
      await page.click(`#mistake-${mistake}`);
      await page.waitForSelector(`#mistake-${mistake}[aria-pressed=true]`);
      const said = `${await page.textContent("#first-wrong")}`;
      if (said.includes("no pattern")) throw new Error(`${mistake}: ${said}`);
      if ((await page.locator("#network .wrong").count()) === 0) throw new Error(`${mistake} is not marked`);
    }
    same(await page.textContent("#found"), "Found so far: 8 of 8", "those found");
    await violations(page);
    await page.click("#tab-learn");
    same(String(await page.locator("#network .wrong").count()), "0", "marks in the lesson");
    await page.goBack();
    await page.waitForSelector("#network .wrong");
    await page.click("#step");
    await page.waitForFunction("/epoch=1/.test(location.hash) && document.querySelector('#network .wrong')");
    return "eight of eight";
  },

  "has keys for heat maps, lessons and weights": async (page, address) => {
    await open(page, address, "data=xor&mode=train");
    await page.keyboard.press("h");
    same(String(await page.locator(".heat[href]").count()), "7", "heat maps");
    await page.keyboard.press("h");
    await page.keyboard.press("]");
    await page.waitForSelector("#edge-0-0-1.chosen");
    await page.keyboard.press("[");
    await page.waitForSelector("#edge-0-0-0.chosen");
    await page.keyboard.press("l");
    await page.waitForSelector("#lesson-list");
    await violations(page);
    await page.keyboard.press("?");
    await page.waitForSelector("#help-dialog[open]");
    await violations(page);
    return "H, L, [ and ]";
  },

  "has a menu for what a small screen has no room for": async (page, address) => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const lang of ["en", "zh"]) {
      await open(page, address, `data=xor&lang=${lang}`);
      await page.click("#more");
      await violations(page);
      await page.click("#more-step");
      await page.waitForFunction("/epoch=1/.test(location.hash)");
      await page.click("#more");
      await page.selectOption("#more-digits", "6");
      await page.keyboard.press("Escape");
      await page.waitForFunction("/digits=6/.test(location.hash)");
      await page.click("#more");
      await page.fill("#more-rate", "0.2");
      await page.keyboard.press("Enter");
      await page.waitForFunction("/r0.2/.test(location.hash)");
      await page.keyboard.press("Escape");
      await violations(page);
    }
    return "one epoch, digits and the rate";
  },

  "moves nothing by itself, and prints on white": async (page, address) => {
    await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "dark" });
    await open(page, address, "data=notes&step=7");
    await page.click("#hand-next");
    same(String(await page.evaluate("document.getAnimations().length")), "0", "animations");
    await showPrint(page, true);
    same(String(await page.locator("#bar").isVisible()), "false", "the bar in print");
    same(
      String(await page.evaluate("getComputedStyle(document.querySelector('#sheet')).backgroundColor")),
      "rgb(255, 255, 255)",
      "the ground",
    );
    same(
      String(await page.evaluate("getComputedStyle(document.querySelector('#hand-title')).color")),
      "rgb(0, 0, 0)",
      "the ink",
    );
    await showPrint(page, false);
    await page.evaluate("window.print = () => {}");
    await page.click("#lessons");
    await page.click("#worksheet");
    await showPrint(page, true);
    same(String(await page.locator(".answers").isVisible()), "true", "the answers");
    const answers = await page.locator(".answers li").allTextContents();
    if (!answers.some((text) => text.startsWith("w₁₃ := "))) throw new Error(`${answers}`);
    return `a worksheet of ${answers.length} answers`;
  },
};
