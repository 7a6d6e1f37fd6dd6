import { describe, expect, it } from "vitest";
import { compile } from "../../../../scripts/kernels.js";
import { erf, erfc, exp, expm1, log, log1p, tanh } from "../../../../src/core/numbers/elementary/index.js";
import fixture from "../../../fixtures/elementary.json" with { type: "json" };
import { firstDifference, kernelsOf } from "../../../helpers/kernels.js";

const functions = { exp, expm1, log, log1p, tanh, erf, erfc };
type Name = keyof typeof functions;
const names = Object.keys(functions) as Name[];

/** Numbers where a function's form changes, or its result overflows or vanishes. */
const edges: Record<Name, readonly number[]> = {
  exp: [709.782712893384, 710, -745.1332191019411, -746, -708.4],
  expm1: [709.782712893384, 710, -40, 1e-17, -1e-17, Math.LN2 / 2],
  log: [2.2250738585072014e-308, 5e-324, 1, Math.SQRT1_2, Math.SQRT2, Number.MAX_VALUE],
  log1p: [-1, -0.29, 0.41, 1e-17, -1e-17, Number.MAX_VALUE],
  tanh: [0.76, -0.76, 1e-9, -1e-9, 22, 30, 355, 2 ** -28],
  erf: [0.84375, 1.25, 1 / 0.35, 6, -0.84375, -6],
  erfc: [-0.84375, 0.25, 0.5, 1.25, 1 / 0.35, 28, 27.2, -6],
};

const count = 200_000;
const kernels = kernelsOf(await compile("kernels/elementary/index.ts"));

/** The compiled function at these arguments, both lanes of a pair in turn. */
function run(name: Name, x: Float64Array): Float64Array {
  const block = new Float64Array(kernels.buffer, kernels.base, x.length);
  block.set(x);
  kernels.call(name, kernels.base, x.length);
  return block;
}

const word = new DataView(new ArrayBuffer(8));

/** The place of a float64 among all of them: neighbors are 1 apart. */
function place(x: number): bigint {
  word.setFloat64(0, x);
  const bits = word.getBigInt64(0);
  return bits < 0n ? -(2n ** 63n) - bits : bits;
}

/** The place of a float32 among all of them. */
function place32(x: number): number {
  word.setFloat32(0, x);
  const bits = word.getInt32(0);
  return bits < 0 ? -(2 ** 31) - bits : bits;
}

/** Any bits; around 0; around the edges; subnormal; special. */
function argumentsOf(name: Name): Float64Array {
  const bits = new Int32Array(count * 2);
  let state = 20240229;
  const random = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
  for (let k = 0; k < bits.length; k++) bits[k] = random();
  const x = new Float64Array(bits.buffer);
  const at = edges[name];
  for (let k = 0; k < count; k++) {
    const unit = random() / 2147483648;
    const kind = k % 8;
    if (kind === 1) x[k] = unit;
    if (kind === 2) x[k] = unit * 40;
    if (kind === 3) x[k] = unit * 760;
    if (kind === 4) x[k] = (at[(k >> 3) % at.length] as number) * (1 + (random() >> 24) * 2 ** -52);
    if (kind === 5) x[k] = unit * 2 ** -((random() >>> 0) % 1080);
    if (kind === 6) x[k] = 1 + unit * 2 ** -((random() >>> 0) % 54);
    if (kind === 7) x[k] = Math.fround(unit * 20);
  }
  x.set([NaN, Infinity, -Infinity, 0, -0, 5e-324, -5e-324, 2.2250738585072014e-308, ...at]);
  return x;
}

describe("the compiled elementary functions", () => {
  it.each(names)("%s has the bits of the JavaScript at 200,000 arguments of every kind", (name) => {
    const x = argumentsOf(name);
    const wanted = x.map(functions[name]);
    expect(firstDifference(run(name, x), wanted, x)).toBe("");
    // Rounded to float32 too, of float32 arguments.
    const x32 = Float32Array.from(x);
    const wanted32 = x32.map(functions[name]);
    expect(firstDifference(Float32Array.from(run(name, Float64Array.from(x32))), wanted32, x32)).toBe("");
  });

  it.each(names)("%s is within 2 ulp of the exact values in float64, and within 1 in float32", (name) => {
    const rows = fixture[name] as [x: number, value: number, excess: number][];
    const results = run(
      name,
      Float64Array.from(rows, ([x]) => x),
    ).slice();
    expect(rows.length).toBeGreaterThan(800);
    let worst = 0;
    let worst32 = 0;
    for (const [k, [, value, excess]] of rows.entries()) {
      const result = results[k] ?? NaN;
      worst = Math.max(worst, Math.abs(Number(place(result) - place(value)) - Math.sign(value) * excess));
      // The exact value rounded to float32, or its neighbor.
      worst32 = Math.max(worst32, Math.abs(place32(result) - place32(value)));
    }
    expect(worst).toBeLessThan(2);
    expect(worst32).toBeLessThanOrEqual(1);
  });
});
