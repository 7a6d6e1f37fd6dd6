/**
 * Measures bundles of the library with size-limit: a whole page, single imports and every entry,
 * each within its limit in .size-limit.json. The first two figures must be those in README.md. Run
 * `npm run size` after `npm run build`; with `--write` it writes the two figures into the README.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, execPath, exit } from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = join(root, "README.md");

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

/** The words after each figure in the README, in the order of .size-limit.json. */
const words = ["KB minified and gzipped", "KB of WebAssembly"];
let text = readFileSync(readme, "utf8");
const flaws = found.filter(({ passed }) => !passed).map(({ name }) => `${name} is too large`);
words.forEach((unit, k) => {
  const figure = new RegExp(`(\\d+\\.\\d) (?=${unit})`);
  const [, stated] = figure.exec(text) ?? [];
  const measured = (found[k]?.size ?? Number.NaN) / 1000;
  if (stated === undefined) flaws.push(`README.md says nothing of ${unit}`);
  else if (argv.includes("--write")) text = text.replace(figure, `${measured.toFixed(1)} `);
  // Small changes move a figure by up to a percent; that much is tolerated.
  else if (!(Math.abs(Number(stated) / measured - 1) < 0.01)) {
    flaws.push(`README.md says ${stated} ${unit}, measured ${measured.toFixed(1)}: npm run size -- --write`);
  }
});
if (argv.includes("--write")) writeFileSync(readme, text);
for (const flaw of flaws) console.error(flaw);
exit(flaws.length === 0 ? 0 : 1);
