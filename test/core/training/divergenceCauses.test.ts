import {
  type Activation,
  adam,
  binaryCrossEntropy,
  DivergenceError,
  Layer,
  type Loss,
  lbfgs,
  mse,
  reference,
  Sequential,
  sgd,
  simd,
  squaredError,
  standardize,
  type TrainOptions,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures, thrownBy } from "../../helpers/failures.js";
import { ownRelu } from "../../helpers/own.js";

/** Unscaled data of houses: area in square meters and year built; and their prices. */
const houses = [
  [120, 1990],
  [85, 1975],
  [230, 2015],
  [60, 1930],
];
const prices = [[310_000], [198_000], [720_000], [95_000]];
const linear = (dtype: "float64" | "float32" = "float64") =>
  new Sequential([new Layer(2, 1, undefined, { weights: [[0.5, -0.25]] })], { seed: 1, dtype });
const plain = { loss: mse, shuffle: false, batchSize: 2 } as const;

/**
 * Trains until it diverges, and then expects the parameters of the epoch that the message names,
 * bit for bit.
 */
function diverge(net: Sequential, x: number[][], t: number[][], options: TrainOptions): () => unknown {
  return () => {
    const after = [Array.from(net.parameters)];
    const onEpoch = () => {
      after.push(Array.from(net.parameters));
    };
    try {
      return net.fit(x, t, { ...options, onEpoch, onWarning: () => {} });
    } catch (error) {
      const named = /keeps the parameters (?:of epoch (\d+)|from before the first epoch)$/.exec(String(error));
      const good = after[Number(named?.[1] ?? 0)];
      expect(Array.from(net.parameters)).toEqual(good);
      expect(good.every(Number.isFinite)).toBe(true);
      throw error;
    }
  };
}

const root: Activation = { name: "root", apply: (z) => Math.sqrt(z), derivative: (_z, a) => 0.5 / a };
const tooFast = "the updates are too large, try a smaller learningRate";
const unscaled = "; the inputs reach 2015 and the targets 720000: scale them";
const first = "The network keeps the parameters from before the first epoch";

describe("from real inputs, the message names the place, the value and the likely cause", () => {
  testFailures([
    [
      "data that are not scaled, at the default rate",
      diverge(linear(), houses, prices, { ...plain, optimizer: sgd() }),
      DivergenceError,
      `fit: training diverged by epoch 2: the loss rose from 166000000000 to 7.61e+39. Likely cause: ${tooFast}${unscaled}. ${first}`,
    ],
    [
      "the same in float32",
      diverge(linear("float32"), houses, prices, { ...plain, optimizer: sgd() }),
      DivergenceError,
      `fit: training diverged by epoch 2: the loss rose from 166000000000 to 7.61e+39. Likely cause: ${tooFast}${unscaled}. ${first}`,
    ],
    [
      "a huge rate",
      diverge(
        linear(),
        [
          [0.1, 0.2],
          [0.3, 0.1],
        ],
        [[1], [0]],
        { ...plain, optimizer: sgd({ learningRate: 1e60 }) },
      ),
      DivergenceError,
      `fit: training diverged by epoch 2: the loss rose from 0.508 to 8.38e+119. Likely cause: ${tooFast}. ${first}`,
    ],
    [
      "a huge rate of adam, whose first step is as large as the rate",
      diverge(
        new Sequential(
          [new Layer(1, 2, tanh, { weights: [[1], [-1]] }), new Layer(2, 1, undefined, { weights: [[1, 2]] })],
          { seed: 1 },
        ),
        [[0.1], [0.3]],
        [[1], [0]],
        { ...plain, optimizer: adam({ learningRate: 1e308 }) },
      ),
      DivergenceError,
      `fit: training diverged at the end of epoch 1: layer 0's weights[0][0] became Infinity. Likely cause: ${tooFast}. ${first}`,
    ],
    [
      "the logarithm of 0: a dead relu where binaryCrossEntropy wants a probability",
      diverge(
        new Sequential([new Layer(1, 1, ownRelu, { weights: [[0.25]], bias: false })], { seed: 1 }),
        [[2], [3], [-1]],
        [[1], [0], [1]],
        {
          ...plain,
          loss: binaryCrossEntropy,
          optimizer: sgd({ learningRate: 0.01 }),
        },
      ),
      DivergenceError,
      `fit: training diverged in epoch 1, batch 2: binaryCrossEntropy is Infinity for sample 2. Likely cause: the logarithm of a number that is not above 0: output 0 is 0 where the target is 1; end with sigmoid. ${first}`,
    ],
    [
      "losses that are finite, but not their sum over the epoch",
      diverge(
        linear(),
        [
          [1, 0],
          [1, 0],
          [1, 0],
        ],
        [[1.5], [1.5], [1.5]],
        {
          ...plain,
          loss: squaredError,
          batchSize: 1,
          optimizer: sgd({ learningRate: 0 }),
          sampleWeights: [1.7e308, 1.7e308, 1.7e308],
        },
      ),
      DivergenceError,
      `fit: training diverged in epoch 1, batch 3: the sum of the batch's squaredError is not finite. Likely cause: the losses or the sample weights are too large to add, or the updates are too large, try a smaller learningRate. ${first}`,
    ],
    [
      "a sum that overflows in float32 and not in float64",
      diverge(
        new Sequential([new Layer(2, 1, undefined, { weights: [[1, 1]] })], { dtype: "float32", seed: 1 }),
        [
          [1e38, 1e38],
          [3e38, 3e38],
        ],
        [[2e38], [0]],
        { ...plain, batchSize: 1, optimizer: sgd({ learningRate: 0 }) },
      ),
      DivergenceError,
      `fit: training diverged in epoch 1, batch 2: layer 0's z of neuron 0 is Infinity for sample 1. Likely cause: the sum overflows float32: ${tooFast}; the inputs reach 3e+38 and the targets 2e+38: scale them. ${first}`,
    ],
    [
      "a user's activation that gives NaN once learning has pushed z below 0",
      diverge(
        new Sequential([new Layer(1, 1, root, { weights: [[1]], bias: false })], { seed: 1 }),
        [[4], [1]],
        [[0.1], [0.1]],
        { ...plain, batchSize: 1, optimizer: sgd({ learningRate: 0.75 }) },
      ),
      DivergenceError,
      `fit: training diverged in epoch 1, batch 2: layer 0's a of neuron 0 is NaN for sample 1. Likely cause: root gives no finite number for z = -1.8499999999999996. ${first}`,
    ],
    [
      "lbfgs, which starts at a loss that overflows",
      diverge(linear(), [[1e200, 1e200]], [[0]], { loss: mse, optimizer: lbfgs() }),
      DivergenceError,
      `fit: training diverged in epoch 1, batch 1: mse is Infinity for sample 0. Likely cause: the loss overflows: output 0 is 2.5e+199 where the target is 0; the inputs reach 1e+200: scale them. ${first}`,
    ],
    [
      "validation data that overflow where the training data do not",
      diverge(linear(), [[0.1, 0.2]], [[1]], { ...plain, validation: [[[1e200, 1e100]], [[0]]] }),
      DivergenceError,
      `fit: training diverged after epoch 1: the validation loss is Infinity. Likely cause: ${tooFast}; the inputs reach 1e+200: scale them. ${first}`,
    ],
  ]);
});

describe("before any update, the updates are not the cause", () => {
  const one = (weight = 0.5) =>
    new Sequential([new Layer(1, 1, undefined, { weights: [[weight]], bias: false })], { seed: 1 });
  const cause = (what: string) => `fit: training diverged in epoch 1, batch 1: ${what}. ${first}`;
  const again = (net: Sequential) => {
    const optimizer = sgd({ learningRate: 0.1 });
    net.fit([[1]], [[1]], { loss: mse, optimizer, epochs: 2 });
    net.fit([[1]], [[1e300]], { loss: mse, optimizer });
  };
  testFailures([
    [
      "huge targets",
      () => one().fit([[1]], [[1e300]], { loss: mse }),
      DivergenceError,
      cause(
        "mse is Infinity for sample 0. Likely cause: the loss overflows: output 0 is 0.5 where the target is 1e+300; the targets reach 1e+300: scale them",
      ),
    ],
    [
      "huge targets in a second fit",
      () => again(one()),
      DivergenceError,
      "fit: training diverged in epoch 3, batch 1: mse is Infinity for sample 0. Likely cause: the loss overflows: output 0 is 0.6799999999999999 where the target is 1e+300; the targets reach 1e+300: scale them. The network keeps the parameters from before epoch 3",
    ],
    [
      "huge weights",
      () => one(-1e200).fit([[1]], [[1]], { loss: mse }),
      DivergenceError,
      cause(
        "mse is Infinity for sample 0. Likely cause: the loss overflows: output 0 is -1e+200 where the target is 1; the parameters reach 1e+200: begin with smaller ones",
      ),
    ],
    [
      "huge inputs of lbfgs, whose gradient overflows alone",
      () => one(1e-60).fit([[1e200]], [[0]], { loss: squaredError, optimizer: lbfgs() }),
      DivergenceError,
      cause("the gradient is not finite. Likely cause: it overflows: the inputs reach 1e+200: scale them"),
    ],
  ]);
});

test("of a user's loss, which may predict and write while it is explained", () => {
  for (const engine of [reference, simd]) {
    const net = new Sequential([new Layer(1, 2, undefined, { weights: [[1], [3]], bias: false })], { seed: 1, engine });
    const other = new Sequential([new Layer(3, 9, tanh), new Layer(9, 2)], { seed: 2, engine });
    const nosy: Loss = {
      name: "nosy",
      value: (output, target) => {
        other.predict([1, 2, 3]);
        net.predict([5]);
        const [o, t] = [output, target] as number[][];
        const value = o.length === 2 && t[1] === 7 ? Number.NaN : 1;
        o.fill(0);
        t.fill(0);
        return value;
      },
      gradient: (_output, _target, into) => into.fill(0),
    };
    const fit = () =>
      net.fit(
        [[1], [2]],
        [
          [0, 0],
          [0, 7],
        ],
        { loss: nosy, shuffle: false },
      );
    expect(String(thrownBy(fit))).toBe(
      `DivergenceError: fit: training diverged in epoch 1, batch 1: nosy is NaN for sample 1. Likely cause: nosy gives no number. ${first}`,
    );
  }
});

test("the same data train once they are scaled", () => {
  const net = linear();
  const x = standardize(houses).transform(houses);
  const t = standardize(prices).transform(prices);
  const { epochs } = net.fit(x, t, { ...plain, optimizer: sgd({ learningRate: 0.1 }), epochs: 200 });
  expect(epochs[199].loss).toBeLessThan(0.02);
});
