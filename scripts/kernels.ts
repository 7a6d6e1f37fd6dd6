/**
 * Compiles the kernels to WebAssembly. It translates the formulas of the activations and losses
 * into kernels/derived/, compiles them together with kernels/, and writes the module as text to
 * src/core/engine/simd/binary.ts, in digits that gzip to 8 % less than hexadecimal ones, and to
 * 35 % less than base64. It does nothing while its output is newer than all that it reads.
 *
 *     npx tsx scripts/kernels.ts
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { derivedFiles, library } from "./derive/derive.js";
import { Sources } from "./derive/sources.js";

/** The compiler of AssemblyScript. Its own types would change the global `console`. */
interface Compiler {
  main(
    flags: readonly string[],
    options: {
      readFile(path: string): string | null;
      writeFile(path: string, contents: Uint8Array | string): void;
    },
  ): Promise<{ readonly error: Error | null; readonly stderr: object }>;
}

const compiler: string = "assemblyscript/asc";
const { main }: Compiler = await import(compiler);

const root = fileURLToPath(new URL("..", import.meta.url));
const output = join(root, "src/core/engine/simd/binary.ts");

/** What the kernels are made of: files, and folders with all their files. */
const ingredients = [
  "kernels",
  "scripts/kernels.ts",
  "scripts/derive",
  "src/core/activations",
  "src/core/engine/simd/optimizerCodes.ts",
  "src/core/losses",
  "src/core/numbers/elementary",
];

const elementary = "src/core/numbers/elementary";

/**
 * A module of kernels as WebAssembly.
 *
 * @param entry the path of its file
 * @param texts modules by path that are read in place of files
 * @throws Error with the compiler's messages.
 */
export async function compile(entry: string, texts: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
  let bytes = new Uint8Array();
  const flags = ["--config", "none", "--runtime", "stub", "--noAssert", "-O3", "--converge", "--enable", "simd"];
  const memory = ["--importMemory", "--initialMemory", "1", "--zeroFilledMemory", "--use", "abort="];
  const { error, stderr } = await main([entry, "--outFile", "kernels.wasm", ...flags, ...memory], {
    readFile: (path) => texts[path] ?? read(path),
    writeFile: (_path, contents) => {
      if (typeof contents !== "string") bytes = Uint8Array.from(contents);
    },
  });
  if (error !== null) throw new Error(`${entry}: ${error.message}\n${stderr}`);
  return bytes;
}

/**
 * A file as AssemblyScript reads it: `number` is its f64. Files of src that the kernels take as
 * they are (erf, exact) import others by `.js`, and get the e^x of the kernels.
 */
function read(path: string): string | null {
  if (path === `${elementary}/exp.ts`) return 'export { expSum } from "../../../../kernels/elementary/single";';
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, "utf8").replace(/(from "\..*)\.js"/g, '$1"') : null;
}

/** When something was last changed that the kernels are made of. */
function newest(): number {
  const files = ingredients.flatMap((path) =>
    statSync(join(root, path)).isFile()
      ? [path]
      : readdirSync(join(root, path), { recursive: true, encoding: "utf8" }).map((name) => join(path, name)),
  );
  const made = files.filter((path) => !path.startsWith(join("kernels", "derived")));
  return Math.max(...made.map((path) => statSync(join(root, path)).mtimeMs));
}

/** erfc as the kernels have it: see src/core/numbers/elementary/lent.ts. */
const lentErfc = '@external("env", "erfc") export declare function erfc(x: f64): f64;';

/** A byte as `bytesOfText` of src/core/engine/simd/instance.ts reads it. */
export function digitsOf(byte: number): string {
  const value = (byte + 256 - 239) % 256;
  const digits = value < 89 ? [value] : [88 + Math.floor(value / 89), value % 89];
  return String.fromCharCode(...digits.map((digit) => digit + (digit > 56 ? 36 : 35)));
}

export async function write(): Promise<void> {
  const derived = derivedFiles(new Sources(), library);
  const isThere = Object.keys(derived).every((path) => existsSync(join(root, path)));
  if (isThere && newest() < (statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 0)) return;
  for (const [path, text] of Object.entries(derived)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const bytes = await compile("kernels/index.ts", { [`${elementary}/erf.ts`]: lentErfc });
  const text = Array.from(bytes, digitsOf).join("");
  const head = "// Written by scripts/kernels.ts: change what it reads, and run it again.\n";
  const what = "/** The kernels as a WebAssembly module, as text: see bytesOfText. */";
  writeFileSync(output, `${head}\n${what}\nexport const binary: string =\n  "${text}";\n`);
}

if (argv[1] !== undefined && resolve(argv[1]) === fileURLToPath(import.meta.url)) await write();
