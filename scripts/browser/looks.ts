import axe from "axe-core";
import { same } from "./expected.js";
import type { Scene } from "./scene.js";

const states = [
  ...["data=notes&step=6", "data=notes&lesson=6&step=7", "data=iris&epoch=3&step=40", "data=xor&mode=train&epoch=5"],
  ...["data=notes&mode=inspect", "data=notes&mode=break", "data=xor&mode=code"],
];

/** Texts of the network's picture that leave it, leave their box or cover each other. */
const covered = `(() => {
  const picture = document.querySelector("#net-picture svg");
  const box = (element) => element.getBoundingClientRect();
  const found = [];
  const inside = (text, outer) => {
    const [a, b] = [box(text), box(outer)];
    if (a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 2 || a.bottom > b.bottom + 2)
      found.push(text.textContent + " is cut");
  };
  const texts = [...picture.querySelectorAll("text")].filter((text) => text.textContent.trim() !== "");
  for (const [k, text] of texts.entries()) {
    inside(text, picture);
    for (const other of texts.slice(k + 1)) {
      const [a, b] = [box(text), box(other)];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 4 && down > 9) found.push(text.textContent + " covers " + other.textContent);
    }
  }
  inside(picture.querySelector(".loss"), picture.querySelector("#loss-node rect"));
  for (const name of document.querySelectorAll(".phase-name"))
    if (name.scrollWidth > name.clientWidth + 1) found.push(name.textContent + " is cut");
  return found.join(", ");
})()`;

/** Scenes on accessibility and narrow screens. */
export const looks: Readonly<Record<string, Scene>> = {
  "is accessible, in both languages and themes": async (page, address) => {
    let checks = 0;
    for (const lang of ["en", "zh"])
      for (const theme of ["light", "dark"])
        for (const state of ["", ...states, "data=csv&mode=train"]) {
          await page.goto("about:blank");
          await page.goto(state === "" ? address : `${address}#${state}&lang=${lang}`);
          await page.selectOption("#theme", theme);
          await page.waitForFunction("!/Training|训练中/.test(document.querySelector('#status').textContent)");
          if (!state.includes("csv") && state !== "") await page.click("#node-1-0");
          await page.evaluate(axe.source);
          const { violations } = (await page.evaluate("axe.run()")) as {
            violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
          };
          const found = violations.map(
            ({ id, nodes }) =>
              `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`,
          );
          if (found.length > 0) throw new Error(`${state} ${lang} ${theme}: ${found.join("\n")}`);
          checks++;
        }
    return `${checks} states, no violation`;
  },

  "cuts and covers no text of the network": async (page, address) => {
    let count = 0;
    for (const [width, height] of [
      [1280, 800],
      [820, 1180],
      [390, 844],
    ]) {
      await page.setViewportSize({ width, height });
      for (const state of ["data=notes", "data=xor&epoch=3", "data=iris&epoch=3"]) {
        await page.goto("about:blank");
        await page.goto(`${address}#${state}`);
        await page.waitForSelector("#tick-12");
        const steps = await page.locator(".tick").count();
        for (let step = 0; step < steps; step += steps > 13 ? 3 : 1, count++) {
          await page.click(`#tick-${step}`);
          same(
            String(await page.evaluate(covered)),
            "",
            `what is wrong at step ${step + 1} of ${state}, ${width} wide`,
          );
        }
      }
    }
    return `${count} steps`;
  },

  "fits into 360 pixels": async (page, address) => {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const state of [...states, "data=spiral&digits=17&step=9", "data=csv&mode=train"])
      for (const lang of ["en", "zh"]) {
        await page.goto("about:blank");
        await page.goto(`${address}#${state}&lang=${lang}`);
        const outside = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        same(String(outside), "0", `what sticks out of ${state} in ${lang}`);
      }
    return "nothing sticks out";
  },
};
