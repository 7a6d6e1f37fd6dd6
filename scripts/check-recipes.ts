/**
 * Builds the recipes of docs as they are written there, with the bundlers and frameworks in
 * scripts/recipes, and uses each in Debian's Chromium, some in Firefox too. Wants `npm run build`
 * before.
 *
 *     npm run check:recipes
 *     npm run check:recipes -- vite            only those whose name has this
 */
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { argv, exit } from "node:process";
import type { Browser } from "playwright-core";
import { browsers } from "./browser/browsers.js";
import { openedUntilTold } from "./browser/undriven.js";
import { builds, home } from "./recipes/builds.js";
import { type Recipe, recipes } from "./recipes/recipes.js";
import { serve, standInForCdn } from "./recipes/serve.js";

const link = join(home, "node_modules/deltarule");
if (!existsSync(join(home, "../../dist/deltarule.min.js"))) throw new Error("there is no dist: npm run build");
rmSync(link, { recursive: true, force: true });
symlinkSync("../../..", link);

function installed(wanted: string): (typeof browsers)[number] {
  const found = browsers.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`${wanted} is not among the browsers`);
  return found;
}

const started = new Map<string, Promise<Browser>>();
/** The browser of this name, which starts when a recipe wants it. */
function browser(wanted: string): Promise<Browser> {
  const running = started.get(wanted) ?? installed(wanted).launch();
  started.set(wanted, running);
  return running;
}

/** Opens the page of a recipe in a browser and does what a reader does. */
async function use(where: string, { open, isIsolated, act }: Recipe, folder: string): Promise<string> {
  const context = await (await browser(where)).newContext();
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  const { address, close } = await serve(folder, isIsolated);
  try {
    await standInForCdn(page);
    await page.goto(open === "file" ? `file://${join(folder, "index.html")}` : address);
    const found = await act(page);
    if (errors.length > 0) throw new Error("the page has errors");
    return found;
  } catch (error) {
    throw new Error([error instanceof Error ? error.message : error, ...errors].join("\n"));
  } finally {
    await close();
    await context.close();
  }
}

/** Opens the page of a recipe in Firefox without a driver, and gives what it tells. */
async function listen({ isIsolated }: Recipe, folder: string, wanted: RegExp): Promise<string> {
  const { address, told, close } = await serve(folder, isIsolated);
  try {
    const found = await openedUntilTold(installed("firefox").open, address, told);
    if (!wanted.test(found)) throw new Error(`the page tells ${found}`);
    return found;
  } finally {
    await close();
  }
}

let failed = 0;
for (const recipe of recipes) {
  const { name, files, build, also, tells } = recipe;
  if (!name.includes(argv[2] ?? "")) continue;
  try {
    const folder = await builds[build](name, files);
    for (const where of ["chromium", ...(also ? [also] : [])]) {
      console.log(`✓ ${name}, ${where}: ${await use(where, recipe, folder)}`);
    }
    if (tells) console.log(`✓ ${name}, firefox: ${await listen(recipe, folder, tells)}`);
  } catch (error) {
    failed++;
    console.log(`✗ ${name}: ${error instanceof Error ? error.message : error}`);
  }
}
for (const running of started.values()) await (await running).close();
rmSync(join(home, "work"), { recursive: true, force: true });
if (failed > 0) exit(1);
