import {
  type Activation,
  adam,
  binaryCrossEntropy,
  DivergenceError,
  Layer,
  lbfgs,
  mse,
  relu,
  Sequential,
  sgd,
  squaredError,
  standardize,
  type TrainOptions,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

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
 * Trains until it diverges, and then expects the parameters of the epoch that the message names, bit
 * for bit.
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
const unscaled = "; the inputs reach 2015: scale them";
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
        new Sequential([new Layer(1, 1, relu, { weights: [[0.25]], bias: false })], { seed: 1 }),
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
      `fit: training diverged in epoch 1, batch 2: layer 0's z of neuron 0 is Infinity for sample 1. Likely cause: the sum overflows float32: ${tooFast}; the inputs reach 3e+38: scale them. ${first}`,
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
      `fit: training diverged in epoch 1, batch 1: mse is Infinity for sample 0. Likely cause: the loss overflows: output 0 is 2.5e+199 where the target is 0; ${tooFast}; the inputs reach 1e+200: scale them. ${first}`,
    ],
    [
      "validation data that overflow where the training data do not",
      diverge(linear(), [[0.1, 0.2]], [[1]], { ...plain, validation: [[[1e200, 1e100]], [[0]]] }),
      DivergenceError,
      `fit: training diverged after epoch 1: the validation loss is Infinity. Likely cause: ${tooFast}; the inputs reach 1e+200: scale them. ${first}`,
    ],
  ]);
});

test("the same data train once they are scaled", () => {
  const net = linear();
  const x = standardize(houses).transform(houses);
  const t = standardize(prices).transform(prices);
  const { epochs } = net.fit(x, t, { ...plain, optimizer: sgd({ learningRate: 0.1 }), epochs: 200 });
  expect(epochs[199].loss).toBeLessThan(0.02);
});
