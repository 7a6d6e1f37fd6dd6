import { identity, Layer, matrix, Sequential, sigmoid } from "deltarule";
import { expect, test } from "vitest";

const joined = (layer: Layer) => {
  const net = new Sequential([layer], { seed: 1 });
  return { net, layer };
};

test("a layer tells its sizes and activation, identity unless given", () => {
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

test("without a bias there is none to learn, and z is W·x", () => {
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

test("options that are undefined are options that are not given", () => {
  const { net } = joined(
    new Layer(2, 1, undefined, { bias: undefined, initializer: undefined, weights: undefined, biases: undefined }),
  );
  expect(net.parameters).toHaveLength(3);
  expect(net.parameters).toEqual(joined(new Layer(2, 1)).net.parameters);
});

test("a layer's weights and biases cannot be exchanged, only filled", () => {
  const { net, layer } = joined(new Layer(1, 1));
  expect(() => Object.assign(layer, { weights: matrix(1, 1) })).toThrow(TypeError);
  expect(() => Object.assign(net, { parameters: new Float64Array(2) })).toThrow(TypeError);
});
