import {
  accuracy,
  DataError,
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
  tanh,
} from "deltarule";
import { describe } from "vitest";
import { testFailures } from "../helpers/failures.js";

const xs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const ts = [[0], [1], [1], [0]];
const loss = squaredError;
const net = () => new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 7 });

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
    ["one row", () => split([[1]], [[1]]), DataError, "split: one row cannot be split in two"],
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
