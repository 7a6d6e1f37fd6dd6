import {
  crossEntropy,
  type Dtype,
  type Engine,
  Layer,
  type Matrix,
  matrix,
  mse,
  reference,
  Sequential,
  sgd,
  simd,
  softmax,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dataOf, type EngineCase, engineCases, metrics, networkOf } from "../../../helpers/engineCases.js";
import { randomFrom } from "../../../helpers/numeric.js";
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

/** Layers of many panels, and batches longer than the 128 samples of a kernel's chunk. */
const wide = fc.record({
  dtype: fc.constantFrom<Dtype>("float64", "float32"),
  widths: fc.tuple(
    fc.integer({ min: 30, max: 100 }),
    fc.integer({ min: 30, max: 100 }),
    fc.integer({ min: 1, max: 40 }),
  ),
  rows: fc.oneof(fc.constantFrom(129, 255, 256, 257, 700), fc.integer({ min: 129, max: 700 })),
  biased: fc.boolean(),
  seed: fc.nat(),
});

test("the same bits of widths from 30 to 100 and batches of 129 to 700 samples", () => {
  fc.assert(
    fc.property(wide, ({ dtype, widths: [inputs, hidden, outputs], rows, biased, seed }) => {
      const random = randomFrom(seed);
      const numbers = (count: number) => Float64Array.from({ length: count }, () => 2 * random() - 1);
      const [x, t] = [matrix(rows, inputs, numbers(rows * inputs)), matrix(rows, outputs, numbers(rows * outputs))];
      const [compiled, plain] = [simd, reference].map((engine) => {
        const layers = [new Layer(inputs, hidden, tanh, { bias: biased }), new Layer(hidden, outputs)];
        const net = new Sequential(layers, { dtype, seed: seed % 1000, engine });
        const backward = net.backward(net.forward(x), t, mse);
        const { epochs } = net.fit(x, t, { loss: mse, batchSize: rows - 1, epochs: 2, optimizer: sgd() });
        return [backward, epochs.map(({ loss }) => loss), net.parameters.slice(), net.predict(x)];
      });
      expect(differenceOf(compiled, plain)).toBe("");
    }),
    { seed: 5, numRuns: 25 },
  );
});

test("every sample of a long batch counts: the gradient is the mean of the gradients of its halves", () => {
  const random = randomFrom(8);
  const [x, t] = [40, 3].map((columns) => matrix(512, columns, Float64Array.from({ length: 512 * columns }, random)));
  for (const engine of [simd, reference]) {
    const net = new Sequential([new Layer(40, 33, tanh), new Layer(33, 3)], { seed: 1, engine });
    const gradientOf = (start: number, end: number) => {
      const cut = ({ columns, data }: Matrix) =>
        matrix(end - start, columns, data.slice(start * columns, end * columns));
      return net.backward(net.forward(cut(x)), cut(t), mse).gradient;
    };
    const [whole, first, second] = [gradientOf(0, 512), gradientOf(0, 256), gradientOf(256, 512)];
    whole.forEach((g, k) => {
      expect(g).toBeCloseTo((first[k] + second[k]) / 2, 14);
    });
  }
});

describe("ties for the largest z of a softmax", () => {
  test.each([[[2, 2]], [[1, 3, 3]], [[3, 1, 3, 3]], [[0, -0, 0]], [[-5, -5, -5, -5, -5]], [[700, 700, -700]]])(
    "%j",
    (z) => {
      const target = z.map((_, k) => (k === z.length - 1 ? 1 : 0));
      const results = [simd, reference].flatMap((engine) =>
        (["float64", "float32"] as const).map((dtype) => {
          const weights = matrix(z.length, 1, Float64Array.from(z));
          const net = new Sequential([new Layer(1, z.length, softmax, { weights, bias: false })], { dtype, engine });
          // Two samples at a time, and a third that fills both lanes.
          const rows = [[1], [1], [1]];
          const { loss } = net.backward(net.forward(rows), [target, target, target], crossEntropy);
          const { epochs } = net.fit(rows, [target, target, target], {
            ...{ loss: crossEntropy, optimizer: sgd({ learningRate: 0 }), epochs: 1, batchSize: 3 },
          });
          const sum = z.reduce((total, one) => total + Math.exp(one - Math.max(...z)), 0);
          const wanted = Math.log(sum) - (z[z.length - 1] - Math.max(...z));
          expect(loss).toBeCloseTo(wanted, 12);
          expect(epochs[0].loss).toBe(loss);
          net.predict([1]).forEach((a, k) => {
            expect(a).toBeCloseTo(Math.exp(z[k] - Math.max(...z)) / sum, dtype === "float64" ? 14 : 6);
          });
          return [loss, net.predict([1]), net.predict(rows)];
        }),
      );
      expect(differenceOf(results.slice(0, 2), results.slice(2))).toBe("");
    },
  );
});
