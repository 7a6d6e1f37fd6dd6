import { type Dtype, type Engine, Layer, matrix, reference, Sequential, simd, softmax, tanh } from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dataOf, type EngineCase, engineCases, metrics, networkOf } from "../../../helpers/engineCases.js";
import { differenceOf, outcomeOf } from "../../../helpers/sameBits.js";

/** Expects the same bits of both engines, or a failure in the same words. */
function compare(
  name: string,
  numRuns: number,
  seed: number,
  of: (given: EngineCase, engine: Engine) => unknown,
): void {
  test(name, () => {
    fc.assert(
      fc.property(engineCases, (given) => {
        const [compiled, plain] = [simd, reference].map((engine) => outcomeOf(() => of(given, engine)));
        expect(differenceOf(compiled, plain)).toBe("");
      }),
      { seed, numRuns },
    );
  });
}

describe("simd and reference agree bit for bit in", () => {
  test("the default engine, which is simd here", () => {
    expect(new Sequential([new Layer(1, 1)], { seed: 1 }).engine).toBe(simd);
    expect([simd.name, reference.name]).toEqual(["simd", "reference"]);
  });

  compare("predict of a matrix, of rows and of single samples", 300, 1, (given, engine) => {
    const net = networkOf(given, engine);
    const { x } = dataOf(given);
    const rows = Array.from({ length: x.rows }, (_, r) => x.data.subarray(r * x.columns, (r + 1) * x.columns));
    return [net.predict(x), net.predict(rows), net.predict(rows[0]), net.predict(rows.slice(0, 3)), net.predict(x)];
  });

  compare("every z and a, every δ and gradient", 300, 2, (given, engine) => {
    const net = networkOf(given, engine);
    const { x, t, counts } = dataOf(given);
    const forward = net.forward(x);
    return [forward, net.backward(forward, t, given.loss, { sampleWeights: counts })];
  });

  compare("evaluate, with metrics and sample weights", 300, 3, (given, engine) => {
    const { x, t, counts } = dataOf(given);
    return networkOf(given, engine).evaluate(x, t, { loss: given.loss, metrics, sampleWeights: counts });
  });

  compare("a network after JSON and clone", 60, 4, (given, engine) => {
    const net = networkOf(given, engine);
    const { x } = dataOf(given);
    const json = JSON.stringify(net);
    const again = Sequential.fromJSON(JSON.parse(json), { activations: given.activations, engine });
    const clone = net.clone();
    expect([again.engine, clone.engine]).toEqual([engine, engine]);
    return [json, again.predict(x), clone.predict(x)];
  });
});

describe.each(["float64", "float32"] as const)("in %s", (dtype: Dtype) => {
  test("the place of a sample in a batch, and the samples beside it, change no bit", () => {
    fc.assert(
      fc.property(engineCases, fc.integer({ min: 1, max: 70 }), (drawn, size) => {
        const given = { ...drawn, dtype };
        const net = networkOf(given, simd);
        const { x } = dataOf(given);
        const all = net.predict(x);
        const row = (of: typeof x, r: number) => of.data.subarray(r * of.columns, (r + 1) * of.columns);
        // The same rows in reverse order, in calls of `size`.
        for (let start = 0; start < x.rows; start += size) {
          const part = Array.from({ length: Math.min(size, x.rows - start) }, (_, k) => row(x, x.rows - 1 - start - k));
          net.predict(part).forEach((output, k) => {
            expect(differenceOf(output, row(all, x.rows - 1 - start - k))).toBe("");
          });
        }
        expect(differenceOf(net.predict(row(x, 0)), row(all, 0))).toBe("");
        expect(differenceOf(net.forward(x).output, all)).toBe("");
      }),
      { seed: 5, numRuns: 120 },
    );
  });

  test("a row of NaN and ∞ leaves its neighbors alone", () => {
    for (const width of [1, 2, 3, 4, 5, 7, 8, 9, 16, 17]) {
      const net = new Sequential([new Layer(2, width, tanh), new Layer(width, width, softmax)], { seed: 3, dtype });
      const big = dtype === "float64" ? 1e308 : 3e38;
      net.layers[0].weights.data.fill(2);
      const wanted = net.predict([0.5, -0.25]);
      const x = matrix(
        9,
        2,
        Float64Array.from({ length: 18 }, (_, k) => (k === 8 ? big : k === 9 ? -big : k % 2 === 0 ? 0.5 : -0.25)),
      );
      net.predict(x).data.forEach((value, k) => {
        if (Math.floor(k / width) === 4) expect(value).toBeNaN();
        else expect(value).toBe(wanted[k % width]);
      });
    }
  });
});
