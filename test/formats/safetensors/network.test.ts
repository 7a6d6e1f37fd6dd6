import {
  type Activation,
  FormatError,
  Layer,
  minMax,
  OptionError,
  Pipeline,
  relu,
  Sequential,
  ShapeError,
  sigmoid,
  standardize,
  tanh,
} from "deltarule";
import { fromSafetensors, toSafetensors } from "deltarule/formats";
import { describe, expect, test } from "vitest";
import { activations } from "../../helpers/exported.js";

const header = (bytes: Uint8Array): Record<string, { dtype: string; shape: number[]; data_offsets: number[] }> => {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
};
const net = (dtype: "float64" | "float32" = "float32"): Sequential<readonly Layer[]> =>
  new Sequential(
    [new Layer(2, 3, tanh, { dropout: 0.5 }), new Layer(3, 4), new Layer(4, 1, sigmoid, { bias: false })] as Layer[],
    { seed: 5, dtype },
  );

describe("toSafetensors", () => {
  test("names tensors as nn.Sequential(Linear, Tanh, Dropout, Linear, Linear, Sigmoid) does", () => {
    const { __metadata__, ...tensors } = header(toSafetensors(net()));
    expect(
      Object.fromEntries(Object.entries(tensors).map(([name, { dtype, shape }]) => [name, [dtype, ...shape]])),
    ).toEqual({
      "0.weight": ["F32", 3, 2],
      "0.bias": ["F32", 3],
      "3.weight": ["F32", 4, 3],
      "3.bias": ["F32", 4],
      "4.weight": ["F32", 1, 4],
    });
    expect(__metadata__).toMatchObject({ format: "pt" });
    expect(Object.keys(tensors)).toEqual(["0.bias", "0.weight", "3.bias", "3.weight", "4.weight"]);
  });

  test("ends the header at a multiple of 8, where the numbers begin", () => {
    const bytes = toSafetensors(net());
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const first = new DataView(bytes.buffer).getFloat32(8 + length, true);
    expect(first).toBe(net().layers[0].biases?.[0]);
  });

  test.each(["float64", "float32"] as const)("is read back as the same network: %s", (dtype) => {
    for (const { it } of activations) {
      const made = new Sequential([new Layer(2, 3, it, { dropout: 0.25 }), new Layer(3, 2, it)] as Layer[], {
        seed: 9,
        dtype,
      });
      const back = fromSafetensors(toSafetensors(made)) as Sequential;
      expect(back.toJSON()).toEqual(made.toJSON());
    }
  });

  test("writes a pipeline, which is read back with its scalers", () => {
    const rows = [
      [1, 5],
      [2, 9],
      [4, 2],
    ];
    const pipeline = new Pipeline({ network: net(), inputs: standardize(rows), outputs: minMax([[3], [8]]) });
    const back = fromSafetensors(toSafetensors(pipeline));
    expect(back).toBeInstanceOf(Pipeline);
    expect(back.toJSON()).toEqual(pipeline.toJSON());
    expect(back.predict([1, 5])).toEqual(pipeline.predict([1, 5]));
  });

  test("refuses a model that it cannot write", () => {
    const wide = standardize([
      [1, 2, 3],
      [4, 5, 7],
    ]);
    expect(() => toSafetensors(new Pipeline({ network: net(), inputs: wide }))).toThrow(
      new ShapeError("toSafetensors: the scaler of the inputs has 3 columns, the network's are 2"),
    );
    expect(() => toSafetensors({} as Sequential)).toThrow(
      new OptionError("toSafetensors: the model is an object, wanted a Sequential or a Pipeline"),
    );
    const own = {
      ...standardize([
        [1, 2],
        [4, 5],
      ]),
      toJSON: () => ({ name: "mine" }),
    };
    expect(() => toSafetensors(new Pipeline({ network: net(), inputs: own }))).toThrow(
      'toSafetensors: the scaler of the inputs is "mine", wanted "standardize" or "minMax"',
    );
  });
});

describe("fromSafetensors", () => {
  test("reads from any byte offset, and from a Buffer of Node's pool", () => {
    const bytes = toSafetensors(net());
    for (let shift = 0; shift < 9; shift++) {
      const moved = new Uint8Array(bytes.length + shift + 3).subarray(shift, shift + bytes.length);
      moved.set(bytes);
      expect(fromSafetensors(moved).toJSON()).toEqual(net().toJSON());
    }
    const pooled = Buffer.concat([Buffer.from([1]), bytes]).subarray(1);
    expect(fromSafetensors(pooled).toJSON()).toEqual(net().toJSON());
  });

  test("finds your own activations by name", () => {
    const sine: Activation = { name: "sine", apply: Math.sin, derivative: Math.cos };
    const bytes = toSafetensors(new Sequential([new Layer(1, 2, sine)], { seed: 1 }));
    const back = fromSafetensors(bytes, { activations: [sine] }) as Sequential;
    expect(back.layers[0].activation).toBe(sine);
    expect(() => fromSafetensors(bytes)).toThrow(
      'fromSafetensors: layers[0].activation is your own "sine": give it in { activations: [sine] }',
    );
  });

  test("takes layers instead of the architecture, and leaves them free after an error", () => {
    const bytes = toSafetensors(new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 1 }));
    const layers = [new Layer(2, 3, relu), new Layer(3, 1)];
    expect(() => fromSafetensors(bytes.subarray(0, bytes.length - 1), { layers })).toThrow(FormatError);
    expect(fromSafetensors(bytes, { layers }).layers).toEqual(layers);
    expect(() => fromSafetensors(bytes, { layers: [new Layer(2, 4), new Layer(4, 1)] })).toThrow(
      `fromSafetensors: tensor "0.weight"'s shape is "[3, 2]", wanted [4, 2], what the layer has`,
    );
  });

  test("takes names in order where the file does not show it", () => {
    const bytes = toSafetensors(new Sequential([new Layer(2, 2, tanh), new Layer(2, 2)], { seed: 1 }));
    const text = Buffer.from(bytes)
      .toString("latin1")
      .replace('"0.weight"', '"a.weight"')
      .replace('"0.bias"', '"a.bias"');
    const renamed = Buffer.from(text.replace('"2.weight"', '"b.weight"').replace('"2.bias"', '"b.bias"'), "latin1");
    const layers = () => [new Layer(2, 2, tanh), new Layer(2, 2)];
    expect(() => fromSafetensors(renamed, { layers: layers() })).toThrow(
      "names that differ in numbers only, or { names } in order",
    );
    const straight = fromSafetensors(renamed, { layers: layers(), names: ["a", "b"] });
    expect(straight.parameters).toEqual((fromSafetensors(bytes) as Sequential).parameters);
    expect(() => fromSafetensors(renamed, { layers: layers(), names: ["a"] })).toThrow(OptionError);
  });

  test("refuses unknown options, and a file that is no bytes", () => {
    expect(() => fromSafetensors(toSafetensors(net()), { layer: [] } as object)).toThrow(OptionError);
    expect(() => fromSafetensors("bytes" as unknown as Uint8Array)).toThrow(
      new OptionError('fromSafetensors: the file is "bytes", wanted its bytes in a Uint8Array'),
    );
    expect(() => fromSafetensors(toSafetensors(net()), { layers: [] })).toThrow(OptionError);
  });
});
