import { Layer, Sequential, sigmoid, squaredError } from "deltarule";
import { describe, expect, it } from "vitest";

// §3.2 in its own notation: w[i][j] goes from node i to node j of the next layer, θ[j] is a bias, O
// are outputs.
const w1 = [
  [0.2, -0.4, 0.7],
  [-0.6, 0.1, 0.5],
];
const θ1 = [0.3, -0.2, 0.1];
const w2 = [
  [0.8, -0.3],
  [-0.5, 0.9],
  [0.4, 0.6],
];
const θ2 = [-0.1, 0.25];
const w3 = [
  [-0.7, 0.35],
  [0.45, -0.95],
];
const θ3 = [0.15, -0.05];
const input = [0.9, -0.4];
const target = [0.1, 0.8];

const σ = (x: number): number => 1 / (1 + Math.exp(-x));
const transpose = (w: number[][]): number[][] => w[0].map((_, j) => w.map((row) => row[j]));
const forward = (O: number[], w: number[][], θ: number[]): number[] =>
  θ.map((bias, j) => σ(O.reduce((sum, Oi, i) => sum + w[i][j] * Oi, bias)));

/** E = ½ Σₖ (Oₖ − tₖ)². */
const error = (O: number[]): number => O.reduce((sum, Ok, k) => sum + (Ok - target[k]) ** 2, 0) / 2;
/** δₖ = (Oₖ − tₖ) Oₖ (1 − Oₖ). */
const outputDelta = (O: number[]): number[] => O.map((Ok, k) => (Ok - target[k]) * Ok * (1 - Ok));
/** δⱼ = Oⱼ (1 − Oⱼ) Σₖ δₖ wⱼₖ. */
const hiddenDelta = (O: number[], w: number[][], δ: number[]): number[] =>
  O.map((Oj, j) => Oj * (1 - Oj) * δ.reduce((sum, δk, k) => sum + δk * w[j][k], 0));

const make = () =>
  new Sequential([
    new Layer(2, 3, sigmoid, { weights: transpose(w1), biases: θ1 }),
    new Layer(3, 2, sigmoid, { weights: transpose(w2), biases: θ2 }),
    new Layer(2, 2, sigmoid, { weights: transpose(w3), biases: θ3 }),
  ]);

function expectNumbers(values: ArrayLike<number> | null, wanted: readonly number[]): void {
  expect(values).toHaveLength(wanted.length);
  wanted.forEach((number, i) => {
    expect(Math.abs((values?.[i] ?? Number.NaN) - number)).toBeLessThanOrEqual(1e-14);
  });
}

describe("§3.2 the general formulas, on three layers", () => {
  const O1 = forward(input, w1, θ1);
  const O2 = forward(O1, w2, θ2);
  const O3 = forward(O2, w3, θ3);
  const δ3 = outputDelta(O3);
  const δ2 = hiddenDelta(O2, w3, δ3);
  const δ1 = hiddenDelta(O1, w2, δ2);
  const net = make();
  const pass = net.forward(input);
  const back = net.backward(pass, target, squaredError);

  it("agree on every output Oⱼ and on E", () => {
    [O1, O2, O3].forEach((O, l) => {
      expectNumbers(pass.layers[l].a.data, O);
    });
    expectNumbers([back.loss], [error(O3)]);
  });

  it("agree on δₖ of the output layer and on δⱼ of both hidden layers", () => {
    [δ1, δ2, δ3].forEach((δ, l) => {
      expectNumbers(back.layers[l].delta.data, δ);
      expect(Math.min(...δ.map(Math.abs))).toBeGreaterThan(1e-5);
    });
  });

  it("agree on ∂E/∂w_ij = O_i δ_j, whose indices are source first, unlike W[j][i]", () => {
    for (const [l, O, δ] of [
      [0, input, δ1],
      [1, O1, δ2],
      [2, O2, δ3],
    ] as const) {
      const { rows, columns, data } = back.layers[l].weights;
      expect([rows, columns]).toEqual([δ.length, O.length]);
      expectNumbers(
        data,
        δ.flatMap((δj) => O.map((Oi) => Oi * δj)),
      );
    }
  });

  it("agree on ∂E/∂θ_j = δ_j, which is the slope of E along the bias", () => {
    [δ1, δ2, δ3].forEach((δ, l) => {
      expectNumbers(back.layers[l].biases, δ);
      δ.forEach((δj, j) => {
        const errorAt = (shift: number): number => {
          const moved = make();
          const { biases } = moved.layers[l];
          if (biases !== null) biases[j] += shift;
          return error([...moved.predict(input)]);
        };
        expect(Math.abs((errorAt(1e-5) - errorAt(-1e-5)) / 2e-5 - δj)).toBeLessThan(1e-10);
      });
    });
  });

  it("add up over a batch with the mean as E: each sample contributes 1/n of its gradient", () => {
    const other = { x: [-0.2, 0.6], t: [0.9, 0.3] };
    const alone = net.backward(net.forward(other.x), other.t, squaredError);
    const both = net.backward(net.forward([input, other.x]), [target, other.t], squaredError);
    expectNumbers([both.loss], [(back.loss + alone.loss) / 2]);
    expectNumbers(
      both.gradient,
      Array.from(back.gradient, (g, i) => (g + alone.gradient[i]) / 2),
    );
    expectNumbers(
      both.layers[0].delta.data,
      [...back.layers[0].delta.data, ...alone.layers[0].delta.data].map((δ) => δ / 2),
    );
  });
});
