import { FormatError, OptionError, type Sequential } from "deltarule";
import { type ExternalData, fromOnnx } from "deltarule/formats";
import { describe, expect, test, vi } from "vitest";
import { type GraphParts, graph, node, outside, port, tensor } from "../../helpers/onnxGraph.js";

const w = tensor(
  "w",
  [5, 3],
  Array.from({ length: 15 }, (_, k) => k),
);
const b = tensor("b", [3], [1, 2, 3]);
const matMul = node("MatMul", ["x", "w"], "z");
const ints = (name: string, values: readonly number[]) => tensor(name, [values.length], values, "int64");
const message = (parts: GraphParts, output?: string): string => {
  try {
    fromOnnx(graph({ tensors: [w, b], ...parts }), { output });
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
  return "read";
};
const three = [port("x", ["n", 2, 5])];
const end = (op: string, attributes: Readonly<Record<string, number>> = {}) => [
  matMul,
  node(op, ["z"], "y", attributes),
];

describe("what is not done to each row by itself is refused", () => {
  test.each([
    [
      "Softmax along the middle of three axes",
      { nodes: end("Softmax", { axis: 1 }), inputs: three },
      "it runs along axis 1, and not along the columns",
    ],
    [
      "Softmax along the first of two axes",
      { nodes: end("Softmax", { axis: 0 }) },
      "it runs along axis 0, and not along the columns",
    ],
    [
      "Softmax of opset 11 by default on three axes",
      { nodes: end("Softmax"), inputs: three, opset: 11 },
      "it runs along axis 1, and not along the columns",
    ],
    ["LogSoftmax along the middle", { nodes: end("LogSoftmax", { axis: 1 }), inputs: three }, "it runs along axis 1"],
    ["Softmax along no axis", { nodes: end("Softmax", { axis: 5 }) }, "its axis 5 is not one of the value before it"],
    [
      "Flatten at the end of three axes",
      { nodes: end("Flatten"), inputs: three },
      "it ends in rows that join the columns of several samples",
    ],
    [
      "Flatten of the samples",
      { nodes: end("Flatten", { axis: 0 }), inputs: [port("x", [4, 5])] },
      "it ends in rows that join",
    ],
    [
      "Reshape at the end of three axes",
      { nodes: [matMul, node("Reshape", ["z", "s"], "y")], tensors: [w, ints("s", [0, -1])], inputs: three },
      "it ends in rows that join",
    ],
    [
      "Reshape that cuts rows",
      {
        nodes: [matMul, node("Reshape", ["z", "s"], "y")],
        tensors: [tensor("w", [5, 4], new Array(20).fill(1)), ints("s", [-1, 2])],
        inputs: [port("x", [2, 5])],
      },
      "it cuts rows into pieces",
    ],
    [
      "a product along the samples",
      {
        nodes: [
          node("Reshape", ["x", "s"], "f"),
          node("MatMul", ["f", "w"], "z"),
          node("Transpose", ["z"], "t", { perm: [1, 0] }),
          node("MatMul", ["t", "w"], "y"),
        ],
        tensors: [w, ints("s", [5, 5])],
        inputs: [port("x", [5, 5])],
      },
      "it multiplies along an axis that is not that of the columns",
    ],
    [
      "columns in another order",
      {
        nodes: [
          node("Transpose", ["x"], "t", { perm: [0, 2, 1] }),
          node("Flatten", ["t"], "f"),
          node("MatMul", ["f", "u"], "y"),
        ],
        tensors: [tensor("u", [6, 1], [1, 2, 3, 4, 5, 6])],
        inputs: [port("x", ["n", 2, 3])],
      },
      "it takes the columns of the input in another order",
    ],
    [
      "a constant for each sample",
      {
        nodes: [matMul, node("Add", ["z", "c"], "y")],
        tensors: [w, tensor("c", [2, 1], [1, 2])],
        inputs: [port("x", [2, 5])],
      },
      "its constant differs from sample to sample",
    ],
    [
      "a constant that makes columns",
      {
        nodes: [node("MatMul", ["x", "u"], "z"), node("Add", ["z", "b"], "y")],
        tensors: [tensor("u", [5, 1], [1, 2, 3, 4, 5]), b],
      },
      "it spreads one number over 3",
    ],
    [
      "a BatchNormalization in training",
      { nodes: [matMul, node("BatchNormalization", ["z", "b", "b", "b", "b"], "y", { training_mode: 1 })], opset: 14 },
      "it is exported for training",
    ],
    [
      "Dropout in training",
      {
        nodes: [matMul, node("Dropout", ["z", "half", "yes"], "y")],
        tensors: [w, tensor("half", [], [0.5]), tensor("yes", [], [1], "bool")],
      },
      "it drops numbers at random",
    ],
  ] as const)("%s", (_, parts, sentence) => {
    expect(message(parts)).toContain(`does not fit a perceptron: ${sentence}`);
  });
});

describe("a file of another kind is named", () => {
  test.each([
    ["Conv", {}, "belongs to a convolutional network"],
    ["LSTM", {}, "belongs to a recurrent network"],
    ["DynamicQuantizeLinear", {}, "belongs to a quantized network"],
    ["LayerNormalization", {}, "normalizes each row by its own mean"],
    ["RandomNormalLike", {}, "draws random numbers"],
    ["If", {}, "has branches or loops"],
  ])("%s", (op, attributes, sentence) => {
    const text = message({ nodes: [node(op, ["x"], "a", attributes), node("MatMul", ["a", "w"], "y")] });
    expect(text).toContain(`fromOnnx: node 0 (${op}) ${sentence}`);
    expect(text).toContain("a perceptron is a chain of Gemm or MatMul and Add");
  });

  test("ArgMax at the end, with the way around it", () => {
    expect(message({ nodes: end("ArgMax", { axis: 1 }) })).toContain(
      'node 1 (ArgMax) gives the number of the largest output, not the outputs: { output: "z" } reads what is before it',
    );
    expect(message({ nodes: end("ArgMax", { axis: 1 }) }, "z")).toBe("read");
  });
});

describe("of several outputs", () => {
  const relu = node("Relu", ["z"], "a");
  const version = tensor("version", [], [3]);

  test("the only one that is computed is read when the others are constants", () => {
    const outputs = [port("version"), port("a"), port("size")];
    const nodes = [matMul, relu, node("Identity", ["version"], "size")];
    expect(message({ nodes, tensors: [w, version], outputs })).toBe("read");
  });

  test("the message lists those that may be chosen", () => {
    const parts = { nodes: [matMul, relu], tensors: [w, version], outputs: [port("version"), port("z"), port("a")] };
    expect(message(parts)).toBe(
      'fromOnnx: the graph has several outputs, "z", "a": say which is the network\'s in { output }',
    );
    expect(message(parts, "a")).toBe("read");
    expect(message(parts, "version")).toBe('fromOnnx: the output "version" is a constant');
    expect(() => message(parts, "k")).toThrow(OptionError);
  });

  test("labels are none of them, and ZipMap gives its probabilities", () => {
    const nodes = [
      ...[matMul, node("Softmax", ["z"], "p", { axis: 1 }), node("ArgMax", ["z"], "label", { axis: 1 })],
      node("ZipMap", ["p"], "map", { classlabels_int64s: [0, 1, 2] }, "ai.onnx.ml"),
    ];
    expect(message({ nodes, outputs: [port("label", ["n"], "int64"), port("map")] })).toBe("read");
  });

  test("inputs that the output does not depend on are no matter", () => {
    const inputs = [port("mask", ["n", 2]), port("x", ["n", 5])];
    expect(message({ nodes: [matMul, node("Relu", ["z"], "y")], inputs })).toBe("read");
  });
});

describe("numbers in another file", () => {
  const numbers = new Uint8Array(Float32Array.from({ length: 20 }, (_, k) => k).buffer);
  const file = (place: Readonly<Record<string, string>>) =>
    graph({ nodes: [node("MatMul", ["x", "u"], "y")], tensors: [outside("u", [2, 2], place)] });
  const read = (place: Readonly<Record<string, string>>, external?: ExternalData) =>
    fromOnnx(file(place), { external }) as Sequential;

  test("are read by offset and length, from a record or a function", () => {
    const place = { location: "m.onnx.data", offset: "16", length: "16" };
    expect([...read(place, { "m.onnx.data": numbers }).predict([1, 1])]).toEqual([10, 12]);
    expect([...read(place, { "m.onnx.data": numbers.slice().buffer }).predict([1, 1])]).toEqual([10, 12]);
    expect([...read({ location: "d" }, () => numbers).predict([1, 1])]).toEqual([2, 4]);
    const give = vi.fn((_location: string) => numbers);
    fromOnnx(
      graph({
        nodes: [node("MatMul", ["x", "u"], "z"), node("MatMul", ["z", "v"], "y")],
        tensors: [outside("u", [2, 2], { location: "d" }), outside("v", [2, 2], { location: "d", offset: "8" })],
      }),
      { external: give },
    );
    expect(give.mock.calls).toEqual([["d"]]);
  });

  test("that are missing are asked for, with all ways to give them", () => {
    expect(() => read({ location: "d" })).toThrow(
      'fromOnnx: initializer 0 keeps its numbers in another file, "d": give { external: { "d": its bytes } }, open it with readOnnx of deltarule/node, or export into one file (external_data=False in PyTorch)',
    );
    expect(() => read({ location: "d" }, { e: numbers })).toThrow('"d", which { external } does not have: give');
    expect(() => read({ location: "toString" }, {})).toThrow("which { external } does not have");
  });

  test.each([
    [{ location: "d", offset: "90" }, "the end of initializer 0's numbers"],
    [
      { location: "d", offset: "72", length: "16" },
      'the end of initializer 0\'s numbers in "d" is 88, wanted at most 80',
    ],
    [{ location: "d", offset: "9007199254740992" }, "external_data offset"],
    [{ location: "d", offset: "-4" }, 'external_data offset is "-4", wanted a whole number from 0'],
    [{ location: "d", offset: "1e3" }, "external_data offset"],
    [{ location: "d", length: "12" }, "numbers by dims is 4, wanted at most 3, for its bytes"],
    [{ location: "d", length: "20" }, "external_data length is 20, wanted 16"],
    [{ location: "d", offset: "68" }, "the number of initializer 0's numbers by dims is 4, wanted at most 3"],
    [{ offset: "0" }, "external_data location is undefined"],
  ])("in a place like %o are refused", (place, sentence) => {
    expect(() => read(place, { d: numbers })).toThrow(FormatError);
    expect(() => read(place, { d: numbers })).toThrow(sentence);
  });

  test.each(["../d", "a/../../d", "/etc/passwd", "\\d", "C:d", "..", "a\\..\\d", "", "d\0"])(
    "at %o are refused before anything is asked for",
    (location) => {
      const give = vi.fn(() => numbers);
      expect(() => read({ location }, give)).toThrow(FormatError);
      expect(() => read({ location }, { [location]: numbers })).toThrow("a path that stays in the folder of the file");
      expect(give).not.toHaveBeenCalled();
    },
  );

  test("given as something else are an OptionError", () => {
    expect(() => read({ location: "d" }, Object(3).valueOf())).toThrow("external is 3, wanted the bytes");
    expect(() => read({ location: "d" }, Object({ d: "text" }))).toThrow(OptionError);
  });
});

test("a network of 60,000 layers is made and read in time that grows as its layers", () => {
  const count = 60_000;
  const nodes = Array.from({ length: count }, (_, i) =>
    node("MatMul", [i === 0 ? "x" : `v${i}`, `w${i}`], i === count - 1 ? "y" : `v${i + 1}`),
  );
  const tensors = nodes.map((_, i) => tensor(`w${i}`, [1, 1], [1]));
  const started = performance.now();
  expect((fromOnnx(graph({ nodes, tensors })) as Sequential).layers.length).toBe(count);
  // It takes some seconds; with a search through all layers for each one, minutes.
  expect(performance.now() - started).toBeLessThan(40_000);
});
