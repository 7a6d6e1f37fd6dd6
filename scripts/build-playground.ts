/**
 * Builds the playground into the site: plain files that work from any server and from a disk. The
 * worker runs the page's own script, which therefore stands in a function that can be written out.
 * What writes files is a script of its own, since most readers take none.
 *
 *     npx tsx scripts/build-playground.ts [folder]
 */
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
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
  await build({ ...options, entryPoints: [join(from, "src/files.ts")], outfile: join(folder, "files.js") });
  await build({ ...options, entryPoints: [join(from, "src/element.ts")], outfile: join(folder, "embed.js") });
  await build({ ...options, entryPoints: [join(from, "playground.css")], outfile: join(folder, "playground.css") });
  copyFileSync(join(from, "index.html"), join(folder, "index.html"));
}

/** What the page loads before it works, and the bytes of each file gzipped. */
export function weights(folder: string): readonly (readonly [name: string, bytes: number])[] {
  const names = ["index.html", "playground.css", "playground.js"];
  return names.map((name) => [name, gzipSync(readFileSync(join(folder, name)), { level: 9 }).length]);
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await buildPlayground(argv[2] ?? fileURLToPath(new URL("../docs/site/playground", import.meta.url)));
}
