import {
  type Activation,
  elu,
  FormatError,
  gelu,
  identity,
  Layer,
  leakyRelu,
  relu,
  Sequential,
  sigmoid,
  softmax,
  step,
  surrogate,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const sine: Activation = { name: "sine", apply: Math.sin, derivative: Math.cos };
const power = (exponent: number): Activation => ({
  name: "power",
  options: { exponent },
  apply: (z) => Math.abs(z) ** exponent,
  derivative: () => 0,
});
const ownRelu: Activation = { ...relu };
const own = [sine, power(2), power(3), ownRelu];
const activations: readonly Activation[] = [
  identity,
  sigmoid,
  tanh,
  relu,
  gelu,
  step,
  softmax,
  leakyRelu(),
  leakyRelu(-0.5),
  leakyRelu(-0),
  elu(),
  elu(1 / 3),
  surrogate(step, sigmoid),
  surrogate(step, leakyRelu(0.2)),
  surrogate(surrogate(step, tanh), elu(2)),
  ...own,
];

const networks = fc
  .record({
    widths: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 }),
    picks: fc.array(fc.nat(activations.length - 1), { minLength: 4, maxLength: 4 }),
    biases: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    dtype: fc.constantFrom("float64" as const, "float32" as const),
    seed: fc.maxSafeNat(),
  })
  .map(({ widths, picks, biases, dtype, seed }) => {
    const layers = widths
      .slice(1)
      .map((width, l) => new Layer(widths[l], width, activations[picks[l]], { bias: biases[l] }));
    return new Sequential(layers, { dtype, seed });
  });

describe("a round trip", () => {
  test("through a text gives the same network, bit for bit, with the same activations", () => {
    fc.assert(
      fc.property(networks, (net) => {
        const back = Sequential.fromJSON(JSON.parse(JSON.stringify(net)), { activations: own });
        expect(back.parameters).toEqual(net.parameters);
        expect([back.dtype, back.seed]).toEqual([net.dtype, net.seed]);
        expect(back.layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual(
          net.layers.map(({ inputs, outputs }) => [inputs, outputs]),
        );
        back.layers.forEach(({ activation, biases }, l) => {
          expect(activation).toBe(net.layers[l].activation);
          expect(biases === null).toBe(net.layers[l].biases === null);
        });
        expect(back.toJSON()).toEqual(net.toJSON());
        const x = Array.from({ length: net.inputs }, (_, i) => Math.sin(i + 1));
        expect(back.predict(x)).toEqual(net.predict(x));
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  test("keeps every bit of odd numbers, in both dtypes", () => {
    for (const [dtype, numbers] of [
      ["float64", [5e-324, -0, 1.7976931348623157e308, 0.1, Math.PI, -1e-310]],
      ["float32", [1.401298464324817e-45, -0, 3.4028234663852886e38, 0.1, Math.PI, -1e-40]],
    ] as const) {
      const net = new Sequential([new Layer(1, 3)], { dtype, seed: 1 });
      net.parameters.set(numbers);
      const { parameters } = Sequential.fromJSON(JSON.parse(JSON.stringify(net)));
      expect(parameters).toEqual(net.parameters);
      expect(Object.is(parameters[1], -0)).toBe(true);
    }
  });

  test("shares nothing with the network", () => {
    const net = new Sequential([new Layer(1, 1)], { seed: 1 });
    const json = net.toJSON();
    const back = Sequential.fromJSON(json);
    back.parameters.fill(9);
    expect(net.toJSON()).toEqual(json);
  });

  test("the format: what is written", () => {
    const net = new Sequential(
      [
        new Layer(1, 1, leakyRelu(0.5), { weights: [[1]], bias: false }),
        new Layer(1, 1, surrogate(step, sine), { weights: [[-2]], biases: [0.5] }),
      ],
      { seed: 7, dtype: "float32" },
    );
    expect(net.toJSON()).toEqual({
      format: "deltarule/network",
      version: 1,
      dtype: "float32",
      seed: 7,
      layers: [
        { inputs: 1, outputs: 1, bias: false, dropout: 0, activation: { name: "leakyRelu", options: { slope: 0.5 } } },
        {
          inputs: 1,
          outputs: 1,
          bias: true,
          dropout: 0,
          activation: { name: "surrogate", forward: { name: "step" }, backward: { name: "sine", custom: true } },
        },
      ],
      // 0000803f, 000000c0, 0000003f: 1, −2 and 0.5, little-endian.
      parameters: Buffer.from("0000803f000000c00000003f", "hex").toString("base64"),
      checksum: net.toJSON().checksum,
    });
    expect(net.toJSON().checksum).toMatch(/^[0-9a-f]{8}$/);
  });
});

describe("JSON that is wrong", () => {
  const good = () =>
    JSON.parse(JSON.stringify(new Sequential([new Layer(1, 2, elu(2)), new Layer(2, 1, sine)], { seed: 1 })));
  const read = (json: unknown) => () => Sequential.fromJSON(json, { activations: own });
  const changed = (change: Record<string, unknown>) => read({ ...good(), ...change });
  const layer = (change: Record<string, unknown>) => {
    const json = good();
    Object.assign(json.layers[0], change);
    return read(json);
  };
  testFailures([
    ["null", read(null), FormatError, "fromJSON: the JSON is null, wanted an object"],
    [
      "a text that was not parsed",
      read(JSON.stringify(good())),
      FormatError,
      'fromJSON: the JSON is "{\\"format\\":\\"deltarule/network\\",\\"version\\":…", wanted an object',
    ],
    ["an array", read([good()]), FormatError, "fromJSON: the JSON is an array of 1, wanted an object"],
    [
      "another format",
      changed({ format: "onnx" }),
      FormatError,
      'fromJSON: format is "onnx", wanted "deltarule/network"',
    ],
    [
      "a later version",
      changed({ version: 2 }),
      FormatError,
      "fromJSON: version is 2, wanted 1, the version this library reads",
    ],
    [
      "a dtype that is missing",
      changed({ dtype: undefined }),
      FormatError,
      'fromJSON: dtype is undefined, wanted "float64" or "float32"',
    ],
    ["a negative seed", changed({ seed: -1 }), FormatError, "fromJSON: seed is -1, wanted a whole number from 0"],
    [
      "no layers",
      changed({ layers: [] }),
      FormatError,
      "fromJSON: layers is an array of 0, wanted an array of at least one layer",
    ],
    [
      "layers by number",
      changed({ layers: { 0: {} } }),
      FormatError,
      "fromJSON: layers is an object, wanted an array of at least one layer",
    ],
    ["a layer that is null", changed({ layers: [null] }), FormatError, "fromJSON: layers[0] is null, wanted an object"],
    [
      "half an input",
      layer({ inputs: 0.5 }),
      FormatError,
      "fromJSON: layers[0]: Layer: inputs is 0.5, wanted a whole number from 1",
    ],
    [
      "no outputs",
      layer({ outputs: 0 }),
      FormatError,
      "fromJSON: layers[0]: Layer: outputs is 0, wanted a whole number from 1",
    ],
    [
      "layers that do not fit",
      layer({ outputs: 3 }),
      FormatError,
      "fromJSON: layers[1].inputs is 2, wanted 3, what the layer before gives",
    ],
    ["a bias of 1", layer({ bias: 1 }), FormatError, "fromJSON: layers[0]: Layer: bias is 1, wanted true or false"],
    [
      "no bias",
      layer({ bias: undefined }),
      FormatError,
      "fromJSON: layers[0]: Layer: bias is null, wanted true or false",
    ],
    [
      "no dropout",
      layer({ dropout: undefined }),
      FormatError,
      "fromJSON: layers[0]: Layer: dropout is null, wanted a number from 0 below 1",
    ],
    [
      "no activation",
      layer({ activation: undefined }),
      FormatError,
      "fromJSON: layers[0].activation is undefined, wanted an object with a name",
    ],
    [
      "a name that is a number",
      layer({ activation: { name: 3 } }),
      FormatError,
      "fromJSON: layers[0].activation.name is 3, wanted a string",
    ],
    [
      "an activation that there is not",
      layer({ activation: { name: "swishy" } }),
      FormatError,
      'fromJSON: layers[0].activation is "swishy", which the library does not have',
    ],
    [
      "an activation by a name of every object",
      layer({ activation: { name: "constructor" } }),
      FormatError,
      'fromJSON: layers[0].activation is "constructor", which the library does not have',
    ],
    [
      "an alpha in words",
      layer({ activation: { name: "elu", options: { alpha: "2" } } }),
      FormatError,
      'fromJSON: layers[0].activation is "elu" with alpha "2", which the library does not have',
    ],
    [
      "options in an array",
      layer({ activation: { name: "elu", options: [2] } }),
      FormatError,
      "fromJSON: layers[0].activation.options is an array of 1, wanted an object",
    ],
    [
      "an activation of one's own that was not given",
      () => Sequential.fromJSON(good()),
      FormatError,
      'fromJSON: layers[1].activation is your own "sine": give it in { activations: [sine] }',
    ],
    [
      "a surrogate that has no slope",
      layer({ activation: { name: "surrogate", forward: { name: "tanh" }, backward: { name: "step" } } }),
      FormatError,
      "fromJSON: layers[0]: surrogate: backward is step, which has no slope to lend",
    ],
    [
      "half a surrogate",
      layer({ activation: { name: "surrogate", forward: { name: "step" } } }),
      FormatError,
      "fromJSON: layers[0].activation.backward is undefined, wanted an object with a name",
    ],
    [
      "parameters in an array",
      changed({ parameters: [1, 2] }),
      FormatError,
      "fromJSON: parameters is an array of 2, wanted the 7 numbers of these layers, float64, in base64",
    ],
    [
      "parameters that are no base64",
      changed({ parameters: "?".repeat(76) }),
      FormatError,
      `fromJSON: parameters is "${"?".repeat(40)}…", wanted the 7 numbers of these layers, float64, in base64`,
    ],
    [
      "too few parameters",
      changed({ parameters: "AAAA" }),
      FormatError,
      'fromJSON: parameters is "AAAA", wanted the 7 numbers of these layers, float64, in base64',
    ],
    [
      "a checksum that is not its own",
      changed({ checksum: "00000000" }),
      FormatError,
      `fromJSON: checksum is "00000000", wanted "${good().checksum}": the file was changed after it was written`,
    ],
  ]);

  test("another seed is noticed by the checksum", () => {
    expect(changed({ seed: 2 })).toThrow(
      /^fromJSON: checksum is "[0-9a-f]{8}", wanted "[0-9a-f]{8}": the file was changed/,
    );
  });
});
