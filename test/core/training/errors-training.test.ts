import {
  adaGrad,
  adam,
  adamW,
  clipNorm,
  clipValue,
  crossEntropy,
  elu,
  huber,
  Layer,
  lbfgs,
  levenbergMarquardt,
  mae,
  mse,
  OptionError,
  rmsProp,
  Sequential,
  sgd,
  type TrainOptions,
  tanh,
} from "deltarule";
import { describe } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const x = [[0], [1], [2], [3]];
const t = [[1], [0], [2], [1]];
const make = () => new Sequential([new Layer(1, 3, tanh), new Layer(3, 1)], { seed: 8 });
const fitWith = (options: object) => () => make().fit(x, t, { loss: mse, ...options } as TrainOptions);
const wrong = (call: string, make: () => unknown, sentence: string) =>
  [sentence, make, OptionError, `${call}: ${sentence}`] as const;
const fits = (options: object, sentence: string) => wrong("fit", fitWith(options), sentence);
const stopping = (earlyStopping: unknown, sentence: string) => fits({ earlyStopping }, sentence);

describe("early stopping", () => {
  testFailures([
    stopping({}, "earlyStopping.patience is undefined, wanted a whole number from 1"),
    stopping({ patience: 0 }, "earlyStopping.patience is 0, wanted a whole number from 1"),
    stopping({ patience: 1.5 }, "earlyStopping.patience is 1.5, wanted a whole number from 1"),
    stopping({ patience: "3" }, 'earlyStopping.patience is "3", wanted a whole number from 1'),
    stopping({ patience: 3, minDelta: -1 }, "earlyStopping.minDelta is -1, wanted a number from 0"),
    stopping({ patience: 3, minDelta: Number.NaN }, "earlyStopping.minDelta is NaN, wanted a number from 0"),
    stopping({ patience: 3, restoreBest: "yes" }, 'earlyStopping.restoreBest is "yes", wanted true or false'),
    stopping(
      { patience: 3, monitor: "loss" },
      'earlyStopping: there is no option "monitor"; there are patience, minDelta, restoreBest',
    ),
    stopping(5, "earlyStopping: the options are 5, wanted an object"),
    stopping(null, "earlyStopping: the options are null, wanted an object"),
    stopping([3], "earlyStopping: the options are an array of 1, wanted an object"),
  ]);
});

describe("batches, targets and metrics of a training", () => {
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
    fits({ validation: null }, "validation is null, wanted [inputs, targets] or a fraction"),
    fits({ validation: Number.NaN }, "validation is NaN, wanted a number above 0 below 1"),
    [
      "levenbergMarquardt on a loss that is no sum of squares",
      fitWith({ loss: mae, optimizer: levenbergMarquardt() }),
      OptionError,
      "jacobian: mae is no sum of squares, wanted squaredError or mse",
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
  ]);
});

describe("optimizers", () => {
  const noLr = (known: string) => `there is no option "lr"; there are ${known}`;
  const rates = { sgd, adam, adamW, rmsProp, adaGrad };
  testFailures(
    Object.entries(rates).flatMap(([name, make]) => [
      wrong(name, () => make({ learningRate: -1 }), "learningRate is -1, wanted a number from 0"),
      wrong(name, () => make({ learningRate: "0.1" as never }), 'learningRate is "0.1", wanted a number from 0'),
      wrong(name, () => make({ weightDecay: -1 }), "weightDecay is -1, wanted a number from 0"),
      wrong(name, () => make(null as never), "the options are null, wanted an object"),
    ]),
  );
  testFailures([
    wrong("sgd", () => sgd({ lr: 1 } as never), noLr("learningRate, momentum, nesterov, weightDecay")),
    wrong("sgd", () => sgd({ momentum: 1 }), "momentum is 1, wanted a number from 0 below 1"),
    wrong("sgd", () => sgd({ nesterov: true }), "nesterov needs a momentum above 0"),
    wrong("adam", () => adam({ lr: 1 } as never), noLr("learningRate, beta1, beta2, epsilon, weightDecay")),
    wrong("adam", () => adam({ beta1: 1 }), "beta1 is 1, wanted a number from 0 below 1"),
    wrong("adamW", () => adamW({ beta2: -0.1 }), "beta2 is -0.1, wanted a number from 0 below 1"),
    wrong("adamW", () => adamW({ epsilon: -1 }), "epsilon is -1, wanted a number from 0"),
    wrong("rmsProp", () => rmsProp({ alpha: 1 }), "alpha is 1, wanted a number from 0 below 1"),
    wrong("rmsProp", () => rmsProp({ lr: 1 } as never), noLr("learningRate, alpha, epsilon, weightDecay")),
    wrong("adaGrad", () => adaGrad({ epsilon: Number.NaN }), "epsilon is NaN, wanted a number from 0"),
    wrong("lbfgs", () => lbfgs({ memory: 0 }), "memory is 0, wanted a whole number from 1"),
    wrong("lbfgs", () => lbfgs({ lr: 1 } as never), noLr("memory")),
    wrong(
      "levenbergMarquardt",
      () => levenbergMarquardt({ damping: 0 }),
      "damping is 0, wanted a number above 0 to 10000000000",
    ),
    wrong("clipNorm", () => clipNorm(sgd(), 0), "max is 0, wanted a number above 0"),
    wrong("clipValue", () => clipValue(sgd(), -1), "max is -1, wanted a number above 0"),
    wrong(
      "clipNorm",
      () => clipNorm(adam as never, 1),
      "optimizer is the function adam, wanted an optimizer such as sgd()",
    ),
    wrong("clipValue", () => clipValue(lbfgs(), 1), "lbfgs chooses the length of its steps itself"),
  ]);
});

describe("makers of activations and losses", () => {
  testFailures([
    wrong("elu", () => elu(Number.NaN), "alpha is NaN, wanted a number"),
    wrong("huber", () => huber(0), "delta is 0, wanted a number above 0"),
    [
      "crossEntropy after identity",
      fitWith({ loss: crossEntropy }),
      OptionError,
      "fit: crossEntropy takes the logarithm of the outputs; end with softmax",
    ],
  ]);
});
