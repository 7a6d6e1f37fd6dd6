/**
 * Builds the playground into the site: plain files that work from any server and from a disk. The
 * worker runs the page's own script, which therefore stands in a function that can be written out.
 *
 *     npx tsx scripts/build-playground.ts [folder]
 */
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

const from = fileURLToPath(new URL("../docs/playground", import.meta.url));

/** Builds the page into a folder. */
export async function buildPlayground(folder: string): Promise<void> {
  const options: BuildOptions = {
    ...{ bundle: true, minify: true, format: "iife", target: "es2022", charset: "utf8", legalComments: "none" },
    tsconfig: join(from, "tsconfig.json"),
  };
  mkdirSync(folder, { recursive: true });
  await build({
    ...options,
    entryPoints: [join(from, "src/main.ts")],
    outfile: join(folder, "playground.js"),
    banner: { js: "function playgroundProgram(){" },
    footer: { js: "}playgroundProgram();" },
  });
  await build({ ...options, entryPoints: [join(from, "src/element.ts")], outfile: join(folder, "embed.js") });
  await build({ ...options, entryPoints: [join(from, "playground.css")], outfile: join(folder, "playground.css") });
  copyFileSync(join(from, "index.html"), join(folder, "index.html"));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await buildPlayground(argv[2] ?? fileURLToPath(new URL("../docs/site/playground", import.meta.url)));
}
