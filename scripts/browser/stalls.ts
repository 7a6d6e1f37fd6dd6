import type { Page } from "playwright-core";

/** Times for which the page did not respond, in milliseconds. */
export interface Stalls {
  /** Durations of tasks over 50 ms; Firefox does not report them. */
  readonly long: readonly number[];
  /** The 95th percentile of the times between frames. */
  readonly usual: number;
  /** The longest time between frames. */
  readonly most: number;
  readonly epoch: number;
}

const watch = `
  window.long = [];
  window.gaps = [];
  if (PerformanceObserver.supportedEntryTypes.includes("longtask"))
    new PerformanceObserver((list) => window.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
  let last = performance.now();
  const beat = () => {
    const now = performance.now();
    window.gaps.push(now - last);
    last = now;
    requestAnimationFrame(beat);
  };
  requestAnimationFrame(beat);
`;

/** Trains the largest network of the spiral at full speed for four seconds and measures. */
export async function stalls(page: Page, address: string): Promise<Stalls> {
  await page.goto("about:blank");
  await page.goto(`${address}#data=spiral&layers=8tanh.8tanh.8tanh.1sigmoid&target=0&mode=train`);
  await page.selectOption("#speed", "full");
  await page.click("#play");
  // The click itself paints the page once; measure after that.
  await page.waitForTimeout(500);
  await page.evaluate(watch);
  await page.waitForTimeout(4000);
  const [long, gaps] = (await page.evaluate("[window.long, window.gaps]")) as [number[], number[]];
  const epoch = Number(await page.textContent("#figure-epoch"));
  if (epoch === 0) throw new Error("it did not train");
  const sorted = [...gaps].sort((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return { long, usual: at(0.95), most: at(1), epoch };
}
