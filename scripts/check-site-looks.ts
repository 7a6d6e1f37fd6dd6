/**
 * Opens the built site in Debian's Chromium, in its light and its dark theme, at the widths of a
 * desk and of a phone: axe-core finds no violation, nothing sticks out of the page, no line of code
 * runs out of its column, and the site's own search leads to a guide. Wants `npm run docs` before.
 *
 *     npm run check:site
 *     npm run check:site -- --all       every page of the reference too, not one of each kind
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, extname, join } from "node:path";
import { argv, exit } from "node:process";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { browsers } from "./browser/browsers.js";
import { searches } from "./site/searching.js";

const site = fileURLToPath(new URL("../docs/site", import.meta.url));
if (!existsSync(join(site, "index.html"))) throw new Error("there is no docs/site: npm run docs");

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const server = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  try {
    const body = readFileSync(join(site, path));
    response.writeHead(200, { "content-type": `${types[extname(path)] ?? "text/plain"}; charset=utf-8` }).end(body);
  } catch {
    response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
  }
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

const isWhole = argv.includes("--all");

/** Every guide, and of the reference one page of each kind. */
function pagesToOpen(): string[] {
  const pages = readdirSync(site, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".html") && !/^(playground|media)\//.test(path));
  if (isWhole) return pages;
  const reference = new Map<string, string[]>();
  for (const path of pages.filter((page) => page.includes("/") && !page.startsWith("documents/"))) {
    const kind = dirname(path);
    reference.set(kind, [...(reference.get(kind) ?? []), path]);
  }
  const size = (path: string): number => readFileSync(join(site, path)).length;
  const some = [...reference.values()].flatMap((list) => {
    const bySize = [...list].sort((a, b) => size(a) - size(b));
    return [bySize[Math.floor(bySize.length / 2)] ?? ""];
  });
  return [...pages.filter((path) => !path.includes("/") || path.startsWith("documents/")), ...some];
}

/** What sticks out of the page, and blocks of code that are wider than their column. */
const sticksOut = `(() => {
  const root = document.documentElement;
  const wide = [...document.querySelectorAll("pre")].filter((pre) => pre.scrollWidth > pre.clientWidth + 1);
  return [
    ...(root.scrollWidth > root.clientWidth ? ["the page is " + (root.scrollWidth - root.clientWidth) + " px too wide"] : []),
    ...wide.map((pre) => "code runs out of its column: " + pre.textContent.trim().slice(0, 60)),
  ];
})()`;

/** The violations that axe-core finds in a part of the page, each with its first place. */
async function violations(page: Page, part: string, rules: object): Promise<string[]> {
  await page.evaluate(axe.source);
  const options = { ...rules, resultTypes: ["violations"] };
  const found = (await page.evaluate(`axe.run(${JSON.stringify(part)}, ${JSON.stringify(options)})`)) as {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
  };
  return found.violations.map(
    ({ id, nodes }) => `${id}, ${nodes.length} ×: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
  );
}

const chromium = browsers.find(({ name }) => name === "chromium");
if (chromium === undefined) throw new Error("chromium is not among the browsers");
const browser = await chromium.launch();
const errors: string[] = [];
const pages = pagesToOpen();

for (const theme of ["light", "dark"] as const) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: theme });
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(`${page.url()}: ${error}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) errors.push(`${page.url()} asked for ${request.url()}`);
  });
  // All pages have the colors of one style sheet: in the dark theme a quarter of them is opened.
  for (const path of theme === "light" || isWhole ? pages : pages.filter((_, k) => k % 4 === 0)) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(address + path);
    // The menus are the same on every page.
    const part = path === "index.html" ? "html" : ".col-content";
    // A theme changes colors only.
    const rules = theme === "light" ? {} : { runOnly: ["color-contrast"] };
    const told = (await violations(page, part, rules)).map((violation) => `${theme}: ${violation}`);
    // Widths do not depend on the theme.
    for (const width of theme === "light" ? [1280, 390] : []) {
      await page.setViewportSize({ width, height: 900 });
      told.push(...((await page.evaluate(sticksOut)) as string[]).map((text) => `${width} px: ${text}`));
    }
    errors.push(...told.map((text) => `${path}: ${text}`));
  }
  await context.close();
}

const page = await (await browser.newContext()).newPage();
for (const [query, guides] of Object.entries(searches)) {
  await page.goto(`${address}index.html`);
  await page.click("#tsd-search-trigger");
  await page.fill("#tsd-search-input", query);
  const first = page.locator("#tsd-search-results a").first();
  const found = await first.getAttribute("href", { timeout: 10_000 }).catch(() => null);
  if (!guides.some((guide) => found?.endsWith(`documents/${guide}.html`)))
    errors.push(`a search for "${query}" shows ${found} first, wanted ${guides.join(" or ")}`);
}

await browser.close();
server.close();
for (const error of errors) console.error(error);
console.log(
  errors.length === 0
    ? `${pages.length} pages at two widths, a quarter of them in the dark theme too: nothing to object to, and every search leads to a guide.`
    : `${errors.length} errors.`,
);
if (errors.length > 0) exit(1);
