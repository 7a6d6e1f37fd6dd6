/**
 * Compiles the kernels to WebAssembly. It translates the formulas of the activations and losses
 * into kernels/derived/, compiles them together with kernels/, and writes the module as text to
 * src/core/engine/simd/binary.ts, in digits that gzip to 8 % less than hexadecimal ones, and to
 * 35 % less than base64; the module for threads to src/threads/binary.ts. It does nothing while
 * its output is newer than all that it reads.
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
      readonly transforms: readonly Transform[];
    },
  ): Promise<{ readonly error: Error | null; readonly stderr: object }>;
}

/** A class of which the compiler makes an object, with its Binaryen. */
type Transform = new () => { afterCompile(module: Passes): void };

interface Passes {
  runPasses(names: readonly string[]): void;
}

const compiler: string = "assemblyscript/asc";
const { main }: Compiler = await import(compiler);

const root = fileURLToPath(new URL("..", import.meta.url));

const elementary = "src/core/numbers/elementary";

/** erfc as the kernels have it: see src/core/numbers/elementary/lent.ts. */
const lentErfc = '@external("env", "erfc") export declare function erfc(x: f64): f64;';

/** A module of kernels, and the file that it is written to as text. */
interface Output {
  readonly entry: string;
  readonly file: string;
  readonly name: string;
  readonly what: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
}

/** Pages that a shared memory may have: all that an address reaches. */
const sharedPages = "65536";

const outputs: readonly Output[] = [
  {
    entry: "kernels/index.ts",
    file: "src/core/engine/simd/binary.ts",
    name: "binary",
    what: "The kernels as a WebAssembly module, as text: see bytesOfText.",
    texts: { [`${elementary}/erf.ts`]: lentErfc },
    flags: [],
  },
  {
    entry: "kernels/threads/index.ts",
    file: "src/threads/binary.ts",
    name: "threadsBinary",
    what: "The kernels of threads with one memory, as text: see bytesOfText.",
    // A helper has no library that could lend it erfc.
    texts: {},
    flags: ["--enable", "threads", "--sharedMemory", "--maximumMemory", sharedPages],
  },
];

/**
 * Functions that are never put in line. V8 compiles a function a second time when it has run often,
 * with all that is in line in it: the loops of pieces that do not run, and those of an epoch in a
 * call that goes on in the first code until it ends. The README's program takes a millisecond or
 * two less.
 */
const apart: readonly string[] = [
  ...["sigmoids", "tanhs", "others", "softmaxSlope*"].map((name) => `*/activate/${name}`),
  ...["keep", "gather", "permute", "allFinite"].map((name) => `*/epochs/${name}`),
  "*/optimizers/adaptive",
];

class KeepApart {
  /** The compiler writes it to the prototype. */
  declare readonly binaryen: { setPassArgument(name: string, value: string): void };

  afterCompile(module: Passes): void {
    for (const pattern of apart) {
      this.binaryen.setPassArgument("no-inline", pattern);
      module.runPasses(["no-inline"]);
    }
  }
}

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

/**
 * A module of kernels as WebAssembly.
 *
 * @param entry the path of its file
 * @param texts modules by path that are read in place of files
 * @param more flags of the compiler
 * @throws Error with the compiler's messages.
 */
export async function compile(
  entry: string,
  texts: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): Promise<Uint8Array> {
  let bytes = new Uint8Array();
  const flags = ["--config", "none", "--runtime", "stub", "--noAssert", "-O3", "--converge", "--enable", "simd"];
  const memory = ["--importMemory", "--initialMemory", "1", "--zeroFilledMemory", "--use", "abort="];
  const { error, stderr } = await main([entry, "--outFile", "kernels.wasm", ...flags, ...memory, ...more], {
    readFile: (path) => texts[path] ?? read(path),
    writeFile: (_path, contents) => {
      if (typeof contents !== "string") bytes = Uint8Array.from(contents);
    },
    transforms: [KeepApart],
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

/** When the first of the outputs was written; 0 where one is not there. */
function oldest(): number {
  return Math.min(...outputs.map(({ file }) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0));
}

/** A byte as `bytesOfText` of src/core/engine/simd/instance.ts reads it. */
export function digitsOf(byte: number): string {
  const value = (byte + 256 - 239) % 256;
  const digits = value < 89 ? [value] : [88 + Math.floor(value / 89), value % 89];
  return String.fromCharCode(...digits.map((digit) => digit + (digit > 56 ? 36 : 35)));
}

export async function write(): Promise<void> {
  const derived = derivedFiles(new Sources(), library);
  const isThere = Object.keys(derived).every((path) => existsSync(join(root, path)));
  if (isThere && newest() < oldest()) return;
  for (const [path, text] of Object.entries(derived)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const head = "// Written by scripts/kernels.ts: change what it reads, and run it again.\n";
  for (const { entry, file, name, what, texts, flags } of outputs) {
    const text = Array.from(await compile(entry, texts, flags), digitsOf).join("");
    writeFileSync(join(root, file), `${head}\n/** ${what} */\nexport const ${name}: string =\n  "${text}";\n`);
  }
}

if (argv[1] !== undefined && resolve(argv[1]) === fileURLToPath(import.meta.url)) await write();
