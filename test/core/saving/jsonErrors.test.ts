import { type Activation, elu, FormatError, Layer, OptionError, relu, Sequential, sigmoid, tanh } from "deltarule";
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

describe("wrong JSON", () => {
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
      'fromJSON: the JSON is "{\\"format\\":\\"deltarule/network\\",\\"version\\":…", wanted an object; read the text with JSON.parse first',
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
      "an activation that does not exist",
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
      "a user's activation that was not passed",
      () => Sequential.fromJSON(good()),
      FormatError,
      'fromJSON: layers[1].activation is your own "sine": give it in { activations: [sine] }',
    ],
    [
      "a surrogate that has no slope",
      layer({ activation: { name: "surrogate", forward: { name: "tanh" }, backward: { name: "step" } } }),
      FormatError,
      "fromJSON: layers[0]: surrogate: backward is step, which is not differentiable; take one that is, such as sigmoid",
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

  test("the checksum detects another seed", () => {
    expect(changed({ seed: 2 })).toThrow(
      /^fromJSON: checksum is "[0-9a-f]{8}", wanted "[0-9a-f]{8}": the file was changed/,
    );
  });
});

describe("fromJSON refuses", () => {
  const json = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 7 }).toJSON();
  testFailures([
    [
      "an unknown option of fromJSON",
      () => Sequential.fromJSON(json, { activation: [tanh] } as never),
      OptionError,
      'fromJSON: there is no option "activation"; there are activations, engine; did you mean activations?',
    ],
    [
      "one activation without its array",
      () => Sequential.fromJSON(json, { activations: tanh as never }),
      OptionError,
      'fromJSON: activations is the object "tanh", wanted an array of your own activations',
    ],
    [
      "an activation by name",
      () => Sequential.fromJSON(json, { activations: [tanh, "sine"] as never }),
      OptionError,
      'fromJSON: activations[1] is "sine", wanted an activation such as sigmoid',
    ],
    [
      "an engine by name",
      () => Sequential.fromJSON(json, { engine: "wasm" as never }),
      OptionError,
      'Sequential: engine is "wasm", wanted an engine such as reference',
    ],
  ]);
});
