import { FormatError } from "deltarule";
import { fromBrain } from "deltarule/formats";
import { describe, expect, test } from "vitest";

const second = {
  type: "NeuralNetwork",
  sizes: [2, 1, 2],
  layers: [
    { weights: [], biases: [] },
    { weights: [[2, -3]], biases: [1] },
    { weights: [[1], [-1]], biases: [0, 10] },
  ],
  inputLookup: { light: 1, dark: 0 },
  outputLookup: { up: 0, down: 1 },
  trainOpts: { activation: "leaky-relu", leakyReluAlpha: 0.5 },
};
const first = {
  layers: [
    { light: {}, dark: {} },
    { "0": { bias: 1, weights: { dark: -3, light: 2 } } },
    { up: { bias: 0, weights: { "0": 1 } }, down: { bias: 10, weights: { "0": -1 } } },
  ],
  inputLookup: true,
  outputLookup: true,
  activation: "relu",
};
const refusal = (json: unknown): string => {
  try {
    fromBrain(json);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message).toMatch(/^fromBrain: /);
    return (error as Error).message.slice("fromBrain: ".length);
  }
  return "read";
};
/** The file with another value at one place. */
const withPart = (file: object, path: string, value: unknown): unknown => {
  const copy = structuredClone(file);
  const names = path.split(".");
  const last = names.pop() ?? "";
  let inside = copy as Record<string, unknown>;
  for (const name of names) inside = inside[name] as Record<string, unknown>;
  inside[last] = value;
  return copy;
};

describe("version 2", () => {
  test("has the names of inputs and outputs in the order of their places", () => {
    const { network, inputs, outputs } = fromBrain(second);
    expect([inputs, outputs]).toEqual([
      ["dark", "light"],
      ["up", "down"],
    ]);
    expect(network.dtype).toBe("float64");
    // z = 2·1 − 3·2 + 1 = −3, halved to −1.5; then −1.5, halved, and 11.5.
    expect([...network.predict([1, 2])]).toEqual([-0.75, 11.5]);
  });

  test("without names has none, and without trainOpts is sigmoid", () => {
    const { network, inputs, outputs } = fromBrain({ layers: second.layers, inputLookup: null });
    expect([inputs, outputs]).toEqual([null, null]);
    expect(network.layers.map(({ activation }) => activation.name)).toEqual(["sigmoid", "sigmoid"]);
  });

  test.each([
    ["type", "LSTM", 'type is "LSTM", wanted "NeuralNetwork": other networks of brain.js are not perceptrons'],
    ["layers", {}, "layers is an object, wanted an array"],
    ["layers", [{}], "the number of layers is 1, wanted 2 or more"],
    ["layers.1.weights", [[1], [2, 3]], "the number of layers[1].biases is 1, wanted 2"],
    ["layers.1.weights", [[]], "the number of weights in layers[1].weights[0] is 0, wanted 1 or more"],
    ["layers.1.weights", [], "the number of layers[1].biases is 1, wanted 0"],
    ["layers.1.weights.0.1", null, "layers[1].weights[0][1] is null, wanted a number"],
    ["layers.1.weights.0.1", "2", 'layers[1].weights[0][1] is "2", wanted a number'],
    ["layers.2.weights.0", [1, 2], "the number of layers[2].weights[0] is 2, wanted 1"],
    ["layers.2.biases", [1], "the number of layers[2].biases is 1, wanted 2"],
    ["inputLookup", { a: 0 }, "the number of names in inputLookup is 1, wanted 2"],
    ["inputLookup", { a: 0, b: 0 }, 'inputLookup["b"] is 0, wanted a place below 2 that no other name has'],
    ["inputLookup", { a: 0, b: 2 }, 'inputLookup["b"] is 2'],
    ["trainOpts.activation", "gelu", 'activation is "gelu", wanted "sigmoid", "relu", "leaky-relu" or "tanh"'],
    ["trainOpts.leakyReluAlpha", 2, "trainOpts.leakyReluAlpha is 2, wanted a number from 0 to 1"],
  ])("with %s %j is refused", (path, value, message) => {
    expect(refusal(withPart(second, path, value))).toContain(message);
  });
});

describe("version 1", () => {
  test("finds weights by the names of the layer before", () => {
    const { network, inputs, outputs } = fromBrain(first);
    expect([inputs, outputs]).toEqual([
      ["light", "dark"],
      ["up", "down"],
    ]);
    expect([...network.predict([2, 1])]).toEqual([2, 8]);
  });

  test("computes α max(0, z) for leaky-relu, as brain.js 1 does", () => {
    const { network } = fromBrain({ ...first, activation: "leaky-relu", leakyReluAlpha: 0.5 });
    // z = 2, halved to 1; then 0.5 and 4.5.
    expect([...network.predict([2, 1])]).toEqual([0.5, 4.5]);
    // z = −2, cut off; then 0 and 5.
    expect([...network.predict([0, 1])]).toEqual([0, 5]);
  });

  test("trained on arrays has no names", () => {
    const arrays = {
      layers: [{ "0": {}, "1": {} }, { "0": { bias: 1, weights: { "0": 2, "1": -3 } } }],
      inputLookup: false,
      outputLookup: false,
    };
    expect(fromBrain(arrays)).toMatchObject({ inputs: null, outputs: null });
    expect(fromBrain({ ...arrays, inputLookup: true }).inputs).toEqual(["0", "1"]);
  });

  test.each([
    ["layers.1.0.weights", { light: 2 }, 'the number of layers[1]["0"].weights is 1, wanted 2, the neurons before'],
    ["layers.1.0.weights", { light: 2, other: 1 }, 'layers[1]["0"].weights["dark"] is undefined, wanted a number'],
    ["layers.1.0.bias", null, 'layers[1]["0"].bias is undefined, wanted a number'],
    ["layers.1.0", 5, 'layers[1]["0"] is 5, wanted an object'],
    ["layers.1", {}, "layers[1] is"],
    ["leakyReluAlpha", -1, "leakyReluAlpha is -1, wanted a number from 0"],
  ])("with %s %j is refused", (path, value, message) => {
    expect(refusal(withPart(first, path, value))).toContain(message);
  });

  test("may have names that every object has", () => {
    const odd = JSON.parse(
      '{"layers":[{"__proto__":{},"constructor":{}},{"0":{"bias":0,"weights":{"__proto__":2,"constructor":3}}}]}',
    );
    const { network, inputs } = fromBrain(odd);
    expect(inputs).toEqual(["__proto__", "constructor"]);
    network.predict([1, 1]);
    expect([...network.parameters]).toEqual([2, 3, 0]);
    const missing = JSON.parse('{"layers":[{"constructor":{}},{"0":{"bias":0,"weights":{"x":2}}}]}');
    expect(refusal(missing)).toContain('weights["constructor"] is undefined');
  });
});

test("text and other values are refused", () => {
  expect(refusal("{}")).toContain("read the text with JSON.parse first");
  for (const json of [null, undefined, 5, [], {}]) expect(refusal(json)).toMatch(/wanted an (object|array)/);
});
