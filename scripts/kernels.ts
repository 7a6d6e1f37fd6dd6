/**
 * Compiles kernels/ to WebAssembly and writes it as text to src/core/engine/simd/binary.ts, in digits that gzip to
 * 8 % less than hexadecimal ones, and to 35 % less than base64. Does nothing while that file is newer than all it is made of.
 *
 *     npx tsx scripts/kernels.ts
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { argv, execPath } from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const output = join(root, "src/core/engine/simd/binary.ts");

/** A file of kernels as a WebAssembly module. @throws Error with the compiler's messages. */
export function compile(entry: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "kernels-"));
  const file = join(folder, "kernels.wasm");
  const flags = ["--config", "none", "--runtime", "stub", "--noAssert", "-O3", "--converge", "--enable", "simd"];
  const memory = ["--importMemory", "--initialMemory", "1", "--zeroFilledMemory", "--use", "abort="];
  try {
    const asc = join(root, "node_modules/assemblyscript/bin/asc.js");
    execFileSync(execPath, [asc, entry, "--outFile", file, ...flags, ...memory], { cwd: root, stdio: "pipe" });
    return new Uint8Array(readFileSync(file));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** When something was last changed that the kernels are made of. */
function newest(): number {
  const sources = ["kernels", "src/core/checks"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(root, folder, name)),
  );
  return Math.max(...[fileURLToPath(import.meta.url), ...sources].map((path) => statSync(path).mtimeMs));
}

/** A byte as `bytesOf` of src/core/engine/simd/instance.ts reads it. */
export function digitsOf(byte: number): string {
  const value = (byte + 256 - 239) % 256;
  const digits = value < 89 ? [value] : [88 + Math.floor(value / 89), value % 89];
  return String.fromCharCode(...digits.map((digit) => digit + (digit > 56 ? 36 : 35)));
}

function write(): void {
  if (newest() < (statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 0)) return;
  const text = Array.from(compile("kernels/index.ts"), digitsOf).join("");
  mkdirSync(dirname(output), { recursive: true });
  const head = "// Written by scripts/kernels.ts from kernels/: change those, and run it again.\n";
  const what = "/** The kernels as a WebAssembly module, as text: see bytesOf. */";
  writeFileSync(output, `${head}\n${what}\nexport const binary: string =\n  "${text}";\n`);
}

if (argv[1] !== undefined && resolve(argv[1]) === fileURLToPath(import.meta.url)) write();
