import {
  elu,
  FormatError,
  hardSigmoid,
  identity,
  Layer,
  leakyRelu,
  OptionError,
  type Pipeline,
  Sequential,
} from "deltarule";
import { fromOnnx, toOnnx } from "deltarule/formats";
import { describe, expect, test } from "vitest";
import { joinBytes, writeField, writeFloatField } from "../../../src/formats/onnx/protobuf.js";
import { graph, node, port, tensor } from "../../helpers/onnxGraph.js";

const floats = (numbers: readonly number[]) => new Uint8Array(Float32Array.from(numbers).buffer);
const doubles = (numbers: readonly number[]) => new Uint8Array(Float64Array.from(numbers).buffer);
const w = tensor("w", [2, 3], [1, 2, 3, 4, 5, 6]);
const b = tensor("b", [3], [10, 20, 30]);
const load = (nodes: readonly Uint8Array[], tensors: readonly Uint8Array[] = [w, b]) =>
  fromOnnx(graph({ nodes, tensors })) as Sequential;
const gemm = node("Gemm", ["x", "w", "b"], "y");

describe("a layer", () => {
  test.each([
    ["Gemm", [gemm], [w, b]],
    [
      "Gemm with transB",
      [node("Gemm", ["x", "v", "b"], "y", { transB: 1 })],
      [tensor("v", [3, 2], [1, 4, 2, 5, 3, 6]), b],
    ],
    [
      "Gemm with alpha and beta",
      [node("Gemm", ["x", "v", "c"], "y", { alpha: 0.5, beta: 2.5 })],
      [tensor("v", [2, 3], [2, 4, 6, 8, 10, 12]), tensor("c", [1, 3], [4, 8, 12])],
    ],
    ["MatMul and Add", [node("MatMul", ["x", "w"], "z"), node("Add", ["z", "b"], "y")], [w, b]],
    ["MatMul and Add with the bias first", [node("MatMul", ["x", "w"], "z"), node("Add", ["b", "z"], "y")], [w, b]],
    [
      "MatMul with Transpose",
      [node("Transpose", ["v"], "t"), node("MatMul", ["x", "t"], "z"), node("Add", ["z", "b"], "y")],
      [tensor("v", [3, 2], [1, 4, 2, 5, 3, 6]), b],
    ],
    [
      "Gemm among nodes that do nothing",
      [
        node("Identity", ["x"], "a"),
        node("Flatten", ["a"], "f"),
        node("Gemm", ["f", "w", "b"], "z"),
        node("Dropout", ["z"], "d"),
        node("Cast", ["d"], "y", { to: 1 }),
      ],
      [w, b],
    ],
    ["Gemm with a Constant node", [node("Constant", [], "w", { value: w }), gemm], [b]],
  ])("as %s", (_, nodes, tensors) => {
    const net = load(nodes, tensors);
    expect([...net.parameters]).toEqual([1, 4, 2, 5, 3, 6, 10, 20, 30]);
    expect(net.layers.map(({ activation }) => activation)).toEqual([identity]);
    expect([...net.predict([1, -1])]).toEqual([7, 17, 27]);
  });

  const head = [writeField(1, 2), writeField(1, 3)];
  test.each([
    ["float_data, packed", [...head, writeField(2, 1), writeField(4, floats([1, 2, 3, 4, 5, 6]))], "float32"],
    [
      "float_data, one by one",
      [...head, writeField(2, 1), ...[1, 2, 3, 4, 5, 6].map((n) => writeFloatField(4, n))],
      "float32",
    ],
    ["double_data", [...head, writeField(2, 11), writeField(10, doubles([1, 2, 3, 4, 5, 6]))], "float64"],
    [
      "raw_data of doubles, packed dims",
      [writeField(1, Uint8Array.of(2, 3)), writeField(2, 11), writeField(9, doubles([1, 2, 3, 4, 5, 6]))],
      "float64",
    ],
    [
      "raw_data of halves",
      [
        ...head,
        writeField(2, 10),
        writeField(9, new Uint8Array(Uint16Array.of(0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600).buffer)),
      ],
      "float32",
    ],
    [
      "int32_data of halves, packed",
      [
        ...head,
        writeField(2, 10),
        writeField(
          5,
          Uint8Array.from(
            [0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600].flatMap((n) => [
              (n & 127) | 128,
              ((n >> 7) & 127) | 128,
              n >> 14,
            ]),
          ),
        ),
      ],
      "float32",
    ],
    [
      "int32_data of halves, one by one",
      [...head, writeField(2, 10), ...[0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600].map((n) => writeField(5, n))],
      "float32",
    ],
    [
      "raw_data of bfloat16",
      [
        ...head,
        writeField(2, 16),
        writeField(9, new Uint8Array(Uint16Array.of(0x3f80, 0x4000, 0x4040, 0x4080, 0x40a0, 0x40c0).buffer)),
      ],
      "float32",
    ],
  ] as const)("with %s", (_, fields, dtype) => {
    const tensors = [joinBytes([...fields, writeField(8, "w")]), b];
    const inputs = [port("x", ["batch", 2], dtype === "float64" ? "double" : "float")];
    const net = fromOnnx(graph({ nodes: [gemm], tensors, inputs })) as Sequential;
    expect(net.dtype).toBe(dtype);
    expect([...net.parameters]).toEqual([1, 4, 2, 5, 3, 6, 10, 20, 30]);
  });
});

describe("shifts and scalings", () => {
  const [two, shift] = [tensor("two", [], [2]), tensor("shift", [2], [1, -3])];

  test("before the first layer are a scaler", () => {
    const nodes = [
      node("Sub", ["x", "shift"], "s"),
      node("Div", ["s", "two"], "d"),
      node("Gemm", ["d", "w", "b"], "y"),
    ];
    const pipeline = fromOnnx(graph({ nodes, tensors: [w, b, two, shift] })) as Pipeline;
    expect(pipeline.inputs?.toJSON()).toEqual({ name: "standardize", offsets: [1, -3], scales: [2, 2] });
    const turned = [
      node("Mul", ["x", "two"], "s"),
      node("Add", ["shift", "s"], "d"),
      node("Gemm", ["d", "w", "b"], "y"),
    ];
    const other = fromOnnx(graph({ nodes: turned, tensors: [w, b, two, shift] })) as Pipeline;
    expect(other.inputs?.toJSON()).toEqual({ name: "standardize", offsets: [-0.5, 1.5], scales: [0.5, 0.5] });
    expect([...other.predict([0, 2])]).toEqual([1 + 4 + 10, 2 + 5 + 20, 3 + 6 + 30]);
  });

  test("between layers are folded into the weights", () => {
    const next = tensor("u", [3, 1], [1, 1, 1]);
    const around = [
      ...[node("Mul", ["z", "two"], "m"), node("Sub", ["m", "b"], "n"), node("Tanh", ["n"], "a")],
      ...[node("Mul", ["a", "b"], "p"), node("Add", ["p", "two"], "q"), node("MatMul", ["q", "u"], "y")],
    ];
    const net = load([node("Gemm", ["x", "w", "b"], "z"), ...around], [w, b, two, next]);
    expect(net).toBeInstanceOf(Sequential);
    const [z0, z1, z2] = [1, 2, 3].map((k) => 2 * (k * 0.1 + (k + 3) * -0.2 + 10 * k) - 10 * k);
    const wanted = 10 * Math.tanh(z0) + 20 * Math.tanh(z1) + 30 * Math.tanh(z2) + 6;
    expect(net.predict([0.1, -0.2])[0]).toBeCloseTo(wanted, 4);
  });

  test("turn a hard sigmoid of another slope into the library's", () => {
    const net = load([node("Gemm", ["x", "w", "b"], "z"), node("HardSigmoid", ["z"], "y", { alpha: 0.2, beta: 0.5 })]);
    expect(net.layers[0].activation).toBe(hardSigmoid);
    expect(net.predict([-9.5, -0.25])[0]).toBeCloseTo(0.2 * (-9.5 - 1 + 10) + 0.5, 6);
  });
});

test("options of activations are read back with the digits that they were given with", () => {
  for (const activation of [leakyRelu(0.2), elu(0.7)]) {
    const net = new Sequential([new Layer(1, 1, activation)], { dtype: "float32", seed: 1 });
    expect((fromOnnx(toOnnx(net)) as Sequential).layers[0].activation).toBe(activation);
  }
});

describe("a file that is no perceptron is refused, with its place", () => {
  const z = node("Gemm", ["x", "w", "b"], "z");
  test.each([
    [
      "an operator",
      [z, node("Sin", ["z"], "y")],
      "node 1 (Sin) is an operator that no perceptron has; a perceptron is a chain of Gemm or MatMul and Add",
    ],
    [
      "the first of two",
      [node("Cos", ["x"], "c"), node("Gemm", ["c", "w", "b"], "z"), node("Sin", ["z"], "y")],
      "node 0 (Cos) is an operator",
    ],
    [
      "an activation that is nearly one",
      [z, node("Sigmoid", ["k"], "s"), node("Mul", ["z", "z"], "y")],
      `node 1 (Sigmoid)'s input is "k", wanted the name of something before it`,
    ],
    [
      "a square",
      [z, node("Mul", ["z", "z"], "y")],
      "node 1 (Mul) does not fit a perceptron: it computes a function that is none of the library's activations",
    ],
    [
      "a branch",
      [z, node("Gemm", ["x", "w", "b"], "v"), node("Add", ["z", "v"], "y")],
      "node 2 (Add) does not fit a perceptron: it joins two branches, such as a residual connection",
    ],
    [
      "a turned input",
      [node("Gemm", ["x", "w", "b"], "y", { transA: 1 })],
      "node 0 (Gemm) does not fit a perceptron: it turns the value before it",
    ],
    [
      "activations in a row",
      [z, node("Tanh", ["z"], "t"), node("Sigmoid", ["t"], "y")],
      'node 2 (Sigmoid) is "sigmoid", wanted Gemm or MatMul before each activation',
    ],
    [
      "layers that do not fit",
      [z, node("MatMul", ["z", "w"], "y")],
      "node 1 (MatMul) does not fit a perceptron: it takes 2 columns, and 3 come before it",
    ],
    ["no layer", [node("Identity", ["x"], "y")], "the graph has no Gemm or MatMul from its input to its output"],
    [
      "another domain",
      [node("Gemm", ["x", "w", "b"], "y", {}, "com.example")],
      'node 0 (Gemm) is of the domain "com.example", which no perceptron has',
    ],
    ["a name twice", [z, node("Tanh", ["z"], "z")], `node 1 (Tanh)'s output is "z", wanted a name that is not taken`],
    ["constants alone", [node("Identity", ["w"], "y")], "the graph's outputs are constants"],
  ])("%s", (_, nodes, message) => {
    expect(() => load(nodes)).toThrow(FormatError);
    expect(() => load(nodes)).toThrow(`fromOnnx: ${message}`);
  });

  test.each([
    [
      "dims beyond the bytes",
      joinBytes([
        writeField(1, 2),
        writeField(1, 2 ** 40),
        writeField(2, 1),
        writeField(8, "w"),
        writeField(9, floats([1])),
      ]),
      "the number of initializer 0's numbers by dims is 2199023255552, wanted at most 5, for its bytes",
    ],
    [
      "dims that lie",
      joinBytes([
        writeField(1, 2),
        writeField(1, 2),
        writeField(2, 1),
        writeField(8, "w"),
        writeField(9, floats([1, 2, 3])),
      ]),
      "the number of initializer 0's numbers is 3, wanted 4, by dims",
    ],
    [
      "negative dims",
      joinBytes([writeField(1, -2), writeField(1, -3), writeField(2, 1), writeField(8, "w")]),
      "initializer 0's dims[0] is -2",
    ],
    [
      "more floats than dims say",
      joinBytes([
        ...[writeField(1, 2), writeField(1, 2), writeField(2, 1), writeField(8, "w")],
        ...[1, 2, 3, 4, 5].map((number) => writeFloatField(4, number)),
      ]),
      'the number of initializer 0\'s numbers is "more than 4", wanted 4, by dims',
    ],
    [
      "text",
      joinBytes([writeField(1, 2), writeField(1, 3), writeField(2, 8), writeField(8, "w")]),
      "initializer 0's data_type is 8",
    ],
    [
      "numbers elsewhere",
      joinBytes([writeField(1, 2), writeField(14, 1), writeField(8, "w")]),
      "initializer 0's external_data location is undefined, wanted the name of a file",
    ],
  ])("weights with %s", (_, weights, message) => {
    expect(() => load([gemm], [weights, b])).toThrow(`fromOnnx: ${message}`);
  });

  test("a small file that repeats its weights to make a large network", () => {
    const square = tensor("s", [50, 50], new Array(2500).fill(1));
    const nodes = Array.from({ length: 4000 }, (_, i) =>
      node("MatMul", [i === 0 ? "x" : `v${i}`, "s"], i === 3999 ? "y" : `v${i + 1}`),
    );
    expect(() => load(nodes, [square])).toThrow(
      /the number of constants used from node \d+ \(MatMul\) on is \d+, wanted at most \d+, the bytes/,
    );
  });

  test("a chain that would take minutes of trials", () => {
    const nodes = Array.from({ length: 4000 }, (_, i) =>
      node("Mul", [i === 0 ? "z" : `v${i}`, "c"], i === 3999 ? "y" : `v${i + 1}`),
    );
    nodes.unshift(node("Gemm", ["x", "w", "b"], "z"));
    expect(() => load(nodes, [w, b, tensor("c", [], [1.00001])])).toThrow("fewer nodes between layers");
  });

  test("a graph of an older opset, and a file without a graph", () => {
    expect(() => fromOnnx(graph({ nodes: [gemm], tensors: [w, b], opset: 5 }))).toThrow(
      "the opset_import of ONNX' own operators is 5, wanted a version from 6",
    );
    expect(() => fromOnnx(new Uint8Array(0))).toThrow(
      "the model's graph is undefined, wanted a graph: this is not an ONNX file",
    );
  });

  test("an output that the graph does not have", () => {
    expect(() => fromOnnx(graph({ nodes: [gemm], tensors: [w, b] }), { output: "z" })).toThrow(
      new OptionError('fromOnnx: output is "z", the graph has "y"'),
    );
    expect(fromOnnx(graph({ nodes: [gemm], tensors: [w, b] }), { output: "y" })).toBeInstanceOf(Sequential);
  });
});
