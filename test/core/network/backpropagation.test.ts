import {
  type Engine,
  Layer,
  mae,
  mse,
  reference,
  Sequential,
  sigmoid,
  simd,
  softmax,
  squaredError,
  step,
  surrogate,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { expectClose, randomFrom } from "../../helpers/numeric.js";
import { networkOf, problems } from "../../helpers/problems.js";

describe("the formulas of §3.2 of the lecture notes, written out", () => {
  const architectures = fc.record({
    widths: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 2, maxLength: 8 }),
    seed: fc.integer(),
  });

  it("are what backward gives, for sigmoid networks of any depth", () => {
    fc.assert(
      fc.property(architectures, ({ widths, seed }) => {
        const random = randomFrom(seed);
        const numbers = (length: number) => Array.from({ length }, () => 2 * random() - 1);
        // w[l][i][j] goes from node i to node j of the next layer, the source first as in the
        // notes; theta[l][j] is the bias of j.
        const w = widths.slice(1).map((width, l) => Array.from({ length: widths[l] }, () => numbers(width)));
        const theta = widths.slice(1).map(numbers);
        const x = numbers(widths[0]);
        const t = numbers(widths[widths.length - 1]).map((one) => (one + 1) / 2);
        const net = new Sequential(
          w.map((rows, l): Layer => {
            const weights = theta[l].map((_, j) => rows.map((row) => row[j]));
            return new Layer(rows.length, theta[l].length, sigmoid, { weights, biases: theta[l] });
          }),
          { seed: 1 },
        );
        const forward = net.forward([x]);
        const backward = net.backward(forward, [t], squaredError);

        const O = [x];
        for (let l = 0; l < w.length; l++) {
          O.push(
            theta[l].map((bias, j) => {
              let sum = bias;
              for (let i = 0; i < O[l].length; i++) sum += w[l][i][j] * O[l][i];
              return 1 / (1 + Math.exp(-sum));
            }),
          );
        }
        const last = w.length;
        const close = { absolute: 1e-14, relative: 1e-14 };
        let E = 0;
        for (let k = 0; k < t.length; k++) E += 0.5 * (O[last][k] - t[k]) ** 2;
        expectClose([backward.loss], [E], { ...close, what: "E" });
        // Output nodes: δk = (Ok − tk) Ok (1 − Ok). Nodes before: δj = Oj (1 − Oj) Σk δk w_jk.
        let delta = O[last].map((Ok, k) => (Ok - t[k]) * Ok * (1 - Ok));
        for (let l = last - 1; l >= 0; l--) {
          const got = backward.layers[l];
          expectClose(forward.layers[l].a.data, O[l + 1], { ...close, what: `O of layer ${l}` });
          expectClose(got.delta.data, delta, { ...close, what: `δ of layer ${l}` });
          expectClose(got.biases ?? [], delta, { ...close, what: `∂E/∂θ of layer ${l}` });
          for (let i = 0; i < widths[l]; i++) {
            const ofNode = delta.map((_, j) => got.weights.data[j * widths[l] + i]);
            const wanted = delta.map((deltaj) => O[l][i] * deltaj);
            expectClose(ofNode, wanted, { ...close, what: `∂E/∂w from node ${i} of layer ${l}` });
          }
          const back = O[l].map((_, j) => delta.reduce((sum, deltak, k) => sum + deltak * w[l][j][k], 0));
          if (l === 0) expectClose(backward.input.data, back, { ...close, what: "∂E/∂x" });
          delta = back.map((sum, j) => O[l][j] * (1 - O[l][j]) * sum);
        }
      }),
      { seed: 1, numRuns: 150 },
    );
  });
});

describe("a network worked by hand, two inputs, two samples", () => {
  // z = W x + b with W = [[1, 2], [3, −1], [0, 1]], b = (1, 0, −1).
  const make = () =>
    new Sequential([
      new Layer(2, 3, undefined, {
        weights: [
          [1, 2],
          [3, -1],
          [0, 1],
        ],
        biases: [1, 0, -1],
      }),
    ]);
  const x = [
    [1, 2],
    [-1, 3],
  ];
  const t = [
    [5, 1, 1],
    [6, -8, 1],
  ];

  it("gives these numbers forward and backward", () => {
    const net = make();
    const forward = net.forward(x);
    expect([...forward.output.data]).toEqual([6, 1, 1, 6, -6, 2]);
    const { loss, layers, input, gradient } = net.backward(forward, t, squaredError);
    // o − t = (1, 0, 0) and (0, 2, 1): L = 1/2 and 5/2, E their mean, δ the halves of o − t.
    expect(loss).toBe(1.5);
    expect([...layers[0].delta.data]).toEqual([0.5, 0, 0, 0, 1, 0.5]);
    expect([...layers[0].weights.data]).toEqual([0.5, 1, -1, 3, -0.5, 1.5]);
    expect([...(layers[0].biases ?? [])]).toEqual([0.5, 1, 0.5]);
    expect([...input.data]).toEqual([0.5, 1, 3, -0.5]);
    expect([...gradient]).toEqual([0.5, 1, -1, 3, -0.5, 1.5, 0.5, 1, 0.5]);
  });

  it("weights each sample, and still divides by n", () => {
    const net = make();
    const { loss, layers, input } = net.backward(net.forward(x), t, squaredError, { sampleWeights: [3, 0.5] });
    expect(loss).toBe((3 * 0.5 + 0.5 * 2.5) / 2);
    expect([...layers[0].delta.data]).toEqual([1.5, 0, 0, 0, 0.5, 0.25]);
    expect([...(layers[0].biases ?? [])]).toEqual([1.5, 0.5, 0.25]);
    expect([...layers[0].weights.data]).toEqual([1.5, 3, -0.5, 1.5, -0.25, 0.75]);
    expect([...input.data]).toEqual([1.5, 3, 1.5, -0.25]);
  });

  it("takes means over outputs where the loss says so", () => {
    const net = make();
    const forward = net.forward(x);
    expect(net.backward(forward, t, mse).loss).toBeCloseTo((1 / 3 + 5 / 3) / 2, 15);
    expectClose(net.backward(forward, t, mse).layers[0].delta.data, [1 / 3, 0, 0, 0, 2 / 3, 1 / 3], {
      absolute: 0,
      relative: 4e-16,
    });
    expectClose(net.backward(forward, t, mae).layers[0].delta.data, [1 / 6, 0, 0, 0, 1 / 6, 1 / 6], {
      absolute: 0,
      relative: 4e-16,
    });
  });
});

test("a forward pass is a copy that later calls do not change, and backward takes the present weights", () => {
  const net = new Sequential([new Layer(1, 1, undefined, { weights: [[2]], biases: [0] })]);
  const forward = net.forward([[3]]);
  net.forward([[5]]);
  net.parameters.set([10, 1]);
  expect([forward.input.data[0], forward.layers[0].z.data[0], forward.output.data[0]]).toEqual([3, 6, 6]);
  const backward = net.backward(forward, [[4]], squaredError);
  expect([backward.loss, ...backward.gradient, ...backward.input.data]).toEqual([2, 6, 2, 20]);
});

test("a surrogate's δ has the slope of its backward function", () => {
  const f = surrogate(step, sigmoid);
  const net = new Sequential([new Layer(1, 1, f, { weights: [[1]], biases: [0] })]);
  const forward = net.forward([[2]]);
  expect(forward.output.data[0]).toBe(1);
  // ∂E/∂a = 1 − 0, σ′(2) = 0.1049935854035065.
  expectClose(net.backward(forward, [[0]], squaredError).layers[0].delta.data, [0.1049935854035065], {
    absolute: 1e-15,
    relative: 0,
  });
});

test("a sample's outputs do not depend on the batch, bit for bit", () => {
  fc.assert(
    fc.property(problems, fc.constantFrom("float64" as const, "float32" as const), (problem, dtype) => {
      const net = networkOf(problem, dtype);
      const forward = net.forward(problem.x);
      const columns = forward.output.columns;
      problem.x.forEach((x, r) => {
        const alone = net.forward([x]);
        expect([...alone.output.data]).toEqual([...forward.output.data.slice(r * columns, (r + 1) * columns)]);
        expect([...net.predict(x)]).toEqual([...alone.output.data]);
      });
    }),
    { seed: 2, numRuns: 40 },
  );
});

/** The kernels in float32, every operation rounded, sums in the order of their index. */
describe("in float32 every operation is rounded", () => {
  const round = Math.fround;
  const architectures = fc.record({
    inputs: fc.integer({ min: 1, max: 12 }),
    hidden: fc.integer({ min: 1, max: 12 }),
    outputs: fc.integer({ min: 1, max: 5 }),
    batch: fc.integer({ min: 1, max: 7 }),
    bias: fc.boolean(),
    seed: fc.integer(),
  });

  it("forward and backward, bit for bit", () => {
    fc.assert(
      fc.property(architectures, ({ inputs, hidden, outputs, batch, bias, seed }) => {
        const random = randomFrom(seed);
        const rows = (count: number, width: number) =>
          Array.from({ length: count }, () => Array.from({ length: width }, () => round(2 * random() - 1)));
        const [x, t, U, W] = [rows(batch, inputs), rows(batch, outputs), rows(hidden, inputs), rows(outputs, hidden)];
        const [c, b] = [rows(1, hidden)[0], rows(1, outputs)[0]];
        const net = new Sequential(
          [
            new Layer(inputs, hidden, tanh, { weights: U, bias, ...(bias ? { biases: c } : {}) }) as Layer,
            new Layer(hidden, outputs, undefined, { weights: W, bias, ...(bias ? { biases: b } : {}) }) as Layer,
          ],
          { dtype: "float32" },
        );
        const forward = net.forward(x);
        const backward = net.backward(forward, t, squaredError);

        const dot = (start: number, v: readonly number[], w: readonly number[]) =>
          v.reduce((sum, one, i) => round(sum + round(one * w[i])), start);
        const transposed = (m: readonly (readonly number[])[]) => m[0].map((_, k) => m.map((row) => row[k]));
        const affine = (a: readonly (readonly number[])[], V: readonly (readonly number[])[], d: readonly number[]) =>
          a.map((row) => V.map((weights, j) => dot(bias ? d[j] : 0, row, weights)));
        const z = affine(x, U, c);
        const a = z.map((row) => row.map((one) => round(tanh.apply(one))));
        const o = affine(a, W, b);
        const out = o.map((row, r) => row.map((one, k) => round(round(one - t[r][k]) * (1 / batch))));
        const down = out.map((row) => transposed(W).map((weights) => dot(0, row, weights)));
        const delta = down.map((row, r) => row.map((one, k) => round(one * (1 - a[r][k] * a[r][k]))));
        const gradW = (d: readonly (readonly number[])[], from: readonly (readonly number[])[]) =>
          transposed(d).map((column) => transposed(from).map((other) => dot(0, column, other)));
        const gradB = (d: readonly (readonly number[])[]) =>
          transposed(d).map((column) => column.reduce((sum, one) => round(sum + one), 0));

        expect([...forward.layers[0].z.data]).toEqual(z.flat());
        expect([...forward.output.data]).toEqual(o.flat());
        expect([...backward.layers[1].delta.data]).toEqual(out.flat());
        expect([...backward.layers[0].delta.data]).toEqual(delta.flat());
        const biases = (d: readonly (readonly number[])[]) => (bias ? gradB(d) : []);
        const gradient = [...gradW(delta, x).flat(), ...biases(delta), ...gradW(out, a).flat(), ...biases(out)];
        expect([...backward.gradient].map(positive)).toEqual(gradient.map(positive));
        const input = delta.map((row) => transposed(U).map((weights) => dot(0, row, weights)));
        expect([...backward.input.data].map(positive)).toEqual(input.flat().map(positive));
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  /** 0 for −0: `toEqual` distinguishes them, but a sum that starts with 0 never gives −0. */
  const positive = (one: number) => one + 0;
});

test("softmax inside a network passes δ back through its whole Jacobian", () => {
  // z = (0, ln 3), a = (1/4, 3/4), ∂E/∂a = (a − t)/1 = (1/4, −1/4),
  // Σ a ∂E/∂a = −1/8, δ = (3/32, −3/32).
  const layer = new Layer(1, 2, softmax, { weights: [[0], [Math.log(3)]], bias: false });
  const net = new Sequential([layer]);
  const backward = net.backward(net.forward([1]), [0, 1], squaredError);
  expectClose(backward.layers[0].delta.data, [3 / 32, -3 / 32], { absolute: 1e-16, relative: 0 });
});

test("a pass of more samples than fit in one workspace gives the same numbers", () => {
  const wide = (engine: Engine) => new Sequential([new Layer(2, 300, tanh), new Layer(300, 1)], { seed: 5, engine });
  // 2²¹ numbers hold 1,735 samples of this network.
  const rows = 2000;
  const x = Array.from({ length: rows }, (_, r) => [Math.sin(r), Math.cos(3 * r)]);
  const t = x.map(([one]) => [one]);
  const weights = x.map((_, r) => 1 + (r % 3));
  const results = [reference, simd].map((engine) => {
    const net = wide(engine);
    const forward = net.forward(x);
    return { forward, backward: net.backward(forward, t, squaredError, { sampleWeights: weights }) };
  });
  expect(results[1]).toEqual(results[0]);
  const { forward, backward } = results[0];
  const net = wide(reference);
  const last = net.forward(x.slice(1990));
  expect(forward.layers[0].z.data.slice(1990 * 300)).toEqual(last.layers[0].z.data);
  expect(backward.layers[1].delta.data[1999]).toBe((weights[1999] / rows) * (forward.output.data[1999] - t[1999][0]));
  expect(backward.layers[1].delta.data[0]).toBe((weights[0] / rows) * (forward.output.data[0] - t[0][0]));
  let sum = 0;
  for (const delta of backward.layers[1].delta.data) sum += delta;
  expect(backward.layers[1].biases?.[0]).toBe(sum);
});
