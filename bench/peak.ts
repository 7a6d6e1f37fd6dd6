/**
 * Times the kernels of matrices against the most that one core can do with vectors of 128 bits: a
 * loop of multiplications and additions that wait for nothing, neither for memory nor for each
 * other. `npm run bench:peak`
 */
import { readFileSync } from "node:fs";
import { cpuUsage } from "node:process";
import { compile } from "../scripts/kernels.js";
import { loadNow, loadSentence, publish, table, where } from "./report.js";
import { median } from "./suite/rounds.js";

/** Chains of v·½ + 1: 13 of them and the two constants fill the 16 registers of x86-64. */
const chains = 13;
const each = (line: (k: number) => string): string => Array.from({ length: chains }, (_, k) => line(k)).join("\n");
const loop = (bits: 32 | 64): string => `
export function peak${bits}(rounds: i32): f64 {
  const half = f${bits}x${128 / bits}.splat(0.5), one = f${bits}x${128 / bits}.splat(1);
  ${each((k) => `let v${k} = f${bits}x${128 / bits}.splat(${k});`)}
  for (let n = 0; n < rounds; n++) {
    ${each((k) => `v${k} = v128.add<f${bits}>(v128.mul<f${bits}>(v${k}, half), one);`)}
  }
  let sum = v0;
  ${each((k) => `sum = v128.add<f${bits}>(sum, v${k});`)}
  return f64x2.extract_lane(sum, 0);
}`;

/** Layers: a call makes 2 · rows · inputs · outputs operations. */
const sizes = [
  { rows: 128, inputs: 784, outputs: 512 },
  { rows: 32, inputs: 784, outputs: 128 },
];
const rounds = 1_000_000;
const turns = 9;
const loadBefore = loadNow();

type Call = (...numbers: readonly number[]) => number;

declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, Call>> };
  Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };
};

function instanceOf(bytes: Uint8Array, pages: number): Readonly<Record<string, Call>> {
  const memory = new WebAssembly.Memory({ initial: pages });
  new Float32Array(memory.buffer).fill(0.5);
  const imports = { env: { memory, erfc: () => 0 } };
  return new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes)), imports).exports as Record<
    string,
    Call
  >;
}

/** 10⁹ operations a second of CPU, the median of these turns. */
function speed(operations: number, call: () => void): () => number {
  let count = 1;
  const time = (): number => {
    const before = cpuUsage();
    for (let k = 0; k < count; k++) call();
    const { user, system } = cpuUsage(before);
    return (user + system) / 1e6;
  };
  // Half a second to warm up: a loop that has run for a while is compiled again, faster.
  for (let total = 0, last = 0; total < 0.5; total += last) {
    last = time();
    if (last < 0.05) count *= 2;
  }
  return () => (count * operations) / time() / 1e9;
}

const loops = instanceOf(await compile("peak.ts", { "peak.ts": loop(32) + loop(64) }), 1);
const kernels = instanceOf(readFileSync(new URL("../dist/kernels.wasm", import.meta.url)), 512);
const place = (k: number): number => 2 ** 20 + k * 2 ** 22;

/** The kernels with operands that lie 4 MB apart. */
const kinds: Readonly<Record<string, (bits: number, size: (typeof sizes)[number]) => () => void>> = {
  "z = a·Wᵀ + b": (bits, { rows, inputs, outputs }) => {
    const affine = kernels[`affine${bits}`];
    return () => affine(rows, inputs, outputs, place(0), place(1), place(2));
  },
  "∂E/∂a = δ·W": (bits, { rows, inputs, outputs }) => {
    const gradA = kernels[`gradA${bits}`];
    return () => gradA(rows, inputs, outputs, place(0), place(1), place(2), place(3));
  },
  "∂E/∂W = δᵀ·a": (bits, { rows, inputs, outputs }) => {
    const gradW = kernels[`gradW${bits}`];
    return () => gradW(rows, inputs, outputs, place(0), place(1), place(2), 1);
  },
};

const found: (readonly string[])[] = [];
for (const bits of [32, 64]) {
  // A chain is a multiplication and an addition of each lane.
  const top = speed(rounds * chains * 2 * (128 / bits), () => loops[`peak${bits}`](rounds));
  for (const size of sizes) {
    const { rows, inputs, outputs } = size;
    const measures = Object.values(kinds).map((kind) => speed(2 * rows * inputs * outputs, kind(bits, size)));
    const ratios: number[][] = measures.map(() => []);
    const tops: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const most = top();
      tops.push(most);
      for (const [k, measure] of measures.entries()) ratios[k]?.push(measure() / most);
    }
    const cells = ratios.map((of) => `${(100 * median(of)).toFixed(0)} %`);
    found.push([`${rows} samples, ${inputs} to ${outputs}, float${bits}`, median(tops).toFixed(1), ...cells]);
    console.log(found.at(-1)?.join(" | "));
  }
}

publish(
  "peak",
  `# Matrix kernels compared with the peak of one core

${where()} ${loadSentence(loadBefore)}

The peak is a loop of independent multiplications and additions of 128 bits, in 10⁹ operations per second of CPU time. Each kernel is measured in turns with it: the median of ${turns} ratios. The goal is 60 %. Repeat it with \`npm run bench:peak\`.

${table(["", "peak, 10⁹/s", ...Object.keys(kinds)], found)}`,
);
