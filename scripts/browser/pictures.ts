import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";

const states = {
  notes: "data=notes&step=7&lesson=6",
  xor: "data=xor&epoch=150&mode=train",
  spiral: "data=spiral&epoch=400&mode=train",
  iris: "data=iris&epoch=40&step=3",
  broken: "data=notes&mode=break",
  code: "data=xor&mode=code",
};

/** Takes screenshots of the page: three widths, light and dark, both languages. */
export async function pictures(browser: Browser, address: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [size, width] of Object.entries({ desktop: 1440, laptop: 1280, tablet: 820, phone: 390 }))
    for (const colorScheme of ["light", "dark"] as const)
      for (const lang of ["en", "zh"]) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
        const page = await context.newPage();
        for (const [name, state] of Object.entries(states)) {
          await page.goto("about:blank");
          await page.goto(`${address}#${state}&lang=${lang}`);
          await page.waitForFunction("!/Training|训练中/.test(document.querySelector('#status').textContent)");
          await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}-${lang}.png`), fullPage: true });
        }
        await context.close();
      }
}
