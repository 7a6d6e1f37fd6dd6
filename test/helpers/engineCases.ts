import * as deltarule from "deltarule";
import {
  type Activation,
  crossEntropy,
  type Dtype,
  type Engine,
  Layer,
  type Loss,
  type Metric,
  Sequential,
  smoothLabels,
  surrogate,
} from "deltarule";
import fc from "fast-check";
import { activations as exportedActivations, losses as exportedLosses } from "./exported.js";
import { randomFrom } from "./numeric.js";
import { ownSoftmax } from "./own.js";

const { relu, sigmoid, softmax, step, tanh } = deltarule;

/** A user's own activations: of a number and of a row. */
const bent: Activation = {
  name: "bent",
  apply: (z) => (z < -1 ? -1 : 0.5 * z * z),
  derivative: (z) => (z < -1 ? 0 : z),
};
const shares: Activation = {
  name: "shares",
  applyRow: (z, into) => {
    let sum = 1;
    for (let k = 0; k < z.length; k++) sum += Math.abs(z[k]);
    for (let k = 0; k < z.length; k++) into[k] = z[k] / sum;
  },
  backwardRow: (_z, a, gradient, into) => {
    for (let k = 0; k < a.length; k++) into[k] = gradient[k] * (1 - Math.abs(a[k]));
  },
};

/** Every activation with a slope, surrogates, and a user's own. */
const differentiable: readonly Activation[] = [
  ...exportedActivations.map(({ it }) => it).filter((f) => !("differentiable" in f && f.differentiable === false)),
  surrogate(step, sigmoid),
  surrogate(relu, tanh),
  surrogate(surrogate(step, sigmoid), deltarule.gelu),
  surrogate(deltarule.softplus, surrogate(step, deltarule.elu(0.7))),
  surrogate(step, bent as deltarule.Elementwise),
  bent,
  shares,
];

/** A user's own losses: of the outputs alone, and with a closed form after the library's tanh. */
const quartic: Loss = {
  name: "quartic",
  value: (output, target) => {
    let sum = 0;
    for (let k = 0; k < output.length; k++) sum += (output[k] - target[k]) * (output[k] - target[k]) * 0.25;
    return sum * sum;
  },
  gradient: (output, target, into) => {
    for (let k = 0; k < output.length; k++) into[k] = (output[k] - target[k]) * 0.3;
  },
};
const matching: Loss = {
  ...quartic,
  name: "matching",
  link: {
    activation: tanh,
    value: (z, target) => z[0] * z[0] - target[0],
    delta: (z, a, target, into) => {
      for (let k = 0; k < z.length; k++) into[k] = a[k] - target[k] + 0.01 * z[k];
    },
  },
};
const losses: readonly Loss[] = [
  ...exportedLosses.map(({ it }) => it),
  quartic,
  matching,
  smoothLabels(crossEntropy, 0.1),
  smoothLabels(quartic, 0.2),
];

/** A network with data. */
export interface EngineCase {
  readonly dtype: Dtype;
  readonly widths: readonly number[];
  readonly activations: readonly Activation[];
  readonly biased: readonly boolean[];
  readonly dropout: number;
  readonly loss: Loss;
  readonly rows: number;
  readonly weighted: boolean;
  readonly extreme: "nothing" | "inputs" | "weights";
  readonly seed: number;
}

const width = fc.oneof(fc.constantFrom(1, 3, 4, 5, 7, 8, 9, 16, 17), fc.integer({ min: 1, max: 20 }));

/** Networks of 1 to 4 layers, in sizes around those of vectors, panels and slices. */
export const engineCases: fc.Arbitrary<EngineCase> = fc
  .record({
    dtype: fc.constantFrom<Dtype>("float64", "float32"),
    widths: fc.array(width, { minLength: 2, maxLength: 5 }),
    hidden: fc.array(fc.constantFrom(...differentiable), { minLength: 4, maxLength: 4 }),
    biased: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    dropout: fc.constantFrom(0, 0, 0, 0.3),
    loss: fc.constantFrom(...losses),
    last: fc.nat({ max: 99 }),
    rows: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(63, 64, 65, 70)),
    weighted: fc.boolean(),
    extreme: fc.constantFrom("nothing" as const, "nothing" as const, "inputs" as const, "weights" as const),
    seed: fc.nat(),
  })
  .map(({ hidden, last, widths: drawn, loss, ...rest }) => {
    const { link, outputs: rule } = loss;
    const learns = (f: Activation, outputs: number) =>
      isVaried(f, outputs) && (rule === undefined || rule.accepts(f, outputs));
    const candidates = link === undefined || rule === undefined ? differentiable : [sigmoid, softmax, ownSoftmax];
    const few = drawn[drawn.length - 1];
    // crossEntropy learns nothing from one output.
    const outputs = candidates.some((f) => learns(f, few)) ? few : few + 1;
    const widths = [...drawn.slice(0, -1), outputs];
    const known = [...(link === undefined ? [] : [link.activation]), ...candidates].filter((f) => learns(f, outputs));
    // Every other time, the activation of its closed form.
    const f = link !== undefined && last % 2 === 0 ? known[0] : known[last % known.length];
    const inner = hidden.slice(0, widths.length - 2).map((one, l) => (isVaried(one, widths[l + 1]) ? one : tanh));
    return { ...rest, widths, loss, activations: [...inner, f] };
  });

/** Whether the activation is more than a constant for this many outputs. */
function isVaried(f: Activation, outputs: number): boolean {
  return outputs > 1 || !("sumsToOne" in f);
}

const large = { float64: [1e300, -1e300, 1e154, 4e-310, 5e-324], float32: [1e38, -1e38, 1e19, 1e-39, 1.5e-45] };

/** Ordinary numbers, or one in four of them unusual. */
function numbers(count: number, extreme: boolean, dtype: Dtype, random: () => number): Float64Array {
  const unusual = [0, -0, 40, -750, ...large[dtype]];
  return Float64Array.from({ length: count }, () => {
    const ordinary = 4 * random() - 2;
    return extreme && random() < 0.25 ? unusual[Math.floor(random() * unusual.length)] : ordinary;
  });
}

/** The network of the case, computed with this engine. */
export function networkOf(given: EngineCase, engine?: Engine): Sequential<readonly Layer[]> {
  const { widths, activations, biased, dropout, dtype, seed } = given;
  const layers: Layer[] = activations.map((f, l) => {
    const own = l < activations.length - 1 ? { dropout } : {};
    return new Layer(widths[l], widths[l + 1], f, { ...own, bias: biased[l] });
  });
  const net = new Sequential(layers, { dtype, seed: seed % 2 ** 31, ...(engine && { engine }) });
  const random = randomFrom(seed);
  if (given.extreme === "weights") net.parameters.set(numbers(net.parameters.length, true, dtype, random));
  return net;
}

/** Inputs, targets that the loss takes, and sample weights. */
export function dataOf({ widths, rows, loss, dtype, extreme, weighted, seed }: EngineCase) {
  const random = randomFrom(seed + 1);
  const outputs = widths[widths.length - 1];
  const target = (): number => {
    for (;;) {
      const t = [-1, 0, 1, 4 * random() - 2, random()][Math.floor(5 * random())];
      if (loss.targets?.accepts(t) ?? true) return t;
    }
  };
  const x = deltarule.matrix(rows, widths[0], numbers(rows * widths[0], extreme === "inputs", dtype, random));
  const t = deltarule.matrix(rows, outputs, Float64Array.from({ length: rows * outputs }, target));
  const counts = Float64Array.from({ length: rows }, () => (weighted ? Math.floor(4 * random()) / 2 : 1));
  return { x, t, counts };
}

/** Metrics that take any numbers, and one row too. */
export const metrics: readonly (Metric | Loss)[] = [deltarule.mae, deltarule.rmse];
