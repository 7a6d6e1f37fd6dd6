/** Packs the library, installs the tarball in a fresh project and uses it there as users do. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = join(root, "scripts/package-check");
const project = mkdtempSync(join(tmpdir(), "deltarule-package-"));
const installed = join(project, "node_modules/deltarule");

/** Packages, run by their path: `node_modules/.bin/tsc` may belong to any of them. */
const COMPILERS = ["typescript-5.4", "typescript-5.9", "typescript", "typescript-7"];
const MISFIT = "this layer takes 4 inputs, but the layer before it gives 8";
const LONELY_ACTIVATION_LIMIT = 2500;

function check(what: string, holds: boolean, detail = ""): void {
  if (!holds) throw new Error(`${what}: no. ${detail}`);
  console.log(`  ✓ ${what}`);
}

function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

function install(): void {
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "fresh", private: true, type: "module" }));
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  run("npm", ["pack", root, "--ignore-scripts", "--pack-destination", project, "--loglevel=error"]);
  const tarball = readdirSync(project).find((name) => name.endsWith(".tgz"));
  run("npm", ["install", `./${tarball}`, "--offline", ...quiet]);
  check(
    `${tarball} installs, and nothing with it`,
    readdirSync(join(project, "node_modules")).join().endsWith(",deltarule"),
  );
}

function checkContents(): void {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const names = files.map((file) => file.slice(installed.length + 1));
  const papers = ["LICENSE", "README.md", "CHANGELOG.md", "package.json"];
  const builds = ["js", "cjs", "d.ts", "d.cts"].map((extension) => `dist/index.${extension}`);
  const kernels = ["wasm", "wasm.d.ts", "wasm.d.cts"].map((extension) => `dist/kernels.${extension}`);
  const forPages = ["min", "global"].map((kind) => `dist/deltarule.${kind}.js`);
  const missing = [...papers, ...builds, ...kernels, ...forPages].filter((name) => !names.includes(name));
  check("it holds the build, the types, the license, README and changelog", missing.length === 0, missing.join());
  const pages = /^(?:(?:docs|bench)\/[\w./-]+\.md|docs\/[\w-]+\.svg|examples\/[\w-]+\.ts|[A-Z]+\.md)$/;
  const strangers = names.filter(
    (name) =>
      ![...papers, ...kernels].includes(name) &&
      !pages.test(name) &&
      !/^dist\/[\w.-]+\.(js|cjs|d\.ts|d\.cts)$/.test(name),
  );
  check("it holds nothing else", strangers.length === 0, strangers.join());
  for (const [what, trace] of [
    ["no path of the machine it was built on", root],
    ["no source map", "sourceMappingURL"],
    ["no type that TypeScript before 5.7 lacks", /(Float64|Float32|Uint8)Array</],
  ] as const) {
    const leaky = files.filter((file) => readFileSync(file, "utf8").search(trace) >= 0);
    check(what, leaky.length === 0, leaky.join());
  }
}

function checkPrograms(): void {
  const esm = readFileSync(join(sources, "xor.mjs"), "utf8");
  const cjs = esm.replace(/^import (.*) from "deltarule";/m, 'const $1 = require("deltarule");');
  writeFileSync(join(project, "xor.mjs"), esm);
  writeFileSync(join(project, "xor.cjs"), cjs);
  const printed = [run("node", ["xor.mjs"]), run("node", ["xor.cjs"])];
  const { stopped, outputs } = JSON.parse(printed[0] as string) as { stopped: string; outputs: number[] };
  const learned = stopped === "targetLoss" && outputs.map((output) => Math.round(output)).join("") === "0110";
  check("imported as ESM, it learns XOR", learned, printed[0]);
  check("required as CommonJS, it gives the same bits", cjs !== esm && printed[0] === printed[1], printed.join());
}

/** Runs a program of scripts/package-check as ESM and as CommonJS. */
function checkProgram(name: string, what: string): void {
  const esm = readFileSync(join(sources, `${name}.mjs`), "utf8");
  writeFileSync(join(project, `${name}.mjs`), esm);
  writeFileSync(join(project, `${name}.cjs`), esm.replace(/^import (.*) from (".*");/gm, "const $1 = require($2);"));
  const printed = [run("node", [`${name}.mjs`]), run("node", [`${name}.cjs`])];
  check(what, printed.join() === "ok\n,ok\n", printed.join());
}

function checkTypes(): void {
  copyFileSync(join(sources, "consumer.ts"), join(project, "consumer.ts"));
  copyFileSync(join(sources, "consumer.ts"), join(project, "common.cts"));
  const misfit =
    'import { Layer, Sequential } from "deltarule";\nnew Sequential([new Layer(2, 8), new Layer(4, 1)]);\n';
  writeFileSync(join(project, "misfit.ts"), misfit);
  for (const compiler of COMPILERS) {
    const { version } = JSON.parse(readFileSync(join(root, "node_modules", compiler, "package.json"), "utf8"));
    for (const resolution of ["node16", "bundler"]) {
      const module = resolution === "node16" ? "node16" : "esnext";
      const compilerOptions = {
        ...{ target: "es2022", lib: ["es2022"], types: [], module, moduleResolution: resolution, noEmit: true },
        ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
      };
      const files = ["consumer.ts", "misfit.ts", ...(resolution === "node16" ? ["common.cts"] : [])];
      writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
      const { stdout } = spawnSync(
        process.execPath,
        [join(root, "node_modules", compiler, "bin/tsc"), "--pretty", "false"],
        {
          cwd: project,
          encoding: "utf8",
        },
      );
      const errors = stdout.split("\n").filter((line) => /error TS\d/.test(line));
      const says = errors.length === 1 && errors[0]?.startsWith("misfit.ts(2,") === true && stdout.includes(MISFIT);
      check(`TypeScript ${version}, ${resolution}: the types hold, and sizes that do not fit are told`, says, stdout);
    }
  }
}

function bundle(name: string, source: string, define: readonly string[] = []): Buffer {
  writeFileSync(join(project, `${name}.mjs`), source);
  const out = `${name}.min.js`;
  const flags = ["--bundle", "--minify", "--format=esm", "--log-level=error", `--outfile=${out}`, ...define];
  run(join(root, "node_modules/.bin/esbuild"), [`${name}.mjs`, ...flags]);
  return readFileSync(join(project, out));
}

function checkSizes(): void {
  const lonely = bundle("lonely", 'import { sigmoid } from "deltarule";\nconsole.log(sigmoid.apply(1));\n');
  const limit = `${LONELY_ACTIVATION_LIMIT} bytes`;
  check(
    `one activation alone is ${lonely.length} bytes minified, under ${limit}`,
    lonely.length < LONELY_ACTIVATION_LIMIT,
  );
  const xor = readFileSync(join(sources, "xor.mjs"), "utf8");
  const plainly = bundle("plainly", xor, ["--define:DELTARULE_REFERENCE=true"]);
  const said = (name: string): string => run(process.execPath, [`${name}.min.js`]);
  const sizes = {
    "the XOR page": bundle("page", xor),
    "the same without compiled kernels": plainly,
    "the whole library": bundle("whole", 'export * from "deltarule";'),
  };
  check("without compiled kernels a page says the same", said("plainly") === said("page"));
  check("and does not know of WebAssembly", !plainly.includes("WebAssembly"));
  for (const [name, code] of Object.entries(sizes)) {
    console.log(`    ${name}: ${code.length} bytes minified, ${gzipSync(code, { level: 9 }).length} gzipped`);
  }
}

try {
  install();
  checkContents();
  checkPrograms();
  checkProgram("files", "it saves a checkpoint, loads it, and writes source");
  checkProgram("testing", "it checks gradients, with one copy of the library");
  checkProgram("kernels", "it trains to the same bits with deltarule/kernels.wasm, and with plain loops");
  checkTypes();
  checkSizes();
} finally {
  rmSync(project, { recursive: true, force: true });
}
