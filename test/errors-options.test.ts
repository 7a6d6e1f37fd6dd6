import {
  accuracy,
  DataError,
  DeltaruleError,
  Layer,
  OptionError,
  oneHot,
  rmse,
  Sequential,
  ShapeError,
  sgd,
  sigmoid,
  split,
  squaredError,
  standardize,
  type TrainOptions,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures, thrownBy } from "./helpers/failures.js";

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
      "fit: optimizer is the function sgd, wanted an optimizer such as sgd()",
    ],
    ["half an epoch", fitWith({ epochs: 0.5 }), OptionError, "fit: epochs is 0.5, wanted a whole number from 0"],
    ["fewer than no epochs", fitWith({ epochs: -1 }), OptionError, "fit: epochs is -1, wanted a whole number from 0"],
    [
      "epochs without end",
      fitWith({ epochs: Infinity }),
      OptionError,
      "fit: epochs is Infinity, wanted a whole number from 0",
    ],
    ["empty batches", fitWith({ batchSize: 0 }), OptionError, "fit: batchSize is 0, wanted a whole number from 1"],
    [
      "a batch size in words",
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
      'fit: metrics[1] is "accuracy", wanted a metric such as accuracy',
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
      'fit: metrics[2] has the name of metrics[0], "rmse"',
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
      "fit: validation is an array of 1, wanted [inputs, targets] or a fraction",
    ],
    [
      "validation by name",
      fitWith({ validation: { x: xs, t: ts } }),
      OptionError,
      "fit: validation is an object, wanted [inputs, targets] or a fraction",
    ],
    [
      "validation inputs that do not fit",
      fitWith({ validation: [ts, ts] }),
      ShapeError,
      "fit: validation: row 0 of the inputs has 1 number, the network takes 2",
    ],
    [
      "validation targets that do not count up",
      fitWith({ validation: [xs, [[1]]] }),
      DataError,
      "fit: validation: 4 rows of inputs, but 1 of targets",
    ],
    [
      "a share of one sample",
      () => net().fit([[0, 0]], [[0]], { loss, validation: 0.5 }),
      DataError,
      "fit: there is one row, which cannot be split in two",
    ],
  ]);

  test("an unknown option is named, with the ones there are", () => {
    const { message } = thrownBy(fitWith({ epoch: 3 })) as Error;
    const known = "loss, optimizer, epochs, batchSize, shuffle, validation, metrics, sampleWeights, targetLoss,";
    expect(message.startsWith(`fit: there is no option "epoch"; there are ${known}`)).toBe(true);
    expect(message).toMatch(/, onEpoch(, \w+)*, signal\b/);
  });
});

describe("evaluate and fromJSON", () => {
  const evaluate = (options: unknown) => () => net().evaluate(xs, ts, options as never);
  const json = net().toJSON();
  testFailures([
    ["options that are null", evaluate(null), OptionError, "evaluate: the options are null, wanted an object"],
    [
      "an unknown option",
      evaluate({ loss, metric: accuracy }),
      OptionError,
      'evaluate: there is no option "metric"; there are loss, metrics, sampleWeights',
    ],
    ["no loss", evaluate({}), OptionError, "evaluate: loss is undefined, wanted a loss such as squaredError"],
    [
      "one metric without its array",
      evaluate({ loss, metrics: rmse }),
      OptionError,
      'evaluate: metrics is the object "rmse", wanted an array such as [accuracy]',
    ],
    [
      "an unknown option of fromJSON",
      () => Sequential.fromJSON(json, { activation: [tanh] } as never),
      OptionError,
      'fromJSON: there is no option "activation"; there are activations, engine',
    ],
    [
      "one activation without its array",
      () => Sequential.fromJSON(json, { activations: tanh as never }),
      OptionError,
      'fromJSON: activations is the object "tanh", wanted an array of your own activations',
    ],
    [
      "an activation by name",
      () => Sequential.fromJSON(json, { activations: [tanh, "sine"] as never }),
      OptionError,
      'fromJSON: activations[1] is "sine", wanted an activation such as sigmoid',
    ],
    [
      "an engine by name",
      () => Sequential.fromJSON(json, { engine: "wasm" as never }),
      OptionError,
      'Sequential: engine is "wasm", wanted an engine such as reference',
    ],
  ]);
});

describe("sgd", () => {
  const step = (learningRate: unknown) => () => {
    const optimizer = sgd({ learningRate: learningRate as number });
    optimizer.step(new Float64Array(1), new Float64Array(1), optimizer.initialize(1));
  };
  testFailures([
    [
      "an unknown option",
      () => sgd({ lr: 1 } as never),
      OptionError,
      'sgd: there is no option "lr"; there are learningRate, momentum, nesterov, weightDecay',
    ],
    [
      "a number in place of the options",
      () => sgd(0.1 as never),
      OptionError,
      "sgd: the options are 0.1, wanted an object",
    ],
    [
      "a negative rate",
      () => sgd({ learningRate: -1 }),
      OptionError,
      "sgd: learningRate is -1, wanted a number from 0",
    ],
    [
      "a rate in words",
      () => sgd({ learningRate: "0.1" as never }),
      OptionError,
      'sgd: learningRate is "0.1", wanted a number from 0',
    ],
    ["a momentum of 1", () => sgd({ momentum: 1 }), OptionError, "sgd: momentum is 1, wanted a number from 0 below 1"],
    ["a nesterov of 1", () => sgd({ nesterov: 1 as never }), OptionError, "sgd: nesterov is 1, wanted true or false"],
    ["nesterov without momentum", () => sgd({ nesterov: true }), OptionError, "sgd: nesterov needs a momentum above 0"],
    [
      "a negative decay",
      () => sgd({ weightDecay: -0.1 }),
      OptionError,
      "sgd: weightDecay is -0.1, wanted a number from 0",
    ],
    [
      "a schedule that gives NaN",
      step(() => Number.NaN),
      OptionError,
      "sgd: the schedule gave NaN at step 0, wanted a number from 0",
    ],
    [
      "a schedule that gives nothing",
      step(() => undefined),
      OptionError,
      "sgd: the schedule gave undefined at step 0, wanted a number from 0",
    ],
  ]);
});

describe("split, standardize and oneHot", () => {
  testFailures([
    [
      "an unknown option",
      () => split(xs, ts, { ratio: 0.5 } as never),
      OptionError,
      'split: there is no option "ratio"; there are fraction, seed, stratify',
    ],
    [
      "options that are null",
      () => split(xs, ts, null as never),
      OptionError,
      "split: the options are null, wanted an object",
    ],
    [
      "all for the test",
      () => split(xs, ts, { fraction: 1 }),
      OptionError,
      "split: fraction is 1, wanted a number above 0 below 1",
    ],
    [
      "half a seed",
      () => split(xs, ts, { seed: 0.5 }),
      OptionError,
      "split: seed is 0.5, wanted a whole number from 0 to 9007199254740991",
    ],
    [
      "strata by column",
      () => split(xs, ts, { stratify: 0 as never }),
      OptionError,
      "split: stratify is 0, wanted true or false",
    ],
    ["counts that differ", () => split(xs, [[1]]), DataError, "split: 4 rows of inputs, but 1 of targets"],
    ["one row", () => split([[1]], [[1]]), DataError, "split: there is one row, which cannot be split in two"],
    [
      "NaN among the data",
      () => standardize([[1], [Number.NaN]]),
      DataError,
      "standardize: row 1, column 0 of the inputs is NaN, wanted a finite number",
    ],
    [
      "rows of another width for a scaler",
      () => standardize(xs).transform(ts),
      ShapeError,
      "standardize.transform: row 0 of the inputs has 1 number, the scaler takes 2",
    ],
    [
      "rows of another width back",
      () => standardize(xs).inverse(ts),
      ShapeError,
      "standardize.inverse: row 0 of the inputs has 1 number, the scaler takes 2",
    ],
    ["no classes", () => oneHot([]), DataError, "oneHot: there are no classes"],
    [
      "classes that are null",
      () => oneHot(null as never),
      OptionError,
      "oneHot: the classes are null, wanted an array of numbers",
    ],
    ["a class and a half", () => oneHot([0, 1.5]), DataError, "oneHot: class 1 is 1.5, wanted a whole number from 0"],
    [
      "a class past the count",
      () => oneHot([0, 3], 3),
      DataError,
      "oneHot: class 1 is 3, wanted a whole number from 0 to 2",
    ],
    [
      "a class by name",
      () => oneHot(["cat"] as never),
      DataError,
      'oneHot: class 0 is "cat", wanted a whole number from 0',
    ],
    ["a count of 0", () => oneHot([0], 0), OptionError, "oneHot: count is 0, wanted a whole number from 1"],
  ]);
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
