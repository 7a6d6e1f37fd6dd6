/**
 * Writes the sources that git ignores: src/formats/source/generated.ts. Does nothing for a file that
 * is newer than everything it is made from, and then takes no time to load a compiler.
 *
 *     npm run generate
 */
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The time of the last change to these files and folders, and to what stands in the folders. */
function lastChange(paths: readonly string[]): number {
  const times = paths.map((path) => {
    const status = statSync(root + path);
    if (!status.isDirectory()) return status.mtimeMs;
    return Math.max(status.mtimeMs, lastChange(readdirSync(root + path).map((name) => `${path}/${name}`)));
  });
  return Math.max(...times);
}

function isStale(output: string, sources: readonly string[]): boolean {
  const written = statSync(root + output, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return written <= lastChange(sources);
}

const functions = "src/formats/source/generated.ts";
if (isStale(functions, ["src/core/numbers/elementary", "src/core/activations", "scripts/source-functions.ts"])) {
  const { sourceFunctions } = await import("./source-functions.js");
  writeFileSync(root + functions, sourceFunctions());
}
