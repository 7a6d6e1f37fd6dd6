import axe from "axe-core";
import { same } from "./expected.js";
import type { Scene } from "./scene.js";

const states = [
  ...["data=notes&step=6", "data=notes&lesson=6&step=7", "data=iris&epoch=3&step=40", "data=xor&mode=train&epoch=5"],
  ...["data=notes&mode=inspect", "data=notes&mode=break", "data=xor&mode=code"],
];

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
