import {
  accuracy,
  adam,
  type CrossValidateOptions,
  crossEntropy,
  crossValidate,
  DataError,
  kFold,
  Layer,
  mse,
  OptionError,
  rmse,
  Sequential,
  sgd,
  softmax,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../helpers/failures.js";

const x = Array.from({ length: 23 }, (_, r) => [r / 23, (r * 7) % 5]);
const t = x.map(([a, b]) => [a * b]);
const make = (fold: number) => new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 10 + fold });
const options: CrossValidateOptions = { loss: mse, optimizer: sgd({ learningRate: 0.1 }), epochs: 5, metrics: [rmse] };

describe("crossValidate", () => {
  test("trains on all folds but one and evaluates on that one, as by hand", () => {
    const sampleWeights = x.map((_, r) => 1 + (r % 3));
    const cut = { folds: 4, seed: 3 };
    const byHand = kFold(x, t, cut).map(({ train, test: held }, fold) => {
      const net = make(fold);
      net.fit(train.x, train.t, { ...options, sampleWeights: train.rows.map((r) => sampleWeights[r]) });
      return net.evaluate(held.x, held.t, { loss: mse, metrics: [rmse] });
    });
    const { folds, mean } = crossValidate(make, x, t, { ...options, ...cut, sampleWeights });
    expect(folds).toEqual(byHand);
    expect(mean.loss).toBeCloseTo(byHand.reduce((sum, { loss }) => sum + loss, 0) / 4, 15);
    expect(mean.metrics.rmse).toBeCloseTo(byHand.reduce((sum, { metrics }) => sum + metrics.rmse, 0) / 4, 15);
    expect(Object.keys(mean.metrics)).toEqual(["rmse"]);
  });

  test("from the end trains each fold on the past alone, with its sample weights", () => {
    const sampleWeights = x.map((_, r) => 1 + (r % 3));
    const cut = { folds: 3, from: "end", gap: 1 } as const;
    const byHand = [8, 13, 18].map((start, fold) => {
      const net = make(fold);
      const [pastX, pastT] = [x.slice(0, start - 1), t.slice(0, start - 1)];
      net.fit(pastX, pastT, { ...options, sampleWeights: sampleWeights.slice(0, start - 1) });
      return net.evaluate(x.slice(start, start + 5), t.slice(start, start + 5), { loss: mse, metrics: [rmse] });
    });
    expect(crossValidate(make, x, t, { ...options, ...cut, sampleWeights }).folds).toEqual(byHand);
  });

  test("gives the same for the same seed, another for another; five folds and seed 0 by default", () => {
    const run = (seed?: number) => crossValidate(make, x, t, { ...options, seed });
    expect(run()).toEqual(run(0));
    expect(run().folds).toHaveLength(5);
    expect(run(1)).not.toEqual(run(0));
  });

  test("leaves one row out if there are as many folds as rows", () => {
    const { folds } = crossValidate(make, x.slice(0, 4), t.slice(0, 4), { ...options, folds: 4 });
    expect(folds).toHaveLength(4);
  });

  test("learns to separate three classes with stratified folds", () => {
    const centers = [
      [0, 0],
      [4, 0],
      [0, 4],
    ];
    const inputs = Array.from({ length: 45 }, (_, r) => centers[r % 3].map((c, i) => c + Math.sin(r * (i + 3))));
    const classes = inputs.map((_, r) => [0, 1, 2].map((k) => Number(k === r % 3)));
    const net = (fold: number) => new Sequential([new Layer(2, 8, tanh), new Layer(8, 3, softmax)], { seed: fold });
    const { folds, mean } = crossValidate(net, inputs, classes, {
      loss: crossEntropy,
      optimizer: adam({ learningRate: 0.05 }),
      epochs: 60,
      metrics: [accuracy],
      stratify: true,
    });
    expect(mean.metrics.accuracy).toBeGreaterThan(0.9);
    expect(folds.every(({ loss }) => loss < 0.5)).toBe(true);
  });
});

describe("a wrong call", () => {
  const given =
    (rest: object, made: unknown = make) =>
    () =>
      crossValidate(made as typeof make, x, t, { ...options, ...rest } as CrossValidateOptions);
  const one = make(0);
  const names =
    "loss, optimizer, epochs, batchSize, shuffle, validation, metrics, sampleWeights, targetLoss, regularization, earlyStopping, onEpoch, onWarning, signal, folds, from, gap, seed, stratify";
  testFailures([
    [
      "no options",
      () => crossValidate(make, x, t, undefined as never),
      OptionError,
      "crossValidate: the options are undefined, wanted an object",
    ],
    [
      "a network for its maker",
      given({}, one),
      OptionError,
      "crossValidate: make is an object, wanted a function that makes a network",
    ],
    [
      "the same network twice",
      given({}, () => one),
      OptionError,
      "crossValidate: make(1) gave an earlier network again, wanted a new Sequential or Pipeline",
    ],
    [
      "no network",
      given({}, () => null),
      OptionError,
      "crossValidate: make(0) gave null, wanted a new Sequential or Pipeline",
    ],
    ["one fold", given({ folds: 1 }), OptionError, "crossValidate: folds is 1, wanted a whole number from 2"],
    [
      "a seed that is a text",
      given({ seed: "1" }),
      OptionError,
      'crossValidate: seed is "1", wanted a whole number from 0 to 9007199254740991',
    ],
    ["stratify of 1", given({ stratify: 1 }), OptionError, "crossValidate: stratify is 1, wanted true or false"],
    ["more folds than rows", given({ folds: 24 }), DataError, "crossValidate: 23 rows cannot be cut in 24 folds"],
    ["an unknown option", given({ k: 3 }), OptionError, `crossValidate: there is no option "k"; there are ${names}`],
    ["a resume", given({ resume: {} }), OptionError, `crossValidate: there is no option "resume"; there are ${names}`],
    ["a wrong option of fit", given({ epochs: -1 }), OptionError, "fit: epochs is -1, wanted a whole number from 0"],
    [
      "too few weights",
      given({ sampleWeights: [1, 2] }),
      DataError,
      "crossValidate: 23 rows of inputs, but 2 of sampleWeights",
    ],
    [
      "too many weights",
      given({ sampleWeights: Array(24).fill(1) }),
      DataError,
      "crossValidate: 23 rows of inputs, but 24 of sampleWeights",
    ],
  ]);
});
