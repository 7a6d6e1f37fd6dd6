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
import { tensorFile } from "../../helpers/tensorFile.js";

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

/** The tensors of PyTorch's Linear layers with these names, weights 1, 2, 3, … through the file. */
function linears(sizes: Readonly<Record<string, readonly [outputs: number, inputs: number]>>, bias = true) {
  const shapes = Object.entries(sizes).flatMap(([name, [outputs, inputs]]): [string, number[]][] => [
    [`${name}.weight`, [outputs, inputs]],
    ...(bias ? [[`${name}.bias`, [outputs]] as [string, number[]]] : []),
  ]);
  return Object.fromEntries(shapes);
}

describe("a file with a number that is not finite", () => {
  /** The number ∞, −∞ or NaN in the bits of a kind. */
  const kinds: Record<string, (value: number) => Float64Array | Float32Array | Uint16Array> = {
    F64: (value) => Float64Array.of(1, 2, 3, value, 5, 6),
    F32: (value) => Float32Array.of(1, 2, 3, value, 5, 6),
    F16: (value) => Uint16Array.of(0, 0, 0, value > 0 ? 0x7c00 : value < 0 ? 0xfc00 : 0x7e00, 0, 0),
    BF16: (value) => Uint16Array.of(0, 0, 0, value > 0 ? 0x7f80 : value < 0 ? 0xff80 : 0x7fc0, 0, 0),
  };

  test.each(Object.keys(kinds))("is refused while it is read: %s", (dtype) => {
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      const bytes = new Uint8Array(kinds[dtype](value).buffer);
      const file = tensorFile({ "fc.weight": [3, 2] }, { dtype, bytes });
      expect(() => fromSafetensors(file, { layers: [new Layer(2, 3, tanh, { bias: false })] })).toThrow(
        new FormatError(`fromSafetensors: number 3 of tensor "fc.weight" is ${value}, wanted a finite number`),
      );
    }
  });

  test("is refused in a bias and behind a prefix", () => {
    const bytes = new Uint8Array(Float32Array.of(1, Number.NaN).buffer);
    const file = tensorFile({ "actor.0.weight": [1, 1], "actor.0.bias": [1] }, { bytes });
    const layer = new Layer(1, 1);
    expect(() => fromSafetensors(file, { layers: [layer], prefix: "actor" })).toThrow(
      new FormatError('fromSafetensors: number 0 of tensor "actor.0.bias" is NaN, wanted a finite number'),
    );
    // The layer is free for another file.
    expect(fromSafetensors(tensorFile({ "w.weight": [1, 1], "w.bias": [1] }), { layers: [layer] })).toBeInstanceOf(
      Sequential,
    );
  });
});

describe("a file of several networks", () => {
  const file = tensorFile({
    std: [2],
    ...linears({ "actor.0": [3, 4], "actor.2": [2, 3], "critic.0": [3, 4], "critic.2": [1, 3] }),
    steps: [0],
  });
  const layers = () => [new Layer(4, 3, tanh), new Layer(3, 2)];
  // Two numbers of std come first.
  const actor = Float32Array.from({ length: 23 }, (_, i) => 3 + i);

  test("gives the one whose layers are named", () => {
    const net = fromSafetensors(file, { layers: layers(), names: ["actor.0", "actor.2"] });
    expect(net.parameters).toEqual(actor);
  });

  test("gives the one of a prefix, with or without its dot", () => {
    for (const prefix of ["actor", "actor."])
      expect(fromSafetensors(file, { layers: layers(), prefix }).parameters).toEqual(actor);
    expect(fromSafetensors(file, { layers: layers(), prefix: "actor", names: ["0", "2"] }).parameters).toEqual(actor);
    const critic = fromSafetensors(file, { layers: [new Layer(4, 3, tanh), new Layer(3, 1)], prefix: "critic" });
    expect(critic.parameters[0]).toBe(26);
  });

  test("says what there is when nothing is chosen, or something that is not there", () => {
    expect(() => fromSafetensors(file, { layers: layers() })).toThrow(
      new FormatError(
        'fromSafetensors: the number of names before .weight and .bias is 6, wanted 2, one a layer; there are "std", ' +
          '"actor.0", "actor.2", "critic.0", "critic.2", "steps"; choose some by { prefix } or { names }',
      ),
    );
    expect(() => fromSafetensors(file, { layers: layers(), prefix: "act" })).toThrow(
      new FormatError(
        'fromSafetensors: prefix is "act.", wanted one that names of tensors begin with; ' +
          'they begin with "std", "actor", "critic", "steps"',
      ),
    );
    expect(() => fromSafetensors(file, { layers: layers(), names: ["actor.0", "actor.1"] })).toThrow(
      'tensor "actor.1.weight" is undefined, wanted a tensor of [2, 3]',
    );
    expect(() => fromSafetensors(file, { layers: layers(), prefix: 5 as unknown as string })).toThrow(
      new OptionError("fromSafetensors: prefix is 5, wanted a string"),
    );
  });

  test("refuses what stands below a layer and is no weight or bias of it, and what else a prefix has", () => {
    const scaled = tensorFile({ ...linears({ "a.0": [3, 4], "a.2": [2, 3] }), "a.0.weight_scale": [1], b: [1] });
    const refused = 'the tensor "a.0.weight_scale" is "in the file", wanted only the layers\' own';
    expect(() => fromSafetensors(scaled, { layers: layers(), names: ["a.0", "a.2"] })).toThrow(refused);
    expect(() => fromSafetensors(scaled, { layers: layers(), prefix: "a", names: ["0", "2"] })).toThrow(refused);
    const wider = tensorFile({ ...linears({ "a.0": [3, 4], "a.2": [2, 3] }), "a.std": [1] });
    expect(() => fromSafetensors(wider, { layers: layers(), prefix: "a" })).toThrow("is 3, wanted 2, one a layer");
  });

  test("in the library's own form is read by its prefix too", () => {
    const own = new Sequential(layers() as Layer[], { seed: 3, dtype: "float32" });
    const prefixed = toSafetensors(own);
    expect(() => fromSafetensors(prefixed, { prefix: "x" })).toThrow(FormatError);
    expect(fromSafetensors(prefixed, { prefix: "" }).toJSON()).toEqual(own.toJSON());
  });
});

describe("names in a file of another library", () => {
  test("are ordered by their numbers, so that fc2 stands before fc10", () => {
    const names = ["fc10", "fc2", "fc1", "fc9"];
    const file = tensorFile(linears(Object.fromEntries(names.map((name) => [name, [2, 2]]))));
    const layers = names.map(() => new Layer(2, 2));
    const { parameters } = fromSafetensors(file, { layers });
    // The file has fc10, fc2, fc1, fc9, of 6 numbers each.
    expect([0, 6, 12, 18].map((at) => parameters[at])).toEqual([13, 7, 19, 1]);
  });

  test("are ordered by the first number that differs", () => {
    const names = ["block2.fc1", "block1.fc10", "block10.fc1", "block1.fc2"];
    const file = tensorFile(linears(Object.fromEntries(names.map((name) => [name, [2, 2]]))));
    const { parameters } = fromSafetensors(file, { layers: names.map(() => new Layer(2, 2)) });
    expect([0, 6, 12, 18].map((at) => parameters[at])).toEqual([19, 7, 1, 13]);
  });

  test("without biases ask for bias: false, and biases without a place are refused", () => {
    const bare = tensorFile(linears({ fc1: [3, 4], fc2: [2, 3] }, false));
    const layers = (bias?: boolean) => [new Layer(4, 3, tanh, { bias }), new Layer(3, 2, tanh, { bias })];
    expect(() => fromSafetensors(bare, { layers: layers() })).toThrow(
      new FormatError(
        'fromSafetensors: tensor "fc1.bias" is undefined, wanted a tensor of [3], or bias: false in layers[0]',
      ),
    );
    expect(fromSafetensors(bare, { layers: layers(false) }).parameters).toHaveLength(18);
    const full = tensorFile(linears({ fc1: [3, 4], fc2: [2, 3] }));
    expect(() => fromSafetensors(full, { layers: layers(false) })).toThrow(
      'the tensor "fc1.bias" is "in the file", wanted none: layers[0] has bias: false',
    );
  });

  test("of tensors with the numbers of their layer in another shape are refused", () => {
    const file = tensorFile({ "fc1.weight": [4, 3], "fc1.bias": [3] });
    expect(() => fromSafetensors(file, { layers: [new Layer(4, 3)] })).toThrow(
      `tensor "fc1.weight"'s shape is "[4, 3]", wanted [3, 4], what the layer has`,
    );
  });
});

describe("16-bit numbers", () => {
  /** Weights and a bias in this dtype, and float32 that the same bits mean (IEEE 754-2019, 3.6). */
  test.each([
    ["F16", [0x3c00, 0xc000, 0x0001, 0x03ff, 0x7bff, 0x8000], [1, -2, 2 ** -24, 1023 * 2 ** -24, 65504, -0]],
    ["BF16", [0x3f80, 0xc000, 0x0001, 0x4049, 0x7f7f, 0x8000], [1, -2, 2 ** -133, 3.140625, 255 * 2 ** 120, -0]],
  ])("of %s become the float32 with their value", (dtype, bits, numbers) => {
    const file = tensorFile(
      { weight: [2, 2], bias: [2] },
      { dtype, bytes: new Uint8Array(Uint16Array.from(bits).buffer) },
    );
    const net = fromSafetensors(file, { layers: [new Layer(2, 2)], names: [""] });
    expect(net.dtype).toBe("float32");
    expect(net.parameters).toEqual(Float32Array.from(numbers));
  });
});
