import {
  DataError,
  DeltaruleError,
  elu,
  FormatError,
  huber,
  Layer,
  leakyRelu,
  matrix,
  NotDifferentiableError,
  OptionError,
  ShapeError,
  sigmoid,
  softmax,
  step,
  surrogate,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures, thrownBy } from "../../helpers/failures.js";

describe("Layer", () => {
  testFailures([
    ["no inputs", () => new Layer(0, 1), OptionError, "Layer: inputs is 0, wanted a whole number from 1"],
    ["half an output", () => new Layer(1, 0.5), OptionError, "Layer: outputs is 0.5, wanted a whole number from 1"],
    [
      "an activation by name",
      () => new Layer(1, 1, "sigmoid" as never),
      OptionError,
      'Layer: activation is "sigmoid", wanted an activation such as sigmoid',
    ],
    [
      "an activation that is null",
      () => new Layer(1, 1, null as never),
      OptionError,
      "Layer: activation is null, wanted an activation such as sigmoid",
    ],
    [
      "the maker of an activation",
      () => new Layer(1, 1, leakyRelu as never),
      OptionError,
      "Layer: activation is the function leakyRelu, wanted an activation such as sigmoid",
    ],
    [
      "half an activation",
      () => new Layer(1, 1, { name: "cube", apply: (z: number) => z ** 3 } as never),
      OptionError,
      'Layer: activation is the object "cube" without a function derivative, wanted an activation such as sigmoid',
    ],
    [
      "half a row-wise activation",
      () => new Layer(1, 1, { name: "rows", applyRow: () => {} } as never),
      OptionError,
      'Layer: activation is the object "rows" without a function backwardRow, wanted an activation such as sigmoid',
    ],
    [
      "an activation without a name",
      () => new Layer(1, 1, { apply: () => 0, derivative: () => 0 } as never),
      OptionError,
      "Layer: activation is an object without a name, wanted an activation such as sigmoid",
    ],
    [
      "options that are null",
      () => new Layer(1, 1, sigmoid, null as never),
      OptionError,
      "Layer: the options are null, wanted an object",
    ],
    [
      "a bias that is a number",
      () => new Layer(1, 1, sigmoid, { bias: 1 as never }),
      OptionError,
      "Layer: bias is 1, wanted true or false",
    ],
    [
      "an initializer by name",
      () => new Layer(1, 1, sigmoid, { initializer: "he" as never }),
      OptionError,
      'Layer: initializer is "he", wanted a function such as glorot',
    ],
    [
      "biases without a bias",
      () => new Layer(1, 1, sigmoid, { bias: false, biases: [1] }),
      OptionError,
      "Layer: biases are given, but bias is false",
    ],
    [
      "too few rows of weights",
      () => new Layer(2, 3, sigmoid, { weights: [[1, 2]] }),
      ShapeError,
      "Layer: the weights have 1 row, the layer gives 3",
    ],
    [
      "transposed weights",
      () => new Layer(2, 3, sigmoid, { weights: matrix(2, 3) }),
      ShapeError,
      "Layer: the weights have 3 columns, the layer takes 2",
    ],
    [
      "flat weights",
      () => new Layer(2, 2, sigmoid, { weights: [1, 2, 3, 4] as never }),
      DataError,
      "Layer: row 0 of the weights is 1, wanted a row of numbers; give 2 rows of 2",
    ],
    [
      "too many biases",
      () => new Layer(1, 1, sigmoid, { biases: [1, 2] }),
      ShapeError,
      "Layer: the biases have 2 numbers, the layer gives 1",
    ],
    [
      "biases that are null",
      () => new Layer(1, 1, sigmoid, { biases: null as never }),
      DataError,
      "Layer: the biases are null, wanted an array of numbers",
    ],
    [
      "a bias that is NaN",
      () => new Layer(1, 2, sigmoid, { biases: [0, Number.NaN] }),
      DataError,
      "Layer: number 1 of the biases is NaN, wanted a finite number",
    ],
    [
      "weights before it is part of a network",
      () => new Layer(1, 1).weights,
      DeltaruleError,
      "Layer: weights are there once it is part of a network",
    ],
    [
      "biases before it is part of a network",
      () => new Layer(1, 1).biases,
      DeltaruleError,
      "Layer: biases are there once it is part of a network",
    ],
  ]);
});

test("an unknown option of Layer is named, with the ones there are", () => {
  const { message } = thrownBy(() => new Layer(1, 1, sigmoid, { biasses: [1] } as never)) as Error;
  expect(message).toMatch(
    /^Layer: there is no option "biasses"; there are bias, initializer, weights, biases(, \w+)*$/,
  );
});

describe("makers of activations and losses, and matrix", () => {
  testFailures([
    ["a slope that is NaN", () => leakyRelu(Number.NaN), OptionError, "leakyRelu: slope is NaN, wanted a number"],
    ["an alpha that is null", () => elu(null as never), OptionError, "elu: alpha is null, wanted a number"],
    ["a delta of 0", () => huber(0), OptionError, "huber: delta is 0, wanted a number above 0"],
    [
      "a surrogate of softmax",
      () => surrogate(softmax as never, sigmoid),
      OptionError,
      'surrogate: forward is the object "softmax", wanted an elementwise activation such as sigmoid',
    ],
    [
      "a surrogate by null",
      () => surrogate(step, null as never),
      OptionError,
      "surrogate: backward is null, wanted an elementwise activation such as sigmoid",
    ],
    [
      "a surrogate that has no slope",
      () => surrogate(sigmoid, step),
      OptionError,
      "surrogate: backward is step, which has no slope to lend",
    ],
    ["a matrix of half a row", () => matrix(0.5, 2), ShapeError, "matrix: sizes are whole numbers from 0, not 0.5 × 2"],
    [
      "a matrix with too little data",
      () => matrix(2, 2, [1, 2, 3]),
      ShapeError,
      "matrix: 2 × 2 needs 4 numbers, the data has 3",
    ],
    [
      "a matrix of numerals",
      () => matrix(1, 2, [1, "2"] as never),
      DataError,
      'matrix: number 1 of the data is "2", wanted a number',
    ],
    [
      "a matrix of null",
      () => matrix(1, 1, null as never),
      DataError,
      "matrix: the data is null, wanted an array of numbers",
    ],
  ]);

  test("every error is a DeltaruleError and says its own name", () => {
    const kinds = [ShapeError, DataError, OptionError, NotDifferentiableError, FormatError];
    for (const kind of kinds) {
      expect(new kind("x")).toBeInstanceOf(DeltaruleError);
      expect(String(new kind("x"))).toBe(`${kind.name}: x`);
    }
  });
});
