import {
  huber,
  Layer,
  matrix,
  NotDifferentiableError,
  OptionError,
  Sequential,
  ShapeError,
  sigmoid,
  squaredError,
  step,
  tanh,
} from "deltarule";
import { describe } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const loss = squaredError;
const net = () => new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 7 });

describe("a wrong call of backward", () => {
  const pass = net().forward([[0, 1]]);
  const stepping = () => new Sequential([new Layer(1, 1, tanh), new Layer(1, 1, step)], { seed: 1 });
  const noSlope = "layer 1's step is not differentiable; take surrogate(step, sigmoid)";
  const mixed = { ...pass, layers: [pass.layers[0], { z: matrix(1, 1), a: matrix(2, 1) }] };
  testFailures([
    [
      "an unknown option",
      () => net().backward(pass, [[1]], loss, { weights: [1] } as never),
      OptionError,
      'backward: there is no option "weights"; there are sampleWeights, regularization',
    ],
    [
      "a loss by name",
      () => net().backward(pass, [[1]], "mse" as never),
      OptionError,
      'backward: loss is "mse", wanted a loss such as squaredError; write mse, imported from deltarule',
    ],
    [
      "the maker of a loss",
      () => net().backward(pass, [[1]], huber as never),
      OptionError,
      "backward: loss is the function huber, wanted a loss such as squaredError; write huber(), imported from deltarule",
    ],
    [
      "a forward pass of another network",
      () => net().backward(new Sequential([new Layer(2, 2), new Layer(2, 1)]).forward([0, 1]), [1], loss),
      ShapeError,
      "backward: the forward pass is of a 2-2-1 network, this one is 2-3-1",
    ],
    [
      "samples in place of a forward pass",
      () => net().backward([[0, 1]] as never, [[1]], loss),
      OptionError,
      "backward: the forward pass is an array of 1, wanted what forward returned",
    ],
    [
      "a forward pass with a part missing",
      () => net().backward({ ...pass, layers: [null, { z: pass.layers[1].z }] } as never, [[1]], loss),
      OptionError,
      "backward: the forward pass is an object, wanted what forward returned",
    ],
    [
      "a forward pass of parts from different passes",
      () => net().backward(mixed, [[1]], loss),
      ShapeError,
      "backward: the forward pass is an object, wanted what forward returned",
    ],
    [
      "step",
      () => stepping().backward(stepping().forward([1]), [1], loss),
      NotDifferentiableError,
      `backward: ${noSlope}`,
    ],
    ["step in fit", () => stepping().fit([[1]], [[1]], { loss }), NotDifferentiableError, `fit: ${noSlope}`],
    ["step in train", () => stepping().train([[1]], [[1]], { loss }), NotDifferentiableError, `train: ${noSlope}`],
  ]);
});
