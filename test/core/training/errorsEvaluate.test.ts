import { accuracy, Layer, OptionError, rmse, Sequential, sigmoid, squaredError, tanh } from "deltarule";
import { describe } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const xs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const ts = [[0], [1], [1], [0]];
const loss = squaredError;
const net = () => new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 7 });

describe("evaluate refuses", () => {
  const evaluate = (options: unknown) => () => net().evaluate(xs, ts, options as never);
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
  ]);
});
