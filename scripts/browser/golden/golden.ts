import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { same } from "../expected.js";
import type { Scene } from "../scene.js";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const page = `<!doctype html><meta charset="utf-8" /><title>Golden trainings</title><link rel="icon" href="data:," /><body><script src="page.js"></script></body>`;

/** The page whose content security policy forbids WebAssembly. */
export const strictPage = "strict.html";

/** Builds the pages that run the trainings of test/golden/hashes.json. */
export async function buildGolden(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    ...{ bundle: true, format: "iife", target: "es2022", charset: "utf8" },
    ...{
      tsconfig: path("../../../test/tsconfig.json"),
      entryPoints: [path("page.ts")],
      outfile: join(folder, "page.js"),
    },
  });
  for (const name of ["page.html", strictPage]) writeFileSync(join(folder, name), page);
}

const train =
  (name: string, engine: string): Scene =>
  async (page, address) => {
    await page.goto(new URL(`../golden/${name}`, address).href);
    const found = JSON.parse((await page.locator("#told").textContent()) ?? "");
    const hashes: object = JSON.parse(readFileSync(path("../../../test/golden/hashes.json"), "utf8"));
    for (const [training, hash] of Object.entries(hashes)) {
      same(found[training]?.hash, hash, `the hash of ${training}`);
      same(found[training]?.engine, engine, `the engine of ${training}`);
    }
    return `${Object.keys(hashes).length} trainings with ${engine}`;
  };

/** Scenes that compare bits in a browser with those in Node. */
export const golden: Readonly<Record<string, Scene>> = {
  "trains to the same bits as Node": train("page.html", "simd"),
  "trains to the same bits where a policy forbids WebAssembly": train(strictPage, "reference"),
};
