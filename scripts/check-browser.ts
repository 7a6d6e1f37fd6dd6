/**
 * Uses the playground in Debian's Chromium and Firefox as a reader does: trains to a target, steps
 * through an example by hand and compares every number with the library's, shares an address,
 * exports, checks gradients. Fails on errors in the console, on violations that axe-core finds, and
 * on tasks that block the page while it trains. Also runs the trainings of test/golden in pages of
 * their own, once with the compiled kernels and once with WebAssembly forbidden by a policy.
 *
 *     npx tsx --tsconfig test/tsconfig.json scripts/check-browser.ts
 *         [--pictures folder] [--only chromium] [--scene bits]
 */
import { EventEmitter } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { argv, exit } from "node:process";
import { text } from "node:stream/consumers";
import type { Page } from "playwright-core";
import { browsers } from "./browser/browsers.js";
import { buildGolden, golden, isolated, strictPage, trainsOnThreads } from "./browser/golden/golden.js";
import { pictures } from "./browser/pictures.js";
import type { Scene } from "./browser/scene.js";
import { scenes } from "./browser/scenes.js";
import { openedUntilTold } from "./browser/undriven.js";
import { buildPlayground, weights } from "./build-playground.js";

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };

const folder = mkdtempSync(join(tmpdir(), "playground-"));
await buildPlayground(join(folder, "playground"));
await buildGolden(join(folder, "golden"));
const told = new EventEmitter();
const server = createServer((request, response) => {
  if (request.method === "POST") {
    text(request).then((body) => told.emit("told", body));
    response.writeHead(204).end();
    return;
  }
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  try {
    const body = readFileSync(join(folder, path));
    if (path.endsWith(strictPage)) response.setHeader("content-security-policy", "script-src 'self'");
    if (isolated.test(path)) {
      response.setHeader("cross-origin-opener-policy", "same-origin");
      response.setHeader("cross-origin-embedder-policy", "require-corp");
    }
    response.writeHead(200, { "content-type": `${types[extname(path)] ?? "text/plain"}; charset=utf-8` }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/playground/index.html`;

const option = (name: string): string | undefined => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined);
let failed = 0;

/** Runs a check and prints what it finds. */
async function tell(title: string, check: () => Promise<string>): Promise<void> {
  if (!title.includes(option("--scene") ?? "")) return;
  try {
    console.log(`✓ ${title}: ${await check()}`);
  } catch (error) {
    failed++;
    console.log(`✗ ${title}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Runs a scene. Errors and warnings of the page fail it too, and so do requests to other hosts. */
async function play(page: Page, scene: Scene): Promise<string> {
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => {
    if (!/^(?:http:\/\/127\.0\.0\.1|blob:|data:)/.test(request.url())) errors.push(`asked for ${request.url()}`);
  });
  const found = await scene(page, address);
  // A browser warns when the policy blocks WebAssembly, as it must on that page.
  const obeys = (warning: string): boolean => page.url().endsWith(strictPage) && /WebAssembly/.test(warning);
  const wrong = errors.filter((warning) => !obeys(warning));
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
  return found;
}

/** The most that the playground may load before it works. */
const mostBytes = 165_000;

await tell("loads little", async () => {
  const bytes = weights(join(folder, "playground")).reduce((sum, [, size]) => sum + size, 0);
  if (bytes > mostBytes) throw new Error(`${bytes} bytes gzipped, wanted at most ${mostBytes}`);
  return `${bytes} bytes gzipped`;
});

for (const { name, launch, open } of browsers) {
  if ((option("--only") ?? name) !== name) continue;
  const browser = await launch();
  console.log(`${name} ${browser.version()}`);
  for (const [title, scene] of Object.entries({ ...golden, ...scenes })) {
    await tell(title, async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US" });
      try {
        return await play(await context.newPage(), scene);
      } finally {
        await context.close();
      }
    });
  }
  await tell("trains to the same bits on 1 to 4 threads", () =>
    trainsOnThreads((page) => openedUntilTold(open, page, told), address),
  );
  const kept = option("--pictures");
  if (kept !== undefined) await pictures(browser, address, join(kept, name));
  await browser.close();
}
server.close();
rmSync(folder, { recursive: true });
if (failed > 0) exit(1);
