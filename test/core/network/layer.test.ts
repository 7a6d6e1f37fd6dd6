import {
  DataError,
  DeltaruleError,
  identity,
  Layer,
  leakyRelu,
  matrix,
  OptionError,
  Sequential,
  ShapeError,
  sigmoid,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures, thrownBy } from "../../helpers/failures.js";

const joined = (layer: Layer) => {
  const net = new Sequential([layer], { seed: 1 });
  return { net, layer };
};

test("a layer has its sizes and its activation, which is identity by default", () => {
  const layer = new Layer(3, 2);
  expect([layer.inputs, layer.outputs, layer.activation]).toEqual([3, 2, identity]);
  expect(new Layer(1, 1, sigmoid).activation).toBe(sigmoid);
});

test("weights are outputs × inputs: W[j][i] goes from input i to neuron j", () => {
  const { net, layer } = joined(
    new Layer(3, 2, identity, {
      weights: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      biases: [0, 100],
    }),
  );
  expect(layer.weights).toEqual(matrix(2, 3, [1, 2, 3, 4, 5, 6]));
  expect([...net.predict([1, 0, 0])]).toEqual([1, 104]);
  expect([...net.predict([0, 0, 1])]).toEqual([3, 106]);
});

test("weights may be a Matrix, and biases any array of numbers", () => {
  const { net } = joined(new Layer(2, 1, identity, { weights: matrix(1, 2, [3, 4]), biases: Float32Array.of(5) }));
  expect([...net.parameters]).toEqual([3, 4, 5]);
});

test("a layer without a bias has no biases to learn, and z is W·x", () => {
  const { net, layer } = joined(
    new Layer(2, 2, identity, {
      bias: false,
      weights: [
        [1, 2],
        [3, 4],
      ],
    }),
  );
  expect(layer.biases).toBeNull();
  expect(net.parameters).toHaveLength(4);
  expect([...net.predict([1, 1])]).toEqual([3, 7]);
});

test("an option that is undefined has its default", () => {
  const { net } = joined(
    new Layer(2, 1, undefined, { bias: undefined, initializer: undefined, weights: undefined, biases: undefined }),
  );
  expect(net.parameters).toHaveLength(3);
  expect(net.parameters).toEqual(joined(new Layer(2, 1)).net.parameters);
});

test("a layer's weights and biases can be filled but not replaced", () => {
  const { net, layer } = joined(new Layer(1, 1));
  expect(() => Object.assign(layer, { weights: matrix(1, 1) })).toThrow(TypeError);
  expect(() => Object.assign(net, { parameters: new Float64Array(2) })).toThrow(TypeError);
});

describe("a wrong Layer", () => {
  testFailures([
    ["no inputs", () => new Layer(0, 1), OptionError, "Layer: inputs is 0, wanted a whole number from 1"],
    ["half an output", () => new Layer(1, 0.5), OptionError, "Layer: outputs is 0.5, wanted a whole number from 1"],
    [
      "an activation by name",
      () => new Layer(1, 1, "sigmoid" as never),
      OptionError,
      'Layer: activation is "sigmoid", wanted an activation such as sigmoid; write sigmoid, imported from deltarule',
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
      "Layer: activation is the function leakyRelu, wanted an activation such as sigmoid; write leakyRelu(), imported from deltarule",
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
      "Layer: weights exist once the layer is part of a network",
    ],
    [
      "biases before it is part of a network",
      () => new Layer(1, 1).biases,
      DeltaruleError,
      "Layer: biases exist once the layer is part of a network",
    ],
  ]);
});

test("an error for an unknown option names it, and the known options", () => {
  const { message } = thrownBy(() => new Layer(1, 1, sigmoid, { biasses: [1] } as never)) as Error;
  expect(message).toMatch(
    /^Layer: there is no option "biasses"; there are bias, initializer, weights, biases(, \w+)*; did you mean biases\?$/,
  );
});
