import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { same } from "../expected.js";
import type { Scene } from "../scene.js";
import type { Told } from "./told.js";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const pageWith = (script: string): string =>
  `<!doctype html><meta charset="utf-8" /><title>Golden trainings</title><link rel="icon" href="data:," /><body><script src="${script}"></script></body>`;

/** The page whose content security policy forbids WebAssembly. */
export const strictPage = "strict.html";

/** The page that is cross-origin isolated, and its worker. */
export const isolated = /\/threads(?:\.html|Page\.js|Worker\.js)$/;

/** Builds the pages that run the trainings of test/golden/hashes.json. */
export async function buildGolden(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    ...{ bundle: true, format: "iife", target: "es2022", charset: "utf8" },
    ...{
      tsconfig: path("../../../test/tsconfig.json"),
      entryPoints: ["page.ts", "threadsPage.ts", "threadsWorker.ts"].map(path),
      outdir: folder,
    },
  });
  for (const name of ["page.html", strictPage]) writeFileSync(join(folder, name), pageWith("page.js"));
  writeFileSync(join(folder, "threads.html"), pageWith("threadsPage.js"));
}

const train =
  (name: string, engine: string): Scene =>
  async (page, address) => {
    await page.goto(new URL(`../golden/${name}`, address).href);
    return compared(JSON.parse((await page.locator("#told").textContent()) ?? ""), engine);
  };

function compared(found: Readonly<Record<string, Told>>, engine: string): string {
  const hashes: object = JSON.parse(readFileSync(path("../../../test/golden/hashes.json"), "utf8"));
  for (const [training, hash] of Object.entries(hashes)) {
    same(found[training]?.hash, hash, `the hash of ${training}`);
    same(found[training]?.engine, engine, `the engine of ${training}`);
  }
  return `${Object.keys(hashes).length} trainings with ${engine}`;
}

/** What the page with threads sends. */
interface ThreadsTold {
  readonly error?: string;
  readonly page: string;
  readonly told: readonly Readonly<Record<string, Told>>[];
}

/**
 * In a worker of a page that is cross-origin isolated.
 *
 * The page has no driver: with one, Firefox sometimes never returns from `new Worker` in a worker.
 */
export async function trainsOnThreads(open: (address: string) => Promise<string>, address: string): Promise<string> {
  const found: ThreadsTold = JSON.parse(await open(new URL("../golden/threads.html", address).href));
  if (found.error !== undefined) throw new Error(found.error);
  same(
    found.page,
    "simd on 1 thread: this thread may not block; call threads in a worker",
    "the engine of the page's own thread",
  );
  const names = [1, 2, 3, 4].map((count) => `simd on ${count} thread${count === 1 ? "" : "s"}`);
  return names.map((name, k) => compared(found.told[k] ?? {}, name)).join(", ");
}

/** Scenes that compare bits in a browser with those in Node. */
export const golden: Readonly<Record<string, Scene>> = {
  "trains to the same bits as Node": train("page.html", "simd"),
  "trains to the same bits where a policy forbids WebAssembly": train(strictPage, "reference"),
};
