/**
 * Writes the sources that git ignores. Leaves a file alone that is newer than everything it is made
 * from, and then takes no time to load a compiler.
 *
 *     npm run generate
 */
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const formulas = ["src/core/numbers/elementary", "src/core/activations"];

/** The time of the last change to a file, or to a file in a folder; 0 where there is neither. */
function lastChange(path: string): number {
  const status = statSync(root + path, { throwIfNoEntry: false });
  if (!status?.isDirectory()) return status?.mtimeMs ?? 0;
  return Math.max(0, ...readdirSync(root + path).map((name) => lastChange(`${path}/${name}`)));
}

function isStale(output: string, sources: readonly string[]): boolean {
  return lastChange(output) <= Math.max(...sources.map(lastChange));
}

const functions = "src/formats/source/generated.ts";
if (isStale(functions, [...formulas, "scripts/source-functions.ts"])) {
  const { sourceFunctions } = await import("./source-functions.js");
  writeFileSync(root + functions, sourceFunctions());
}

const kernels = "src/core/engine/simd/binary.ts";
const codes = "src/core/engine/simd/codes.ts";
const kernelSources = [...formulas, "src/core/losses", "kernels", "scripts/kernels.ts", "scripts/derive"];
const outputs = [kernels, "src/threads/binary.ts"];
if (
  outputs.some((output) => isStale(output, kernelSources)) ||
  lastChange(codes) === 0 ||
  lastChange("kernels/derived") === 0
) {
  const { write } = await import("./kernels.js");
  await write();
}
