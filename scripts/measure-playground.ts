/**
 * Measures the playground in Debian's Chromium and Firefox, opened from disk: its weight, the time
 * until the first numbers stand in the network, frames per second while it trains, and (with
 * `--minutes`, in Chromium) whether its memory stays flat.
 *
 *     npx tsx --tsconfig test/tsconfig.json scripts/measure-playground.ts
 *         [--only chromium] [--minutes 10]
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { browsers } from "./browser/browsers.js";
import { buildPlayground, weights } from "./build-playground.js";

const option = (name: string): string | undefined => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined);
const minutes = Number(option("--minutes") ?? 0);

const folder = mkdtempSync(join(tmpdir(), "playground-"));
await buildPlayground(folder);
const address = pathToFileURL(join(folder, "index.html")).href;

const sizes = weights(folder);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
console.log(`gzipped: ${[...sizes, ["in all", total] as const].map(([name, size]) => `${name} ${size}`).join(", ")}`);

/** Notes when every neuron of the network has its number. */
const watchNumbers = `
  const look = () => {
    const values = [...document.querySelectorAll("#network .node .value")];
    if (values.length > 0 && values.every(({ textContent }) => /[0-9]/.test(textContent))) window.firstNumbers = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
`;

/** Counts frames, and those of them in which the page shows another epoch. */
const watchFrames = `
  window.gaps = []; window.changes = 0; window.long = [];
  if (PerformanceObserver.supportedEntryTypes.includes("longtask"))
    new PerformanceObserver((list) => window.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
  let [last, shown] = [performance.now(), ""];
  const beat = (now) => {
    window.gaps.push(now - last);
    last = now;
    const epoch = document.querySelector("#figure-epoch").textContent;
    if (epoch !== shown) window.changes++;
    shown = epoch;
    requestAnimationFrame(beat);
  };
  requestAnimationFrame(beat);
`;

async function firstNumbers(browser: Browser): Promise<string> {
  const times: number[] = [];
  for (let k = 0; k < 5; k++) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.addInitScript(watchNumbers);
    await page.goto(`${address}#data=xor&mode=train`);
    await page.waitForFunction("window.firstNumbers !== undefined");
    times.push(Number(await page.evaluate("window.firstNumbers")));
    await context.close();
  }
  return `first numbers after ${times.map((time) => Math.round(time)).join(", ")} ms`;
}

/** Frames while a training runs, for four seconds at most. */
async function frames(page: Page, hash: string, speed: string): Promise<string> {
  await page.goto("about:blank");
  await page.goto(`${address}#${hash}&mode=train&target=0`);
  await page.selectOption("#speed", speed);
  await page.waitForTimeout(300);
  await page.evaluate(watchFrames);
  await page.click("#play");
  await page
    .waitForFunction("!document.body.classList.contains('playing')", null, { timeout: 4000 })
    .catch(() => undefined);
  const [gaps, changes, long] = (await page.evaluate("[window.gaps, window.changes, window.long]")) as [
    number[],
    number,
    number[],
  ];
  const epoch = await page.textContent("#figure-epoch");
  const seconds = gaps.reduce((sum, gap) => sum + gap, 0) / 1000;
  const usual = gaps.sort((a, b) => a - b)[Math.floor(0.95 * (gaps.length - 1))];
  return `${Math.round(gaps.length / seconds)} frames/s for ${seconds.toFixed(1)} s, ${Math.round(changes / seconds)} with new numbers, 95 % within ${usual.toFixed(1)} ms, ${long.length} tasks over 50 ms; epoch ${epoch}`;
}

/** Heap, nodes and listeners of the page after a collection, and the memory of its process. */
async function memory(browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${address}#data=spiral&mode=train&target=0`);
  await page.selectOption("#speed", "20");
  await page.click("#play");
  const session = await page.context().newCDPSession(page);
  const whole = await browser.newBrowserCDPSession();
  await session.send("Performance.enable");
  for (let minute = 0; minute <= minutes; minute++) {
    if (minute > 0) await page.waitForTimeout(60_000);
    await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    const { processInfo } = await whole.send("SystemInfo.getProcessInfo");
    const resident = processInfo
      .filter(({ type }) => type === "renderer")
      .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0));
    console.log(
      `  minute ${minute}: heap ${(of("JSHeapUsedSize") / 1e6).toFixed(2)} MB, ${of("Nodes")} nodes, ${of("JSEventListeners")} listeners, process ${Math.round(Math.max(...resident) / 1024)} MB, epoch ${await page.textContent("#figure-epoch")}`,
    );
  }
  await page.close();
}

for (const { name, launch } of browsers) {
  if ((option("--only") ?? name) !== name) continue;
  const browser = await launch();
  console.log(`${name} ${browser.version()}: ${await firstNumbers(browser)}`);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  console.log(`  exclusive or, 20 epochs/s: ${await frames(page, "data=xor", "20")}`);
  console.log(`  exclusive or, full speed: ${await frames(page, "data=xor", "full")}`);
  console.log(`  spiral, full speed: ${await frames(page, "data=spiral", "full")}`);
  const large = "data=spiral&layers=8tanh.8tanh.8tanh.8tanh.1sigmoid&batch=1";
  console.log(`  spiral, a larger network, one sample an update: ${await frames(page, large, "full")}`);
  await page.close();
  if (minutes > 0 && name === "chromium") await memory(browser);
  await browser.close();
}
rmSync(folder, { recursive: true });
