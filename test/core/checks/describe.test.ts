import {
  accuracy,
  adaGrad,
  adam,
  adamW,
  averaged,
  byEpoch,
  clipNorm,
  clipValue,
  constant,
  cosine,
  cosineRestarts,
  crossEntropy,
  exponentialDecay,
  focal,
  huber,
  lbfgs,
  leakyRelu,
  levenbergMarquardt,
  linear,
  OptionError,
  oneCycle,
  piecewise,
  polynomial,
  quantile,
  reduceOnPlateau,
  rmsProp,
  sgd,
  sigmoid,
  smoothLabels,
  step,
  stepDecay,
  surrogate,
  topK,
  warmup,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { type Failure, testFailures } from "../../helpers/failures.js";

const written = (piece: object) => JSON.parse(JSON.stringify({ piece })).piece;

describe("JSON.stringify writes name and options of", () => {
  const adamOptions = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, amsgrad: false };
  const stairs = { name: "stepDecay", options: { learningRate: 0.1, factor: 0.1, every: 10 } };
  const sgdOptions = { learningRate: 0.01, momentum: 0, nesterov: false, weightDecay: 0 };
  const cases: readonly (readonly [object, string, object?])[] = [
    [adam({ learningRate: 0.1 }), "adam", adamOptions],
    [adamW(), "adamW", { ...adamOptions, learningRate: 0.001, weightDecay: 0.01 }],
    [sgd(), "sgd", sgdOptions],
    [
      rmsProp(),
      "rmsProp",
      { learningRate: 0.01, alpha: 0.99, epsilon: 1e-8, weightDecay: 0, momentum: 0, centered: false },
    ],
    [adaGrad(), "adaGrad", { learningRate: 0.01, epsilon: 1e-10, weightDecay: 0 }],
    [lbfgs({ memory: 3 }), "lbfgs", { memory: 3 }],
    [levenbergMarquardt(), "levenbergMarquardt", { damping: 0.001 }],
    [clipNorm(sgd(), 2), "clipNorm", { optimizer: { name: "sgd", options: sgdOptions }, max: 2 }],
    [clipValue(sgd(), 2), "clipValue", { optimizer: { name: "sgd", options: sgdOptions }, max: 2 }],
    [constant(0.5), "constant", { value: 0.5 }],
    [linear(0.1, { steps: 7 }), "linear", { learningRate: 0.1, steps: 7, end: 0 }],
    [polynomial(0.1, { steps: 7, power: 2 }), "polynomial", { learningRate: 0.1, steps: 7, power: 2, end: 0 }],
    [piecewise({ boundaries: [3], values: [1, 0.1] }), "piecewise", { boundaries: [3], values: [1, 0.1] }],
    [
      cosineRestarts(0.1, { steps: 7 }),
      "cosineRestarts",
      { learningRate: 0.1, steps: 7, growth: 1, factor: 1, end: 0 },
    ],
    [averaged(sgd(), 0.9), "averaged", { optimizer: { name: "sgd", options: sgdOptions }, decay: 0.9 }],
    [warmup(3, 0.5, { from: 0.1 }), "warmup", { steps: 3, learningRate: 0.5, from: 0.1 }],
    [quantile(0.9), "quantile", { q: 0.9 }],
    [focal(), "focal", { gamma: 2 }],
    [smoothLabels(crossEntropy, 0.1), "smoothLabels(crossEntropy)", { loss: { name: "crossEntropy" }, share: 0.1 }],
    [stepDecay(0.1, { every: 10 }), "stepDecay", stairs.options],
    [exponentialDecay(0.1, { every: 9 }), "exponentialDecay", { learningRate: 0.1, factor: 0.96, every: 9 }],
    [reduceOnPlateau(0.1), "reduceOnPlateau", { learningRate: 0.1, factor: 0.1, patience: 10, minDelta: 0 }],
    [cosine(0.1, { steps: 7 }), "cosine", { learningRate: 0.1, steps: 7, end: 0 }],
    [
      oneCycle(1, { steps: 7, start: 0.5, end: 0 }),
      "oneCycle",
      { learningRate: 1, steps: 7, rise: 0.3, start: 0.5, end: 0 },
    ],
    [warmup(3, 0.5), "warmup", { steps: 3, learningRate: 0.5 }],
    [
      sgd({ learningRate: warmup(3, byEpoch(stepDecay(0.1, { every: 10 }))) }),
      "sgd",
      {
        ...sgdOptions,
        learningRate: {
          name: "warmup",
          options: { steps: 3, learningRate: { name: "byEpoch", options: { schedule: stairs } } },
        },
      },
    ],
    [huber(2), "huber", { delta: 2 }],
    [crossEntropy, "crossEntropy"],
    [accuracy, "accuracy"],
    [topK(3), "top3", { k: 3 }],
    [leakyRelu(0.2), "leakyRelu", { slope: 0.2 }],
    [sigmoid, "sigmoid"],
    [
      surrogate(step, sigmoid),
      "surrogate(step, sigmoid)",
      { forward: { name: "step" }, surrogate: { name: "sigmoid" } },
    ],
  ];
  test.each(cases.map(([piece, name, options]) => ({ piece, name, options })))("$name", ({ piece, name, options }) => {
    expect(written(piece)).toEqual(options === undefined ? { name } : { name, options });
    expect(JSON.parse(JSON.stringify(piece))).toEqual(written(piece));
  });
});

describe("refuses a user's own", () => {
  const mine = (count: number) => 1 / (1 + count);
  const own = { name: "own", apply: (z: number) => z, derivative: () => 1 };
  const walk = { name: "walk", initialize: () => ({}), step: () => {} };
  const refused = (what: string, call: () => unknown, message: string): Failure => [
    what,
    () => JSON.stringify(call()),
    OptionError,
    `${message}, wanted a piece of the library, since JSON has no functions`,
  ];
  testFailures([
    refused("schedule", () => adam({ learningRate: mine }), "adam.toJSON: learningRate is the function mine"),
    refused(
      "schedule within one",
      () => sgd({ learningRate: byEpoch(mine) }),
      "byEpoch.toJSON: schedule is the function mine",
    ),
    refused("schedule after a warmup", () => warmup(3, mine), "warmup.toJSON: learningRate is the function mine"),
    refused("optimizer", () => clipNorm(walk, 1), 'clipNorm.toJSON: optimizer is the object "walk"'),
    refused("optimizer with an average", () => averaged(walk, 0.9), 'averaged.toJSON: optimizer is the object "walk"'),
    refused(
      "loss of smoothed labels",
      () => smoothLabels({ name: "own", value: () => 0, gradient: () => {} }, 0.1),
      'smoothLabels.toJSON: loss is the object "own"',
    ),
    refused("activation", () => surrogate(step, own), 'surrogate.toJSON: surrogate is the object "own"'),
  ]);
});
