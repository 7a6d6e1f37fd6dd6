/**
 * Measures bundles of the library with size-limit: a whole page, single imports and every entry,
 * each within its limit in .size-limit.json. Figures on pages must be those that are measured. Run
 * `npm run size` after `npm run build`; with `--write` it writes the figures into the pages.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, execPath, exit } from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Measured {
  readonly name: string;
  readonly passed: boolean;
  readonly size: number;
  readonly sizeLimit: number;
}

const { stdout, stderr } = spawnSync(execPath, [join(root, "node_modules/size-limit/bin.js"), "--json"], {
  cwd: root,
  encoding: "utf8",
});
const found: readonly Measured[] | { readonly error: string } = JSON.parse(stdout || JSON.stringify({ error: stderr }));
if ("error" in found) throw new Error(found.error);

for (const { name, passed, size, sizeLimit } of found) {
  console.log(`  ${passed ? "✓" : "✗"} ${name}: ${size} bytes of at most ${sizeLimit}`);
}

/** Figures on pages: the words after them, and what is measured. */
const figures = [
  { page: "README.md", unit: "KB minified and gzipped", name: "a page that trains the exclusive or and predicts" },
  { page: "README.md", unit: "KB of WebAssembly", name: "the WebAssembly in it" },
  { page: "docs/plain-html.md", unit: "KB gzipped", name: "deltarule.global.js, for pages without a bundler" },
];
const flaws = found.filter(({ passed }) => !passed).map(({ name }) => `${name} is too large`);
for (const { page, unit, name } of figures) {
  const path = join(root, page);
  const text = readFileSync(path, "utf8");
  const figure = new RegExp(`(\\d+\\.\\d) (?=${unit})`);
  const [, stated] = figure.exec(text) ?? [];
  const measured = (found.find((one) => one.name === name)?.size ?? Number.NaN) / 1000;
  if (stated === undefined) flaws.push(`${page} says nothing of ${unit}`);
  else if (argv.includes("--write")) writeFileSync(path, text.replace(figure, `${measured.toFixed(1)} `));
  // Small changes move a figure by up to a percent; that much is tolerated.
  else if (!(Math.abs(Number(stated) / measured - 1) < 0.01)) {
    flaws.push(`${page} says ${stated} ${unit}, measured ${measured.toFixed(1)}: npm run size -- --write`);
  }
}
for (const flaw of flaws) console.error(flaw);
exit(flaws.length === 0 ? 0 : 1);
