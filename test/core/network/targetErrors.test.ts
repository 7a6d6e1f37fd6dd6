import {
  binaryCrossEntropy,
  crossEntropy,
  DataError,
  hinge,
  Layer,
  OptionError,
  Sequential,
  sigmoid,
  softmax,
  squaredError,
  tanh,
} from "deltarule";
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
const two = () => new Sequential([new Layer(2, 2, softmax)], { seed: 7 });

describe("targets that the loss does not accept", () => {
  testFailures([
    [
      "flat targets",
      () => net().fit(xs, [0, 1, 1, 0] as never, { loss }),
      DataError,
      "fit: row 0 of the targets is 0, wanted a row of numbers; give 4 rows of 1: [[0], …]",
    ],
    [
      "flat typed targets",
      () => net().fit(xs, Float64Array.of(0, 1, 1, 0) as never, { loss }),
      DataError,
      "fit: the targets are a Float64Array, wanted rows of numbers or a Matrix; give 4 rows of 1: [[0], …]",
    ],
    [
      "flat inputs",
      () => net().fit([0, 0, 0, 1] as never, ts.slice(2), { loss }),
      DataError,
      "fit: row 0 of the inputs is 0, wanted a row of numbers; give 2 rows of 2",
    ],
    [
      "one flat target",
      () => net().fit([[0, 1]], [1] as never, { loss }),
      DataError,
      "fit: row 0 of the targets is 1, wanted a row of numbers; give 1 row of 1: [[1]]",
    ],
    [
      "a probability above 1",
      () => net().fit(xs, [[0], [1], [1.5], [0]], { loss: binaryCrossEntropy }),
      DataError,
      "fit: row 2, column 0 of the targets is 1.5, binaryCrossEntropy takes targets from 0 to 1",
    ],
    [
      "a probability below 0",
      () => two().evaluate([[0, 0]], [[1, -1]], { loss: crossEntropy }),
      DataError,
      "evaluate: row 0, column 1 of the targets is -1, crossEntropy takes targets from 0 to 1",
    ],
    [
      "a class 0 for hinge",
      () => new Sequential([new Layer(2, 1, tanh)]).fit(xs, ts, { loss: hinge }),
      DataError,
      "fit: row 0, column 0 of the targets is 0, hinge takes targets -1 or 1",
    ],
    [
      "crossEntropy after identity",
      () => new Sequential([new Layer(2, 2)]).fit(xs, xs, { loss: crossEntropy }),
      OptionError,
      "fit: crossEntropy takes outputs that are a distribution over 2 or more classes, but the last layer gives 2 outputs of identity; end with softmax for one class of several, or with sigmoid and binaryCrossEntropy for several labels or one output",
    ],
    [
      "binaryCrossEntropy after identity",
      () => new Sequential([new Layer(2, 2)]).evaluate(xs, xs, { loss: binaryCrossEntropy }),
      OptionError,
      "evaluate: binaryCrossEntropy takes outputs from 0 to 1, but the last layer gives 2 outputs of identity; end with sigmoid",
    ],
  ]);
});
