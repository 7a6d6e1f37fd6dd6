import {
  type Activation,
  adam,
  binaryCrossEntropy,
  crossEntropy,
  Layer,
  type Loss,
  mse,
  reference,
  relu,
  Sequential,
  sgd,
  sigmoid,
  simd,
  softmax,
  squaredError,
  type TrainOptions,
  tanh,
} from "deltarule";
import { beforeEach, expect, test } from "vitest";
import { randomFrom } from "../../../helpers/numeric.js";
import { ownRelu, reluOfRow } from "../../../helpers/own.js";
import { differenceOf, outcomeOf } from "../../../helpers/sameBits.js";

const random = randomFrom(19);
const rows = (count: number, columns: number, scale = 1) =>
  Array.from({ length: count }, () => Array.from({ length: columns }, () => scale * (2 * random() - 1)));

/** A training that diverges. */
interface Failing {
  readonly make: () => readonly Layer[];
  readonly x: number[][];
  readonly t: number[][];
  readonly options: TrainOptions;
  /** Changes the parameters before the training. */
  readonly spoil?: (parameters: Sequential["parameters"]) => void;
  /** Given where its numbers are beyond float32. */
  readonly only?: "float64";
}

const root: Activation = { name: "root", apply: (z) => Math.sqrt(z), derivative: (_z, a) => 0.5 / a };
const steep: Activation = { name: "steep", apply: (z) => z, derivative: () => Number.NaN };
const nothing: Loss = { name: "nothing", value: () => Number.NaN, gradient: (_o, _t, into) => into.fill(0) };
const slip: Loss = { name: "slip", value: () => 1, gradient: (_o, _t, into) => into.fill(Number.NaN) };

const hidden = (f: Activation, outputs: number, last?: Activation) => () => [
  new Layer(3, 5, f),
  new Layer(5, 4, tanh),
  new Layer(4, outputs, last),
];
const [x, t] = [rows(11, 3), rows(11, 2)];
const ones = rows(11, 1).map(() => [1]);
const options = { loss: squaredError, batchSize: 4, epochs: 40, optimizer: sgd({ learningRate: 1e3 }) };

const failing: Readonly<Record<string, Failing>> = {
  "a learning rate that is too large": { make: hidden(relu, 2), x, t, options },
  "the same, one sample at a time": { make: hidden(relu, 2), x, t, options: { ...options, batchSize: 1 } },
  "the same in batches of all samples": {
    make: hidden(relu, 2),
    x,
    t,
    options: { ...options, batchSize: 11, optimizer: sgd({ learningRate: 1e30 }) },
  },
  "the same with sample weights and metrics": {
    ...{ make: hidden(relu, 2), x, t },
    options: { ...options, sampleWeights: x.map((_, r) => r % 3) },
  },
  "adam with a learning rate that overflows": {
    ...{ make: hidden(tanh, 2), x, t },
    options: { ...options, optimizer: adam({ learningRate: 1e300 }) },
  },
  "inputs that were never scaled": { make: hidden(relu, 2), x: rows(11, 3, 1e200), t, options },
  "the logarithm of 0": {
    make: hidden(relu, 1, ownRelu),
    x,
    t: ones,
    options: { ...options, loss: binaryCrossEntropy },
  },
  "the logarithm of 0, of classes": {
    ...{ make: hidden(relu, 2, reluOfRow), x },
    ...{ t: x.map(() => [1, 0]), options: { ...options, loss: crossEntropy } },
  },
  "classes whose weights overflow": {
    ...{ make: hidden(tanh, 2, softmax), x, t: x.map((_, r) => [r % 2, 1 - (r % 2)]) },
    options: { ...options, loss: crossEntropy, optimizer: sgd({ learningRate: 1e308 }) },
  },
  "an activation that gives no number": { make: hidden(root, 2), x, t, options },
  "an activation whose slope is no number": { make: hidden(steep, 2), x, t, options },
  "a last activation whose slope is no number": { make: hidden(tanh, 2, steep), x, t, options },
  "a loss that is no number": { make: hidden(tanh, 2), x, t, options: { ...options, loss: nothing } },
  "a loss whose gradient is no number": { make: hidden(tanh, 2), x, t, options: { ...options, loss: slip } },
  "parameters that are no numbers from the beginning": {
    ...{ make: hidden(tanh, 2), x, t, options },
    spoil: (parameters) => parameters.fill(Number.NaN, 3, 5),
  },
  "infinite parameters from the beginning": {
    ...{ make: hidden(sigmoid, 2), x, t, options },
    spoil: (parameters) => parameters.fill(Number.NEGATIVE_INFINITY, 30, 31),
  },
  "a validation loss that is not finite": {
    ...{ make: hidden(relu, 2), x, t },
    options: { ...options, epochs: 1, optimizer: sgd(), validation: [rows(3, 3), rows(3, 2, 1e200)] },
    only: "float64",
  },
  "an infinite loss that counts nothing": {
    ...{ make: hidden(relu, 2), x, t: rows(11, 2, 1e200), only: "float64" },
    options: { ...options, loss: mse, sampleWeights: x.map(() => 0) },
  },
};

/** Fills the memory of the compiled kernels with NaN. */
beforeEach(() => {
  for (const dtype of ["float64", "float32"] as const) {
    const net = new Sequential([new Layer(40, 50), new Layer(50, 40)], { seed: 1, dtype, engine: simd });
    net.parameters.fill(Number.NaN);
    const forward = net.forward(rows(50, 40));
    net.backward(forward, rows(50, 40), squaredError);
  }
});

const cases = Object.entries(failing).flatMap(([title, one]) =>
  (one.only === undefined ? (["float64", "float32"] as const) : [one.only]).map((dtype) => ({ title, dtype, one })),
);

test.each(cases)("$title fails in the same words in $dtype, with the same parameters left", ({ dtype, one }) => {
  const { make, x: given, t: targets, options, spoil } = one;
  const inputs =
    dtype === "float64" ? given : given.map((row) => row.map((value) => Math.min(Math.max(value, -1e37), 1e37)));
  const [compiled, plain] = [simd, reference].map((engine) => {
    const net = new Sequential(make(), { seed: 5, dtype, engine });
    spoil?.(net.parameters);
    const state = sgd().initialize(net.parameters.length);
    const { loss } = options;
    return [
      outcomeOf(() => net.fit(inputs, targets, options)),
      net.parameters.slice(),
      outcomeOf(() => net.partialFit(inputs, targets, { loss, optimizer: sgd({ learningRate: 1e3 }), state })),
      net.parameters.slice(),
      state,
    ];
  });
  expect(differenceOf(compiled, plain)).toBe("");
  expect(plain[0]).toHaveProperty("failed");
});
