import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Programs of test/helpers/children, bundled with the library into a folder of their own. */
export interface Programs {
  readonly folder: string;
  url(name: string): URL;
  remove(): void;
}

/** Bundles programs for threads and processes of their own. */
export function bundledPrograms(...names: readonly string[]): Programs {
  const folder = mkdtempSync(join(tmpdir(), "deltarule-programs-"));
  const alias = {
    deltarule: `${root}src/core/index.ts`,
    "deltarule/bullmq": `${root}src/bullmq/index.ts`,
    "deltarule/parallel": `${root}src/parallel/index.ts`,
    "deltarule/threads": `${root}src/threads/index.ts`,
  };
  buildSync({
    entryPoints: names.map((name) => `${root}test/helpers/children/${name}.ts`),
    alias,
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "error",
    // A package in CommonJS asks for `require`, which a module does not have.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return {
    folder,
    url: (name) => pathToFileURL(join(folder, `${name}.mjs`)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
