import {
  accuracy,
  crossEntropy,
  DataError,
  DeltaruleError,
  Layer,
  lbfgs,
  levenbergMarquardt,
  mae,
  mse,
  OptionError,
  rmse,
  Sequential,
  ShapeError,
  sgd,
  sigmoid,
  squaredError,
  type TrainOptions,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures, thrownBy } from "../../helpers/failures.js";

const xs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const ts = [[0], [1], [1], [0]];
const loss = squaredError;
const net = () => new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 7 });
const fitWith = (options: Record<string, unknown>) => () => net().fit(xs, ts, { loss, ...options } as TrainOptions);

describe("fit and train", () => {
  testFailures([
    [
      "no options",
      () => net().fit(xs, ts, undefined as never),
      OptionError,
      "fit: the options are undefined, wanted an object",
    ],
    [
      "options that are null",
      () => net().train(xs, ts, null as never),
      OptionError,
      "train: the options are null, wanted an object",
    ],
    [
      "no loss",
      () => net().fit(xs, ts, {} as never),
      OptionError,
      "fit: loss is undefined, wanted a loss such as squaredError",
    ],
    [
      "an activation in place of the loss",
      fitWith({ loss: sigmoid }),
      OptionError,
      'fit: loss is the object "sigmoid" without a function value, wanted a loss such as squaredError',
    ],
    [
      "the maker of an optimizer",
      fitWith({ optimizer: sgd }),
      OptionError,
      "fit: optimizer is the function sgd, wanted an optimizer such as sgd(); write sgd(), imported from deltarule",
    ],
    ["half an epoch", fitWith({ epochs: 0.5 }), OptionError, "fit: epochs is 0.5, wanted a whole number from 0"],
    ["fewer than no epochs", fitWith({ epochs: -1 }), OptionError, "fit: epochs is -1, wanted a whole number from 0"],
    [
      "infinite epochs",
      fitWith({ epochs: Infinity }),
      OptionError,
      "fit: epochs is Infinity, wanted a whole number from 0",
    ],
    ["empty batches", fitWith({ batchSize: 0 }), OptionError, "fit: batchSize is 0, wanted a whole number from 1"],
    [
      "a batch size as text",
      fitWith({ batchSize: "4" }),
      OptionError,
      'fit: batchSize is "4", wanted a whole number from 1',
    ],
    ["a shuffle that is a seed", fitWith({ shuffle: 1 }), OptionError, "fit: shuffle is 1, wanted true or false"],
    [
      "one metric without its array",
      fitWith({ metrics: accuracy }),
      OptionError,
      'fit: metrics is the object "accuracy", wanted an array such as [accuracy]',
    ],
    [
      "a metric by name",
      fitWith({ metrics: [rmse, "accuracy"] }),
      OptionError,
      'fit: metrics[1] is "accuracy", wanted a metric such as accuracy; write accuracy, imported from deltarule',
    ],
    [
      "a hole among the metrics",
      fitWith({ metrics: Object.assign(new Array(2), { 0: rmse }) }),
      OptionError,
      "fit: metrics[1] is undefined, wanted a metric such as accuracy",
    ],
    [
      "a metric without a name",
      fitWith({ metrics: [{ compute: () => 1 }] }),
      OptionError,
      "fit: metrics[0] is an object without a name, wanted a metric such as accuracy",
    ],
    [
      "the same metric twice",
      fitWith({ metrics: [rmse, accuracy, rmse] }),
      OptionError,
      "fit: metrics[2] has the name of metrics[0]",
    ],
    [
      "a target loss of NaN",
      fitWith({ targetLoss: Number.NaN }),
      OptionError,
      "fit: targetLoss is NaN, wanted a number",
    ],
    [
      "an onEpoch that is no function",
      fitWith({ onEpoch: "log" }),
      OptionError,
      'fit: onEpoch is "log", wanted a function',
    ],
    ["a signal that is a flag", fitWith({ signal: true }), OptionError, "fit: signal is true, wanted an AbortSignal"],
    [
      "a controller in place of its signal",
      fitWith({ signal: { abort() {} } }),
      OptionError,
      "fit: signal is an object, wanted an AbortSignal",
    ],
    ["a signal that is null", fitWith({ signal: null }), OptionError, "fit: signal is null, wanted an AbortSignal"],
    [
      "everything for validation",
      fitWith({ validation: 1 }),
      OptionError,
      "fit: validation is 1, wanted a number above 0 below 1",
    ],
    [
      "nothing for validation",
      fitWith({ validation: 0 }),
      OptionError,
      "fit: validation is 0, wanted a number above 0 below 1",
    ],
    [
      "validation inputs alone",
      fitWith({ validation: [xs] }),
      OptionError,
      "fit: validation is an array of 1, wanted [inputs, targets], [inputs, targets, weights], a share such as 0.2 or { share: 0.2 }",
    ],
    [
      "validation by name",
      fitWith({ validation: { x: xs, t: ts } }),
      OptionError,
      "fit: validation is an object, wanted [inputs, targets], [inputs, targets, weights], a share such as 0.2 or { share: 0.2 }",
    ],
    [
      "validation inputs that do not fit",
      fitWith({ validation: [ts, ts] }),
      ShapeError,
      "fit: validation: row 0 of the inputs has 1 number, the network takes 2",
    ],
    [
      "fewer validation targets than inputs",
      fitWith({ validation: [xs, [[1]]] }),
      DataError,
      "fit: validation: 4 rows of inputs, but 1 of targets",
    ],
    [
      "a share of one sample",
      () => net().fit([[0, 0]], [[0]], { loss, validation: 0.5 }),
      DataError,
      "fit: validation: one row cannot be split in two",
    ],
  ]);

  test("the error for an unknown option names it, and the known options", () => {
    const { message } = thrownBy(fitWith({ epoch: 3 })) as Error;
    const known = "loss, optimizer, epochs, batchSize, shuffle, validation, metrics, sampleWeights, targetLoss,";
    expect(message.startsWith(`fit: there is no option "epoch"; there are ${known}`)).toBe(true);
    expect(message).toMatch(/, onEpoch(, \w+)*, signal\b/);
  });
});

describe("after an error", () => {
  test("a network keeps its parameters, bit for bit", () => {
    const network = net();
    const before = network.parameters.slice();
    const pass = network.forward(xs);
    const wrong: readonly (() => unknown)[] = [
      () => network.fit([...xs, [Number.NaN, 0]], [...ts, [0]], { loss }),
      () => network.fit(xs, ts, { loss, epochs: -1 }),
      () => network.fit(xs, ts, { loss, sampleWeights: [1, 1, 1, -1] }),
      () => network.fit(xs, ts, { loss, validation: [xs, [[1]]] }),
      () => network.train(xs, [[0]], { loss }),
      () => network.evaluate(xs, ts, { loss: tanh as never }),
      () => network.backward(pass, [[0]], loss),
      () => network.predict([0] as number[]),
      () => network.fit(xs, ts, { loss, optimizer: sgd({ learningRate: (n) => (n === 2 ? -1 : 1) }), batchSize: 1 }),
    ];
    for (const call of wrong) {
      expect(thrownBy(call)).toBeInstanceOf(DeltaruleError);
      expect(network.parameters).toEqual(before);
    }
    expect(network.fit(xs, ts, { loss, epochs: 2 }).epochs).toHaveLength(2);
  });
});

describe("batches, targets and metrics of a training", () => {
  const x = [[0], [1], [2], [3]];
  const t = [[1], [0], [2], [1]];
  const make = () => new Sequential([new Layer(1, 3, tanh), new Layer(3, 1)], { seed: 8 });
  const fitWith = (options: object) => () => make().fit(x, t, { loss: mse, ...options } as TrainOptions);
  const wrong = (call: string, make: () => unknown, sentence: string) =>
    [sentence, make, OptionError, `${call}: ${sentence}`] as const;
  const fits = (options: object, sentence: string) => wrong("fit", fitWith(options), sentence);
  testFailures([
    fits({ batchSize: Infinity }, "batchSize is Infinity, wanted a whole number from 1"),
    fits({ batchSize: null }, "batchSize is null, wanted a whole number from 1"),
    fits({ optimizer: lbfgs(), batchSize: 3 }, "batchSize is 3, but lbfgs needs all 4 samples in each batch"),
    fits(
      { optimizer: levenbergMarquardt(), batchSize: 2, validation: 0.25 },
      "batchSize is 2, but levenbergMarquardt needs all 3 samples in each batch",
    ),
    fits({ targetLoss: "0" }, 'targetLoss is "0", wanted a number'),
    fits({ targetLoss: null }, "targetLoss is null, wanted a number"),
    fits({ metrics: null }, "metrics is null, wanted an array such as [accuracy]"),
    fits({ optimizer: null }, "optimizer is null, wanted an optimizer such as sgd()"),
    fits({ onEpoch: null }, "onEpoch is null, wanted a function"),
    fits(
      { validation: null },
      "validation is null, wanted [inputs, targets], [inputs, targets, weights], a share such as 0.2 or { share: 0.2 }",
    ),
    fits({ validation: Number.NaN }, "validation is NaN, wanted a number above 0 below 1"),
    [
      "levenbergMarquardt on a loss that is not a sum of squares",
      fitWith({ loss: mae, optimizer: levenbergMarquardt() }),
      OptionError,
      "jacobian: mae is not a sum of squares, wanted squaredError or mse",
    ],
    [
      "a metric that gives nothing",
      fitWith({ metrics: [{ name: "none", compute: () => undefined }] }),
      OptionError,
      'metric "none": compute gave undefined, wanted a number',
    ],
    [
      "levenbergMarquardt on a large network",
      () =>
        new Sequential([new Layer(1, 2000), new Layer(2000, 1)]).fit(x, t, {
          loss: mse,
          optimizer: levenbergMarquardt(),
        }),
      OptionError,
      "levenbergMarquardt: 6001 parameters are more than 5000, take lbfgs",
    ],
    [
      "crossEntropy after identity",
      fitWith({ loss: crossEntropy }),
      OptionError,
      "fit: crossEntropy takes outputs that are a distribution over 2 or more classes, but the last layer gives 1 output of identity; end with softmax for one class of several, or with sigmoid and binaryCrossEntropy for several labels or one output",
    ],
  ]);
});
