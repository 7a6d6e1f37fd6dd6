/**
 * Writes the compiled kernels of src/core/engine/simd/binary.ts as a file into dist/, for platforms
 * that compile modules only ahead of time. A part of `npm run build`, after tsup.
 */
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { binary } from "../src/core/engine/simd/binary.js";
import { bytesOfText } from "../src/core/engine/simd/instance.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const file = join(root, "dist/kernels.wasm");

writeFileSync(file, bytesOfText(binary));
for (const extension of ["d.ts", "d.cts"]) {
  copyFileSync(join(root, "src/core/engine/simd/kernels.wasm.d.ts"), `${file}.${extension}`);
}
