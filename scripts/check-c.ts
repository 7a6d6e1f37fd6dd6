/**
 * Compiles the files that `toSource` writes in C and compares their outputs with the library's, bit
 * for bit. Needs a C compiler, `cc`.
 *
 *     npm run check:c
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { toSource } from "deltarule/formats";
import { blocksOf, read } from "../test/helpers/docs.js";
import { predicted, type SourceModel, sourceModels } from "../test/helpers/sourceModels.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "deltarule-c-"));
const strict = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror"];
const settings = [["-O2", "-ffp-contract=off"], ["-O0"], ["-O3", "-march=native", "-ffp-contract=off"]];

/** The C program that reads the samples of every model and writes their outputs, all as bytes. */
function mainOf(models: readonly SourceModel[]): string {
  const declared = models.map(({ dtype }, i) => {
    const type = dtype === "float32" ? "float" : "double";
    return `void predict${i}(const ${type} *sample, ${type} *output);`;
  });
  const calls = models.map(({ dtype, model, samples }, i) => {
    const type = dtype === "float32" ? "float" : "double";
    const inputs = samples[0]?.length;
    const outputs = predicted(model, samples[0] as Float64Array).length;
    return `  for (int r = 0; r < ${samples.length}; r++) {
    ${type} x[${inputs}], y[${outputs}];
    if (fread(x, sizeof x, 1, stdin) != 1) return 1;
    predict${i}(x, y);
    fwrite(y, sizeof y, 1, stdout);
  }`;
  });
  return `#include <stdio.h>\n${declared.join("\n")}\nint main(void) {\n${calls.join("\n")}\n  return 0;\n}\n`;
}

/**
 * The samples as C reads them: floats for a float32 network. The library must get the same numbers.
 */
function asGiven({ dtype, samples }: SourceModel): readonly (Float64Array | Float32Array)[] {
  return samples.map((sample) => (dtype === "float32" ? Float32Array.from(sample) : sample));
}

function bytesOf(vectors: readonly ArrayBufferView[]): Buffer {
  return Buffer.concat(
    vectors.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}

/** Throws at the first output that differs. */
function compare(printed: Buffer, flags: string): void {
  let at = 0;
  for (const { title, dtype, model, samples } of sourceModels.map((one) => ({ ...one, samples: asGiven(one) }))) {
    for (const sample of samples) {
      for (const wanted of predicted(model, sample as Float64Array)) {
        const given = dtype === "float32" ? printed.readFloatLE(at) : printed.readDoubleLE(at);
        at += dtype === "float32" ? 4 : 8;
        if (Object.is(given, wanted)) continue;
        throw new Error(`${title}, ${dtype}, ${flags}: for ${sample.join()} C gives ${given}, JavaScript ${wanted}`);
      }
    }
  }
  if (at !== printed.length) throw new Error(`${flags}: C gave ${printed.length} bytes, wanted ${at}`);
}

/**
 * Checks a page of the documentation: runs its program that writes a network in C, compiles the C
 * program below that, and compares the printed lines with the page.
 */
function checkPage(page: string): void {
  const blocks = blocksOf(page, read(page));
  const at = blocks.findIndex(({ language }) => language === "c");
  const [writer, program, printed] = blocks.slice(at - 1, at + 2).map(({ code }) => code);
  writeFileSync(join(folder, "page.mts"), String(writer));
  writeFileSync(join(folder, "device.c"), String(program));
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, "test/tsconfig.json") };
  const tsx = createRequire(import.meta.url).resolve("tsx");
  execFileSync(process.execPath, ["--import", pathToFileURL(tsx).href, "page.mts"], { cwd: folder, env });
  execFileSync("cc", [...strict, "-O2", "device.c", "-o", "device", "-lm"], { cwd: folder });
  const given = execFileSync(join(folder, "device"), { encoding: "utf8" }).trimEnd();
  if (given !== printed) throw new Error(`${page}: the C program prints\n${given}\nnot\n${printed}`);
  console.log(`${page}: its program compiles and prints what the page says`);
}

try {
  if (spawnSync("cc", ["--version"]).error !== undefined)
    throw new Error("check:c needs a C compiler called cc: apt-get install gcc libc6-dev, or your system's own");
  const files = sourceModels.map(({ model }, i) => {
    const file = join(folder, `model${i}.c`);
    writeFileSync(file, toSource(model, { language: "c", name: `predict${i}` }));
    return file;
  });
  writeFileSync(join(folder, "main.c"), mainOf(sourceModels));
  const input = bytesOf(sourceModels.flatMap(asGiven));
  for (const flags of settings) {
    const program = join(folder, "program");
    execFileSync("cc", [...strict, ...flags, join(folder, "main.c"), ...files, "-o", program, "-lm"]);
    const printed = execFileSync(program, { input, maxBuffer: 2 ** 28 });
    compare(printed, flags.join(" "));
    console.log(`cc ${flags.join(" ")}: ${sourceModels.length} files, ${printed.length} bytes of outputs, all equal`);
  }
  checkPage("docs/formats-source.md");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
