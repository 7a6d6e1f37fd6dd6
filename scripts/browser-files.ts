/**
 * Writes the library as two minified files into dist/, for pages without a bundler: a module,
 * `deltarule.min.js`, and `deltarule.global.js`, which defines `deltarule` for any script, also on
 * a page that is opened as a file. A part of `npm run build`, after tsup.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

for (const [name, format] of [
  ["deltarule.min.js", "esm"],
  ["deltarule.global.js", "iife"],
] as const) {
  await build({
    entryPoints: [join(dist, "index.js")],
    outfile: join(dist, name),
    bundle: true,
    minify: true,
    format,
    globalName: "deltarule",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
}
