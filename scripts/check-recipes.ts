/**
 * Builds the recipes of docs as they are written there, with the bundlers and frameworks in
 * scripts/recipes, and uses each in Debian's Chromium. Wants `npm run build` before.
 *
 *     npm run check:recipes
 *     npm run check:recipes -- vite            only those whose name has this
 */
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { argv, exit } from "node:process";
import { browsers } from "./browser/browsers.js";
import { builds, home } from "./recipes/builds.js";
import { recipes } from "./recipes/recipes.js";
import { serve } from "./recipes/serve.js";

const link = join(home, "node_modules/deltarule");
if (!existsSync(join(home, "../../dist/deltarule.min.js"))) throw new Error("there is no dist: npm run build");
rmSync(link, { recursive: true, force: true });
symlinkSync("../../..", link);

const chromium = browsers.find(({ name }) => name === "chromium");
if (chromium === undefined) throw new Error("chromium is not among the browsers");
const browser = await chromium.launch();
let failed = 0;
for (const { name, files, build, open, act } of recipes) {
  if (!name.includes(argv[2] ?? "")) continue;
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  try {
    const folder = await builds[build](name, files);
    const { address, close } = await serve(folder, page);
    await page.goto(open === "file" ? `file://${join(folder, "index.html")}` : address);
    const found = await act(page);
    await close();
    if (errors.length > 0) throw new Error(errors.join("\n"));
    console.log(`✓ ${name}: ${found}`);
  } catch (error) {
    failed++;
    console.log(`✗ ${name}: ${error instanceof Error ? error.message : error}\n${errors.join("\n")}`);
  }
  await context.close();
}
await browser.close();
rmSync(join(home, "work"), { recursive: true, force: true });
if (failed > 0) exit(1);
