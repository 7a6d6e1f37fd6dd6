import {
  adaGrad,
  adam,
  adamW,
  averaged,
  clipNorm,
  clipValue,
  lbfgs,
  levenbergMarquardt,
  nAdam,
  OptionError,
  rAdam,
  rmsProp,
  sgd,
} from "deltarule";
import { describe } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const wrong = (call: string, make: () => unknown, sentence: string) =>
  [sentence, make, OptionError, `${call}: ${sentence}`] as const;

describe("a wrong option of an optimizer", () => {
  const noLr = (known: string) => `there is no option "lr"; there are ${known}`;
  const rates = { sgd, adam, adamW, nAdam, rAdam, rmsProp, adaGrad };
  testFailures(
    Object.entries(rates).flatMap(([name, make]) => [
      wrong(name, () => make({ learningRate: -1 }), "learningRate is -1, wanted a number from 0"),
      wrong(name, () => make({ learningRate: "0.1" as never }), 'learningRate is "0.1", wanted a number from 0'),
      wrong(name, () => make({ weightDecay: -1 }), "weightDecay is -1, wanted a number from 0"),
      wrong(name, () => make(null as never), "the options are null, wanted an object"),
    ]),
  );
  testFailures([
    wrong(
      "sgd",
      () => sgd({ lr: 1 } as never),
      noLr("learningRate, momentum, nesterov, weightDecay, decayBiases; write learningRate"),
    ),
    wrong("sgd", () => sgd({ momentum: 1 }), "momentum is 1, wanted a number from 0 below 1"),
    wrong("sgd", () => sgd({ nesterov: true }), "nesterov needs a momentum above 0"),
    wrong(
      "adam",
      () => adam({ lr: 1 } as never),
      noLr("learningRate, beta1, beta2, epsilon, weightDecay, decayBiases, amsgrad; write learningRate"),
    ),
    wrong("adam", () => adam({ beta1: 1 }), "beta1 is 1, wanted a number from 0 below 1"),
    wrong("adamW", () => adamW({ beta2: -0.1 }), "beta2 is -0.1, wanted a number from 0 below 1"),
    wrong("adamW", () => adamW({ epsilon: -1 }), "epsilon is -1, wanted a number from 0"),
    wrong("rmsProp", () => rmsProp({ alpha: 1 }), "alpha is 1, wanted a number from 0 below 1"),
    wrong(
      "rmsProp",
      () => rmsProp({ lr: 1 } as never),
      noLr("learningRate, alpha, epsilon, weightDecay, decayBiases, momentum, centered; write learningRate"),
    ),
    wrong("adaGrad", () => adaGrad({ epsilon: Number.NaN }), "epsilon is NaN, wanted a number from 0"),
    wrong("rmsProp", () => rmsProp({ momentum: 1 }), "momentum is 1, wanted a number from 0 below 1"),
    wrong("rmsProp", () => rmsProp({ centered: 1 as never }), "centered is 1, wanted true or false"),
    wrong("adam", () => adam({ amsgrad: null as never }), "amsgrad is null, wanted true or false"),
    wrong("nAdam", () => nAdam({ momentumDecay: -1 }), "momentumDecay is -1, wanted a number from 0"),
    wrong("nAdam", () => nAdam({ beta1: 1 }), "beta1 is 1, wanted a number from 0 below 1"),
    wrong("rAdam", () => rAdam({ beta2: 1 }), "beta2 is 1, wanted a number from 0 below 1"),
    wrong("averaged", () => averaged(sgd(), 1), "decay is 1, wanted a number from 0 below 1"),
    wrong("averaged", () => averaged(sgd(), undefined as never), "decay is undefined, wanted a number from 0 below 1"),
    wrong(
      "averaged",
      () => averaged("adam" as never, 0.9),
      'optimizer is "adam", wanted an optimizer such as adam(); write adam(), imported from deltarule',
    ),
    wrong("lbfgs", () => lbfgs({ memory: 0 }), "memory is 0, wanted a whole number from 1"),
    wrong("lbfgs", () => lbfgs({ lr: 1 } as never), noLr("memory, tolerance, maxEvaluations")),
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
      "optimizer is the function adam, wanted an optimizer such as sgd(); write adam(), imported from deltarule",
    ),
    wrong(
      "clipValue",
      () => clipValue(lbfgs(), 1),
      "lbfgs chooses the length of its steps itself; use it without clipValue",
    ),
  ]);
});
