import { FormatError, OptionError, type Sequential } from "deltarule";
import { fromTfjs } from "deltarule/formats";
import { describe, expect, test } from "vitest";
import { weightFile } from "../../helpers/weightFile.js";

type Config = Readonly<Record<string, unknown>>;
interface KerasLayer {
  readonly class_name: string;
  readonly config: Config;
}

const layer = (class_name: string, config: Config = {}): KerasLayer => ({ class_name, config });
const dense = (name: string, units: number, config: Config = {}) => layer("Dense", { name, units, ...config });
/** y = 2a − 3b + 1. */
const out = { "out/kernel": [[2], [-3]], "out/bias": [1] };

function model(layers: readonly unknown[], weights: Parameters<typeof weightFile>[0], topology: Config = {}) {
  const { manifest, files } = weightFile(weights);
  return {
    json: { modelTopology: { class_name: "Sequential", config: { layers }, ...topology }, weightsManifest: manifest },
    files,
  };
}

const read = (...given: Parameters<typeof model>): Sequential => {
  const { json, files } = model(...given);
  return fromTfjs(json, files);
};
const refusal = (...given: Parameters<typeof model>): string => {
  try {
    read(...given);
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message).toMatch(/^fromTfjs: /);
    return (error as Error).message.slice("fromTfjs: ".length);
  }
  return "read";
};

describe("layers", () => {
  test("Dense has a kernel of inputs × units, ours is outputs × inputs", () => {
    const net = read([dense("out", 2)], {
      "out/kernel": [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      "out/bias": [10, 20],
    });
    expect([...net.layers[0].weights.data]).toEqual([1, 3, 5, 2, 4, 6]);
    expect([...net.predict([1, 10, 100])]).toEqual([541, 662]);
    expect(net.layers[0].biases).toEqual(Float32Array.of(10, 20));
  });

  test("use_bias: false leaves no biases", () => {
    const net = read([dense("out", 1, { use_bias: false })], { "out/kernel": [[2], [-3]] });
    expect(net.layers[0].biases).toBeNull();
    expect(refusal([dense("out", 1, { use_bias: false })], out)).toBe(
      'the weight "out/bias" is "in the manifest", wanted only the layers\' own',
    );
  });

  test("hardSigmoid has Keras' slope 1/5, not ours of 1/6", () => {
    const net = read([dense("out", 1, { activation: "hard_sigmoid" })], { "out/kernel": [[1]], "out/bias": [0] });
    // clamp(z/5 + 1/2) by hand.
    for (const [z, wanted] of [
      [1, 0.7],
      [-2, 0.1],
      [2.4, 0.98],
      [-2.5, 0],
      [2.6, 1],
      [-9, 0],
    ])
      expect(net.predict([z])[0]).toBeCloseTo(wanted, 6);
  });

  test("a ReLU with a largest value is capped there, in the middle and at the end", () => {
    const weights = { "a/kernel": [[1]], "a/bias": [0], "out/kernel": [[2]], "out/bias": [1] };
    const middle = read([dense("a", 1), layer("ReLU", { max_value: 6 }), dense("out", 1)], weights);
    const end = read([dense("a", 1), dense("out", 1), layer("ReLU", { max_value: 4 })], weights);
    for (const [z, inMiddle, atEnd] of [
      [-1, 1, 0],
      [1, 3, 3],
      [2.5, 6, 4],
      [7, 13, 4],
    ]) {
      expect(middle.predict([z])[0]).toBeCloseTo(inMiddle, 5);
      expect(end.predict([z])[0]).toBeCloseTo(atEnd, 5);
    }
    expect(middle.layers).toHaveLength(2);
    expect(end.layers).toHaveLength(3);
  });

  test("BatchNormalization before, between and after layers is folded", () => {
    const norm = (name: string, config: Config = {}) => layer("BatchNormalization", { name, epsilon: 1, ...config });
    // γ (x − μ) / √(σ² + 1) + β: (x − 1) / 2 · 4 + 5 = 2x + 3.
    const bn = (name: string) => ({
      [`${name}/gamma`]: [4],
      [`${name}/beta`]: [5],
      [`${name}/moving_mean`]: [1],
      [`${name}/moving_variance`]: [3],
    });
    const a = { "a/kernel": [[10]], "a/bias": [1] };
    const shape = { batch_input_shape: [null, 1] };
    expect(read([norm("n", shape), dense("a", 1)], { ...bn("n"), ...a }).predict([7])[0]).toBe(171);
    expect(read([dense("a", 1), norm("n")], { ...a, ...bn("n") }).predict([7])[0]).toBe(145);
    const after = read([dense("a", 1, { activation: "relu" }), norm("n")], { ...a, ...bn("n") });
    expect([7, -7].map((x) => after.predict([x])[0])).toEqual([145, 3]);
    const flat = { "n/moving_mean": [1], "n/moving_variance": [3] };
    expect(read([dense("a", 1), norm("n", { center: false, scale: false })], { ...a, ...flat }).predict([7])[0]).toBe(
      35,
    );
    expect(
      read([norm("n", { ...shape, axis: [1] }), norm("m"), dense("a", 1)], { ...bn("n"), ...bn("m"), ...a }).predict([
        7,
      ])[0],
    ).toBe(371);
    expect(refusal([dense("a", 1), norm("n")], { ...a, ...bn("n"), "n/moving_variance": [-2] })).toContain(
      "variance is",
    );
    expect(refusal([dense("a", 1), norm("n", { axis: 2 })], { ...a, ...bn("n") })).toContain(
      "axis is 2, wanted -1 or 1",
    );
  });

  test("Dropout stays for further training, except after the last layer", () => {
    const weights = { "a/kernel": [[1, 2]], "a/bias": [0, 0], ...out };
    const net = read(
      [dense("a", 2), layer("Dropout", { rate: 0.25 }), dense("out", 1), layer("Dropout", { rate: 0.5 })],
      weights,
    );
    expect(net.layers.map(({ dropout }) => dropout)).toEqual([0.25, 0]);
    expect(net.predict([2])[0]).toBe(-7);
    expect(refusal([dense("out", 1), layer("Dropout", { rate: 1 })], out)).toBe(
      "layers[1] (Dropout)'s rate is 1, wanted a number from 0 below 1",
    );
  });

  test("Flatten and Reshape keep the order; a Dense needs a row", () => {
    const image = { batch_input_shape: [null, 2, 1] };
    expect(read([layer("Flatten", image), dense("out", 1)], out).predict([5, 2])[0]).toBe(5);
    const twice = [layer("Reshape", { batch_input_shape: [null, 2], target_shape: [-1, 1] }), layer("Flatten")];
    expect(read([...twice, dense("out", 1)], out).predict([5, 2])[0]).toBe(5);
    expect(refusal([dense("out", 1, { batch_input_shape: [null, 2, 2] })], out)).toBe(
      'what layers[0] (Dense "out") takes is "[2, 2] of each sample", wanted a row of numbers: a Flatten before it',
    );
    const first = layer("Flatten", { ...image, data_format: "channels_first" });
    expect(refusal([first, dense("out", 1)], out)).toContain('data_format is "channels_first"');
    expect(
      refusal([layer("Reshape", { batch_input_shape: [null, 2], target_shape: [3] }), dense("out", 1)], out),
    ).toContain('target_shape is "[3]", wanted a shape of 2 numbers');
  });

  test("two activations in a row, and one before all layers, are layers that pass on", () => {
    const net = read(
      [
        layer("ReLU", { batch_input_shape: [null, 2] }),
        dense("out", 1, { activation: "relu" }),
        layer("Activation", { activation: "sigmoid" }),
      ],
      out,
    );
    expect(net.predict([-5, -4])[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
    expect(refusal([layer("ReLU"), dense("out", 1)], out)).toContain("on an unknown number of columns");
    expect(refusal([layer("ReLU", { batch_input_shape: [null, 5000] }), dense("out", 1)], out)).toContain(
      "on 5000 columns",
    );
  });

  test.each([
    [
      layer("Conv2D", { name: "c" }),
      /^layers\[0\] \(Conv2D "c"\) is "Conv2D", wanted a layer of a perceptron: Dense, /,
    ],
    [layer("LSTM"), /^layers\[0\] \(LSTM\) is "LSTM"/],
    [layer("PReLU"), /PReLU/],
    [layer("ThresholdedReLU"), /ThresholdedReLU/],
    [layer("LayerNormalization"), /LayerNormalization/],
    [
      layer("ReLU", { negative_slope: 0.1 }),
      /negative_slope is 0.1, wanted 0: TensorFlow.js takes it for 0, Keras does not/,
    ],
    [layer("ReLU", { threshold: 1 }), /threshold is 1/],
    [layer("ReLU", { max_value: 0 }), /max_value is 0, wanted a number above 0/],
    [layer("Softmax", { axis: 2 }), /axis is 2, wanted -1 or 1/],
    [layer("Activation", { activation: "mish" }), /activation is "mish", wanted linear, sigmoid/],
    [layer("Activation", { activation: "exponential" }), /activation is "exponential"/],
    [layer("Activation", { activation: "constructor" }), /activation is "constructor"/],
    [layer("Activation", { activation: { class_name: "x", config: { beta: 2 } } }), /one without a config/],
  ])("%o is refused in a sentence", (other, message) => {
    expect(refusal([other, dense("out", 1)], out)).toMatch(message);
  });

  test("hard_sigmoid of Keras 3 is refused: it has another slope there", () => {
    const hard = [dense("out", 1, { activation: "hard_sigmoid" })];
    expect(refusal(hard, out, { keras_version: "3.4.1" })).toContain("in Keras 3 it has slope 1/6");
    expect(refusal(hard, out, { keras_version: "2.15.0" })).toBe("read");
  });

  test.each([
    ["leaky_relu", -2, -0.4],
    ["leakyRelu", -2, -0.4],
    [{ class_name: "LeakyReLU", config: { alpha: 0.25 } }, -2, -0.5],
    [{ class_name: "function", config: "relu" }, -2, 0],
    [{ class_name: "linear", config: {} }, -2, -2],
    [null, -2, -2],
    ["gelu_new", 1, 0.841192],
    ["swish", 1, 0.731059],
  ])("activation %o of %d is %d", (activation, z, wanted) => {
    const net = read([dense("out", 1, { activation })], { "out/kernel": [[1]], "out/bias": [0] });
    expect(net.predict([z])[0]).toBeCloseTo(wanted, 6);
  });

  test.each([
    [layer("LeakyReLU"), -2, -0.6],
    [layer("LeakyReLU", { negative_slope: 0.5 }), -2, -1],
    [layer("ELU", { alpha: 2 }), -1, 2 * (Math.exp(-1) - 1)],
    [layer("Rescaling", { scale: 3, offset: 1 }), 2, 7],
  ])("%o of %d is %d", (after, z, wanted) => {
    const net = read([dense("out", 1), after], { "out/kernel": [[1]], "out/bias": [0] });
    expect(net.predict([z])[0]).toBeCloseTo(wanted, 6);
  });
});

describe("models", () => {
  const chain = (nodes: readonly unknown[]) => ({
    class_name: "Functional",
    config: {
      layers: [
        { name: "out", class_name: "Dense", config: { name: "out", units: 1 }, inbound_nodes: nodes },
        { name: "in", class_name: "InputLayer", config: { batch_shape: [null, 2] }, inbound_nodes: [] },
      ],
      input_layers: [["in", 0, 0]],
      output_layers: ["out", 0, 0],
    },
  });

  test("functional ones are read in the order of their tensors, of Keras 2 and 3", () => {
    const tensor = { class_name: "__keras_tensor__", config: { keras_history: ["in", 0, 0] } };
    for (const nodes of [[[["in", 0, 0, {}]]], [{ args: [tensor], kwargs: {} }]])
      expect(read([], out, chain(nodes)).predict([5, 2])[0]).toBe(5);
  });

  test.each([
    [
      [
        [
          ["in", 0, 0, {}],
          ["in", 0, 0, {}],
        ],
      ],
      "the number of inputs in layers[0]'s inbound_nodes is 2, wanted 1",
    ],
    [[[["in", 0, 0, {}]], [["in", 0, 0, {}]]], "wanted 1: each layer is called once"],
    [[[["in", 0, 1, {}]]], "output 1 of a layer"],
    [[[["out", 0, 0, {}]]], 'layers is "a circle", wanted a chain of layers'],
    [[[["none", 0, 0, {}]]], 'a layer of layers is "none", wanted the name of one of them'],
    [[], 'the beginning of the chain of layers is "out", wanted "in"'],
  ])("with inbound nodes %j are refused", (nodes, message) => {
    expect(refusal([], out, chain(nodes))).toContain(message);
  });

  test("within models are read, and models of other classes and graph models are not", () => {
    const inner = layer("Sequential", { layers: [dense("out", 1)] });
    expect(read([layer("Sequential", { layers: [inner] })], out).predict([5, 2])[0]).toBe(5);
    expect(refusal([dense("out", 1)], out, { class_name: "Custom" })).toContain('is "Custom", wanted "Sequential"');
    const deep = Array.from({ length: 12 }).reduce<KerasLayer>(
      (inside) => layer("Sequential", { layers: [inside] }),
      inner,
    );
    expect(refusal([deep], out)).toContain("models within models, at most 8");
    expect(() => fromTfjs({ format: "graph-model" }, {})).toThrow("--output_format tfjs_layers_model");
    expect(() => fromTfjs("{}", {})).toThrow("read the text with JSON.parse first");
  });

  test("of Keras before 2.2.3, whose config is the list of layers, are read", () => {
    expect(read([], out, { config: [dense("out", 1)] }).predict([5, 2])[0]).toBe(5);
  });

  test("without a layer of weights are refused", () => {
    expect(refusal([], {})).toContain("wanted a Dense layer before it");
  });
});

describe("weights", () => {
  test("are cut out of the files joined in the order of the manifest", () => {
    const { json, files } = model([dense("out", 1)], out);
    const [[path, bytes]] = Object.entries(files);
    const paths = ["b", "a", "c"];
    const cut = { a: bytes.subarray(3, 9), b: bytes.subarray(0, 3), c: bytes.slice(9).buffer };
    const manifest = [{ ...json.weightsManifest[0], paths }];
    expect(fromTfjs({ ...json, weightsManifest: manifest }, cut).predict([5, 2])[0]).toBe(5);
    const group = json.weightsManifest[0];
    const groups = [
      { paths: ["b", "a"], weights: [group.weights[0]] },
      { paths: ["c"], weights: [group.weights[1]] },
    ];
    expect(fromTfjs({ ...json, weightsManifest: groups }, cut).predict([5, 2])[0]).toBe(5);
    expect(() => fromTfjs({ ...json, weightsManifest: [{ ...group, paths: [path, path] }] }, files)).toThrow(
      "each path once",
    );
  });

  test("that are missing, left over, too short or too long are refused", () => {
    const { json, files } = model([dense("out", 1)], out);
    const [path] = Object.keys(files);
    expect(() => fromTfjs(json, {})).toThrow(
      `the file "${path}" of the weights is undefined, wanted its bytes; there are none`,
    );
    expect(() => fromTfjs(json, { [path]: files[path].subarray(1) })).toThrow(
      'the length of the weight "out/bias" is 4, wanted at most 3, the bytes that are left in the files',
    );
    expect(() => fromTfjs(json, { [path]: new Uint8Array(13) })).toThrow("the end of the last weight is 12, wanted 13");
    expect(() => fromTfjs(json, { [path]: "text" as unknown as Uint8Array })).toThrow(OptionError);
    expect(refusal([dense("out", 1)], { ...out, "x/kernel": [[1]] })).toContain(
      'the weight "x/kernel" is "in the manifest"',
    );
    expect(refusal([dense("other", 1)], out)).toBe(
      'the weight "other/kernel" is undefined, wanted [1, 1] in the manifest',
    );
    expect(refusal([dense("out", 2)], out)).toBe(`the weight "out/kernel"'s shape is "[2, 1]", wanted [2, 2]`);
    expect(refusal([dense("out", 1, { batch_input_shape: [null, 3] })], out)).toContain("wanted [3, 1]");
  });

  test("may have the names of TensorFlow 2.2 and of nested models, if these are of one layer", () => {
    expect(
      read([dense("out", 1)], { "model/out/kernel": [[2], [-3]], "out/cell/bias:0": [1] }).predict([5, 2])[0],
    ).toBe(5);
    expect(refusal([dense("out", 1)], { "a/out/kernel": [[1], [2]], "b/out/kernel": [[1], [2]] })).toContain(
      '"a/out/kernel\\" or \\"b/out/kernel',
    );
  });

  test("that are not finite are refused", () => {
    expect(refusal([dense("out", 1)], { "out/kernel": [[2], [Number.NaN]], "out/bias": [1] })).toContain(
      "wanted a finite number",
    );
  });

  test.each([
    ["uint8", [0, 1, 255], { scale: 0.5, min: -1 }, [-1, -0.5, 126.5]],
    ["uint16", [0, 256, 65535], { scale: 0.5, min: 2 }, [2, 130, 32769.5]],
    ["float16", [0x3c00, 0xc000, 0x0001], {}, [1, -2, 2 ** -24]],
  ])("in %s mean what TensorFlow.js reads", (dtype, numbers, more, wanted) => {
    const bytes = dtype === "uint8" ? Uint8Array.from(numbers) : new Uint8Array(Uint16Array.from(numbers).buffer);
    const weights = [{ name: "out/kernel", shape: [3, 1], dtype: "float32", quantization: { dtype, ...more } }];
    const { json } = model([dense("out", 1, { use_bias: false })], {});
    const net = fromTfjs({ ...json, weightsManifest: [{ paths: ["w"], weights }] }, { w: bytes });
    expect([...net.parameters]).toEqual(wanted);
    const broken = [{ ...weights[0], quantization: { dtype: "int4", ...more } }];
    expect(() => fromTfjs({ ...json, weightsManifest: [{ paths: ["w"], weights: broken }] }, { w: bytes })).toThrow(
      '"int4"',
    );
  });

  test("of int32 are no kernel", () => {
    const { json, files } = model([dense("out", 1)], out);
    const [group] = json.weightsManifest;
    const weights = group.weights.map((entry) => ({ ...entry, dtype: "int32" }));
    expect(() => fromTfjs({ ...json, weightsManifest: [{ ...group, weights }] }, files)).toThrow('dtype is "int32"');
  });
});
