import { Pipeline, relu, Sequential, softmax } from "deltarule";
import { fromOnnx } from "deltarule/formats";
import { describe, expect, test } from "vitest";
import { randomFrom } from "../../helpers/numeric.js";
import { type GraphParts, graph, node, port, runtime, tensor } from "../../helpers/onnxGraph.js";

const random = randomFrom(5);
const numbers = (count: number) => Array.from({ length: count }, () => Math.fround(4 * random() - 2));
const weights = numbers(15);
const turned = Array.from({ length: 15 }, (_, k) => weights[(k % 5) * 3 + Math.floor(k / 5)]);
/** 5 columns become 3, and 3 become 2. */
const w = tensor("w", [5, 3], weights);
const wt = tensor("wt", [3, 5], turned);
const b = tensor("b", [3], numbers(3));
const v = tensor("v", [3, 2], numbers(6));
const ints = (name: string, values: readonly number[]) => tensor(name, [values.length], values, "int64");
const floats = (name: string, values: readonly number[], dims = [values.length]) => tensor(name, dims, values);

const gemm = (from: string, to: string) => node("Gemm", [from, "wt", "b"], to, { transB: 1 });
const matMul = (from: string, to: string) => [node("MatMul", [from, "w"], `${to}q`), node("Add", [`${to}q`, "b"], to)];

interface Spelling extends GraphParts {
  readonly name: string;
  /** The lengths of the input, with 4 samples for a name. */
  readonly input: readonly (number | string)[];
  /** Whether onnxruntime can run it; else it is compared with the chain of Gemm. */
  readonly type?: "float32" | "float64";
}

const image = ["n", 1, 1, 5];
const shapes = [
  node("Shape", ["x"], "s"),
  node("Constant", [], "zero", { value: tensor("", [], [0], "int64") }),
  node("Gather", ["s", "zero"], "n", { axis: 0 }),
];
const batchNorm = [
  floats("scale", [1.5, 0.5, -1]),
  floats("shift", [0.1, 0.2, 0.3]),
  floats("mean", [0.2, 0, -1]),
  floats("variance", [2, 0.5, 1]),
];

const spellings: readonly Spelling[] = [
  {
    name: "a shift of four axes before Flatten",
    input: [1, 1, 1, 5],
    nodes: [node("Sub", ["x", "m"], "c"), node("Flatten", ["c"], "f"), ...matMul("f", "y")],
    tensors: [w, b, floats("m", [1, 2, 3, 4, 5], [1, 1, 1, 5])],
  },
  {
    name: "a shift for each channel before Flatten",
    input: ["n", 1, 5, 1],
    nodes: [node("Sub", ["x", "m"], "c"), node("Flatten", ["c"], "f"), gemm("f", "y")],
    tensors: [wt, b, floats("m", [1, 2, 3, 4, 5], [5, 1])],
  },
  {
    name: "a scale along one of two axes of columns",
    input: ["n", 2, 3],
    nodes: [
      node("Mul", ["x", "m"], "c"),
      node("Sub", ["c", "k"], "d"),
      node("Flatten", ["d"], "f"),
      node("MatMul", ["f", "u"], "y"),
    ],
    tensors: [floats("m", [2, -3], [2, 1]), floats("k", [1, 2, 3]), floats("u", numbers(12), [6, 2])],
  },
  {
    name: "Reshape to [1, n]",
    input: [1, 1, 1, 5],
    nodes: [node("Reshape", ["x", "s"], "f", { allowzero: 1 }), gemm("f", "y")],
    tensors: [wt, b, ints("s", [1, 5])],
    opset: 14,
  },
  {
    name: "Reshape to [−1, n]",
    input: image,
    nodes: [node("Reshape", ["x", "s"], "f"), gemm("f", "y")],
    tensors: [wt, b, ints("s", [-1, 5])],
  },
  {
    name: "Reshape to [0, −1]",
    input: image,
    nodes: [node("Reshape", ["x", "s"], "f"), gemm("f", "y")],
    tensors: [wt, b, ints("s", [0, -1])],
  },
  {
    name: "Reshape by Shape, Gather, Unsqueeze, Concat",
    input: image,
    nodes: [
      ...shapes,
      node("Unsqueeze", ["n", "a"], "u"),
      node("Concat", ["u", "rest"], "t", { axis: 0 }),
      node("Reshape", ["x", "t"], "f"),
      gemm("f", "y"),
    ],
    tensors: [wt, b, ints("a", [0]), ints("rest", [-1])],
  },
  {
    name: "Reshape by Shape of opset 9",
    input: image,
    nodes: [
      ...shapes,
      node("Unsqueeze", ["n"], "u", { axes: [0] }),
      node("Concat", ["u", "rest"], "t", { axis: 0 }),
      node("Reshape", ["x", "t"], "f"),
      gemm("f", "y"),
    ],
    tensors: [wt, b, ints("rest", [5])],
    opset: 9,
  },
  {
    name: "Reshape by Shape, Cast, Slice, Squeeze, as tf2onnx",
    input: image,
    nodes: [
      node("Shape", ["x"], "s"),
      node("Cast", ["s"], "c", { to: 6 }),
      node("Slice", ["c", "from", "to", "axes"], "l"),
      node("Squeeze", ["l", "axes"], "q"),
      node("Unsqueeze", ["q", "axes"], "u"),
      node("Concat", ["u", "five"], "t", { axis: 0 }),
      node("Cast", ["t"], "k", { to: 7 }),
      node("Reshape", ["x", "k"], "f"),
      ...matMul("f", "y"),
    ],
    tensors: [w, b, ints("from", [0]), ints("to", [1]), ints("axes", [0]), tensor("five", [1], [5], "int32")],
  },
  {
    name: "Reshape to a product of lengths",
    input: ["n", 5, 1],
    nodes: [
      ...shapes,
      node("Gather", ["s", "one"], "p"),
      node("Gather", ["s", "two"], "q"),
      node("Mul", ["p", "q"], "r"),
      node("Unsqueeze", ["n", "a"], "u"),
      node("Unsqueeze", ["r", "a"], "o"),
      node("Concat", ["u", "o"], "t", { axis: 0 }),
      node("Reshape", ["x", "t"], "f"),
      gemm("f", "y"),
    ],
    tensors: [wt, b, ints("a", [0]), tensor("one", [], [1], "int64"), tensor("two", [], [2], "int64")],
  },
  {
    name: "W·x on one sample without a batch",
    input: [5],
    nodes: [node("MatMul", ["wt", "x"], "q"), node("Add", ["q", "b"], "y")],
    tensors: [wt, b],
    opset: 10,
  },
  {
    name: "W·x on one column",
    input: [5, 1],
    nodes: [node("MatMul", ["wt", "x"], "q"), node("Add", ["q", "c"], "z"), node("Softmax", ["z"], "y", { axis: 0 })],
    tensors: [wt, floats("c", [1, 2, 3], [3, 1])],
  },
  {
    name: "Gemm with the weights on the left",
    input: [5, 1],
    nodes: [node("Gemm", ["wt", "x", "c"], "y", { alpha: 0.5, beta: 0.25 })],
    tensors: [wt, floats("c", [1, 2, 3], [3, 1])],
  },
  {
    name: "a turned batch",
    input: ["n", 5],
    nodes: [
      node("Transpose", ["x"], "t", { perm: [1, 0] }),
      node("MatMul", ["wt", "t"], "q"),
      node("Transpose", ["q"], "z", { perm: [1, 0] }),
      node("Add", ["z", "b"], "y"),
    ],
    tensors: [wt, b],
  },
  {
    name: "x·W on one sample, and Softmax of rank 1",
    input: [5],
    nodes: [...matMul("x", "z"), node("Softmax", ["z"], "y", { axis: 0 })],
    tensors: [w, b],
  },
  {
    name: "rows of three axes, and Softmax along the last",
    input: ["n", 2, 5],
    nodes: [...matMul("x", "z"), node("Softmax", ["z"], "y", { axis: 2 })],
    tensors: [w, b],
  },
  {
    name: "Softmax of opset 11 along the last axis",
    input: ["n", 2, 5],
    nodes: [...matMul("x", "z"), node("Softmax", ["z"], "y", { axis: 2 })],
    tensors: [w, b],
    opset: 11,
  },
  {
    name: "Softmax of opset 11 by default",
    input: ["n", 5],
    nodes: [...matMul("x", "z"), node("Softmax", ["z"], "y")],
    tensors: [w, b],
    opset: 11,
  },
  {
    name: "Flatten at the end that changes nothing",
    input: ["n", 1, 5],
    nodes: [...matMul("x", "z"), node("Flatten", ["z"], "y")],
    tensors: [w, b],
  },
  {
    name: "Squeeze at the end",
    input: ["n", 5],
    nodes: [node("Gemm", ["x", "u", "c"], "z"), node("Squeeze", ["z", "a"], "y")],
    tensors: [floats("u", numbers(5), [5, 1]), floats("c", [1]), ints("a", [1])],
  },
  {
    name: "Squeeze of opset 11",
    input: ["n", 5],
    nodes: [node("Gemm", ["x", "u", "c"], "z"), node("Squeeze", ["z"], "y", { axes: [-1] })],
    tensors: [floats("u", numbers(5), [5, 1]), floats("c", [1])],
    opset: 11,
  },
  {
    name: "a product with one vector",
    input: ["n", 5],
    nodes: [node("MatMul", ["x", "u"], "y")],
    tensors: [floats("u", numbers(5))],
  },
  {
    name: "BatchNormalization between layers",
    input: ["n", 5],
    nodes: [
      gemm("x", "z"),
      node("BatchNormalization", ["z", "scale", "shift", "mean", "variance"], "k"),
      node("Relu", ["k"], "a"),
      node("MatMul", ["a", "v"], "y"),
    ],
    tensors: [wt, b, v, ...batchNorm],
  },
  {
    name: "BatchNormalization of the input and of the output",
    input: ["n", 3],
    nodes: [
      node("BatchNormalization", ["x", "scale", "shift", "mean", "variance"], "k", { epsilon: 0.01 }),
      node("MatMul", ["k", "sq"], "z"),
      node("Tanh", ["z"], "a"),
      node("BatchNormalization", ["a", "scale", "shift", "mean", "variance"], "y"),
    ],
    tensors: [floats("sq", numbers(9), [3, 3]), ...batchNorm],
  },
  {
    name: "BatchNormalization of channels before Flatten",
    input: ["n", 3, 2],
    nodes: [
      node("BatchNormalization", ["x", "scale", "shift", "mean", "variance"], "k"),
      node("Flatten", ["k"], "f"),
      node("MatMul", ["f", "u"], "y"),
    ],
    tensors: [floats("u", numbers(12), [6, 2]), ...batchNorm],
  },
  {
    name: "LogSoftmax at the end",
    input: ["n", 5],
    nodes: [gemm("x", "z"), node("LogSoftmax", ["z"], "y", { axis: 1 })],
    tensors: [wt, b],
  },
  {
    name: "Clip at the end",
    input: ["n", 5],
    nodes: [gemm("x", "z"), node("Clip", ["z", "lo", "hi"], "y")],
    tensors: [wt, b, floats("lo", [-2], []), floats("hi", [3], [])],
  },
  {
    name: "relu6 of opset 6",
    input: ["n", 5],
    nodes: [
      gemm("x", "z"),
      node("Clip", ["z"], "a", { min: { float: 0 }, max: { float: 6 } }),
      node("MatMul", ["a", "v"], "y"),
    ],
    tensors: [wt, b, v],
    opset: 9,
  },
  {
    name: "Clip with one bound, as Max and as Min",
    input: ["n", 5],
    nodes: [
      gemm("x", "z"),
      node("Max", ["z", "lo"], "a"),
      node("MatMul", ["a", "v"], "k"),
      node("Min", ["k", "hi"], "y"),
    ],
    tensors: [wt, b, v, floats("lo", [-0.5], []), floats("hi", [1.5], [1])],
  },
  {
    name: "a clip of thousands",
    input: ["n", 5],
    nodes: [gemm("x", "z"), node("Clip", ["z", "lo", "hi"], "a"), node("MatMul", ["a", "v"], "y")],
    tensors: [wt, b, v, floats("lo", [-2000], []), floats("hi", [2000], [])],
  },
  {
    name: "weights that are turned and scaled by nodes",
    input: ["n", 5],
    nodes: [
      node("Transpose", ["wt"], "t", { perm: [1, 0] }),
      node("Mul", ["t", "two"], "u"),
      node("MatMul", ["x", "u"], "y"),
    ],
    tensors: [wt, floats("two", [2], [])],
  },
  {
    name: "weights of half precision that are cast",
    input: ["n", 5],
    nodes: [node("Cast", ["h"], "u", { to: 1 }), node("MatMul", ["x", "u"], "y")],
    tensors: [
      tensor(
        "h",
        [5, 3],
        Array.from({ length: 15 }, (_, k) => k / 4 - 2),
        "float16",
      ),
    ],
  },
  {
    name: "layers in half precision between casts",
    input: ["n", 5],
    nodes: [
      node("Cast", ["x"], "h", { to: 10 }),
      node("MatMul", ["h", "u"], "z"),
      node("Relu", ["z"], "a"),
      node("Cast", ["a"], "y", { to: 1 }),
    ],
    tensors: [
      tensor(
        "u",
        [5, 3],
        Array.from({ length: 15 }, (_, k) => k / 4 - 2),
        "float16",
      ),
    ],
  },
  {
    name: "a column that a scale of 0 leaves out",
    input: ["n", 5],
    nodes: [node("Mul", ["x", "m"], "c"), gemm("c", "y")],
    tensors: [wt, b, floats("m", [1, 0, 2, 1, -1])],
  },
  {
    name: "a shift of Gemm in one column for all",
    input: ["n", 5],
    nodes: [node("Gemm", ["x", "wt", "c"], "y", { transB: 1 })],
    tensors: [wt, floats("c", [0.5], [1, 1])],
  },
  {
    name: "double that is cast to float",
    input: ["n", 5],
    type: "float64",
    nodes: [node("Cast", ["x"], "f", { to: 1 }), gemm("f", "y")],
    inputs: [port("x", ["n", 5], "double")],
    tensors: [wt, b],
  },
  {
    name: "Reshape to [1, −1] of one sample in a file for any number",
    input: ["one", 1, 5],
    nodes: [node("Sub", ["x", "m"], "c"), node("Reshape", ["c", "s"], "f"), gemm("f", "y")],
    tensors: [wt, b, floats("m", [1, 2, 3, 4, 5]), ints("s", [1, -1])],
  },
  {
    name: "Celu, which is elu for alpha 1",
    input: ["n", 5],
    nodes: [gemm("x", "z"), node("Celu", ["z"], "y")],
    tensors: [wt, b],
  },
  {
    name: "unknown lengths everywhere",
    input: ["n", "a", "c", "d"],
    nodes: [node("Flatten", ["x"], "f"), gemm("f", "y")],
    tensors: [wt, b],
  },
  {
    name: "axes added and taken away",
    input: ["n", 5],
    nodes: [node("Unsqueeze", ["x", "a"], "u"), ...matMul("u", "z"), node("Squeeze", ["z", "a"], "y")],
    tensors: [w, b, ints("a", [1])],
  },
];

/** Rows for the input: 4 samples, or one where the file has no batch. */
function rowsOf(input: readonly (number | string)[]): { dims: number[]; columns: number } {
  const unknown: Record<string, number> = { n: 4, one: 1, a: 1, c: 1, d: 5 };
  const dims = input.map((dim) => (typeof dim === "number" ? dim : unknown[dim]));
  return { dims, columns: dims.reduce((product, length) => product * length, 1) };
}

describe("a perceptron, however it is spelled, gives what onnxruntime gives", () => {
  test.each(spellings)("$name", async ({ input, type, ...parts }) => {
    const bytes = graph({ inputs: [port("x", input)], ...parts });
    const model = fromOnnx(bytes);
    const { inputs } = model instanceof Pipeline ? model.network : model;
    const { dims, columns } = rowsOf(input);
    const x = numbers(columns);
    const rows = Array.from({ length: columns / inputs }, (_, r) => x.slice(r * inputs, (r + 1) * inputs));
    const ours = model.predict(rows).flatMap((row) => [...row]);
    const theirs = await runtime(bytes, dims, x, type);
    expect(ours.length).toBe(theirs.length);
    const tolerance = /half/.test(expect.getState().currentTestName ?? "") ? 2e-2 : 1e-5;
    for (const [k, value] of ours.entries())
      expect(Math.abs(value - theirs[k]) / Math.max(1, Math.abs(theirs[k]))).toBeLessThan(tolerance);
  });

  test("and is one layer of the library's, or a few", () => {
    const load = (name: string) => {
      const { input, ...parts } = spellings.find((each) => each.name === name) as Spelling;
      return fromOnnx(graph({ inputs: [port("x", input)], ...parts }));
    };
    expect((load("Softmax of opset 11 by default") as Sequential).layers[0].activation).toBe(softmax);
    const { layers } = load("BatchNormalization between layers") as Sequential;
    expect(layers.map(({ inputs, outputs, activation }) => [inputs, outputs, activation.name])).toEqual([
      [5, 3, "relu"],
      [3, 2, "identity"],
    ]);
    expect(layers[0].activation).toBe(relu);
    expect(load("BatchNormalization of the input and of the output")).toBeInstanceOf(Pipeline);
    expect(load("a column that a scale of 0 leaves out")).toBeInstanceOf(Sequential);
  });
});
