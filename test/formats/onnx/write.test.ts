import {
  type Activation,
  type Dtype,
  type Elementwise,
  Layer,
  matrix,
  minMax,
  OptionError,
  Pipeline,
  relu,
  Sequential,
  sigmoid,
  softmax,
  standardize,
  step,
  surrogate,
  tanh,
} from "deltarule";
import { fromOnnx, toOnnx } from "deltarule/formats";
import { env, InferenceSession, Tensor } from "onnxruntime-web";
import { describe, expect, it, test } from "vitest";
import { builtIn } from "../../../src/core/checks/builtIn.js";
import { checkParameterBytes } from "../../../src/formats/onnx/write.js";
import { activations } from "../../helpers/exported.js";
import { randomFrom } from "../../helpers/numeric.js";
import { graph, node, tensor } from "../../helpers/onnxGraph.js";

env.wasm.numThreads = 1;
env.logLevel = "error";

type Model = Sequential | Pipeline;

const random = randomFrom(11);
const scattered = (reach: number) =>
  Array.from({ length: 300 }, () => [random(), random()].map((u) => reach * (2 * u - 1)));
/** Numbers around 0, at kinks, and far from 0. */
const wide = [[0, 0], [1, -1], [-3, 3], [1e-8, -1e-8], [-40, 40], [800, -800], ...scattered(12)];
/**
 * Inputs of the usual size. With larger ones, float32 sums would differ by the order of their
 * terms.
 */
const rows = scattered(3);

/** The outputs that onnxruntime computes from the file. */
async function runtime(
  bytes: Uint8Array,
  dtype: Dtype,
  rows: number[][],
): Promise<{ data: ArrayLike<number>; dims: readonly number[] }> {
  const session = await InferenceSession.create(bytes);
  const flat = rows.flat();
  const x =
    dtype === "float64"
      ? new Tensor("float64", Float64Array.from(flat), [rows.length, 2])
      : new Tensor("float32", Float32Array.from(flat), [rows.length, 2]);
  const { output } = await session.run({ input: x });
  await session.release();
  return { data: output.data as Float64Array | Float32Array, dims: output.dims };
}

/** The largest difference, relative to the larger of 1 and the library's output. */
async function furthest(model: Model, dtype: Dtype, x = rows): Promise<number> {
  const ours = model.predict(matrix(x.length, 2, Float64Array.from(x.flat())));
  const theirs = await runtime(toOnnx(model), dtype, x);
  expect(theirs.dims).toEqual([ours.rows, ours.columns]);
  let most = 0;
  ours.data.forEach((value, k) => {
    most = Math.max(most, Math.abs(value - theirs.data[k]) / Math.max(1, Math.abs(value)));
  });
  return most;
}

/** One layer with W = I, so that z is the row itself and only the activation can differ. */
const alone = (activation: Activation, dtype: Dtype): Sequential =>
  new Sequential(
    [
      new Layer(2, 2, activation, {
        weights: [
          [1, 0],
          [0, 1],
        ],
        bias: false,
      }),
    ],
    { seed: 1, dtype },
  );
const twoLayers = (activation: Activation, dtype: Dtype): Sequential =>
  new Sequential([new Layer(2, 5, activation), new Layer(5, 3, activation)] as Layer[], { seed: 3, dtype });

/** The activations that have ONNX nodes; a new activation of the library may have none yet. */
const written =
  "elu gelu geluTanh hardSigmoid hardSwish identity leakyRelu mish relu relu6 selu sigmoid silu softmax softplus softsign step tanh";
const inOnnx = activations.filter(({ it: activation }) => written.split(" ").includes(activation.name));

test("the library has every activation that is written to ONNX", () => {
  expect(new Set(inOnnx.map(({ it: activation }) => activation.name)).size).toBe(written.split(" ").length);
});

describe.each([
  ["float64", 1e-12],
  ["float32", 1e-6],
] as const)("in %s, onnxruntime computes what the library computes", (dtype, tolerance) => {
  it.each(inOnnx)("$title", async ({ it: activation }) => {
    expect(await furthest(alone(activation, dtype), dtype, wide)).toBeLessThan(tolerance);
  });

  it.each([relu, tanh, softmax])("networks of $name", async (activation) => {
    expect(await furthest(twoLayers(activation, dtype), dtype)).toBeLessThan(tolerance);
  });

  it("surrogates, written as the function that they run forward", async () => {
    expect(await furthest(alone(surrogate(step, sigmoid), dtype), dtype, wide)).toBe(0);
    expect(await furthest(twoLayers(surrogate(tanh, sigmoid), dtype), dtype)).toBeLessThan(tolerance);
  });

  it("scalers on both sides", async () => {
    const [x, t] = [rows.map(([a, b]) => [3 * a + 5, b]), rows.map(([a, b]) => [a - 2 * b, 7, a])];
    for (const make of [standardize, minMax]) {
      const network = twoLayers(tanh, dtype);
      expect(await furthest(new Pipeline({ network, inputs: make(x), outputs: make(t) }), dtype)).toBeLessThan(
        tolerance,
      );
    }
  });
});

test.each(inOnnx)("$title is read back as itself, and predicts the same bits", ({ it: activation }) => {
  for (const dtype of ["float64", "float32"] as const) {
    const net = twoLayers(activation, dtype);
    const back = fromOnnx(toOnnx(net)) as Sequential;
    expect(back.layers.map((layer) => layer.activation)).toEqual([activation, activation]);
    expect(back.parameters).toEqual(net.parameters);
    expect(back.predict(rows)).toEqual(net.predict(rows));
  }
});

test("scalers are read back with the same numbers", () => {
  const scaler = standardize(rows);
  for (const parts of [{ inputs: scaler }, { outputs: scaler }, { inputs: scaler, outputs: scaler }]) {
    const network = new Sequential([new Layer(2, 3, tanh), new Layer(3, 2)] as Layer[], { seed: 1 });
    const back = fromOnnx(toOnnx(new Pipeline({ network, ...parts }))) as Pipeline;
    expect([back.inputs?.toJSON(), back.outputs?.toJSON()]).toEqual(
      ["inputs", "outputs"].map((side) => (side in parts ? scaler.toJSON() : undefined)),
    );
    expect(back.network.parameters).toEqual(network.parameters);
  }
});

describe("toOnnx refuses an activation without nodes", () => {
  const refusal = (activation: Activation) => () =>
    toOnnx(new Sequential([new Layer(1, 1), new Layer(1, 1, activation)]));

  test("of your own, even a copy of one that has nodes", () => {
    expect(refusal({ ...tanh, name: "mine" })).toThrow(
      new OptionError(`toOnnx: layer 1's activation is your own "mine", which ONNX has no nodes for`),
    );
    expect(refusal({ ...tanh })).toThrow(`toOnnx: layer 1's activation is your own "tanh"`);
  });

  test("of the library, and does not call it your own", () => {
    const added = builtIn<Activation>({ ...tanh, name: "added" });
    for (const activation of [added, surrogate(added as Elementwise, sigmoid)])
      expect(refusal(activation)).toThrow(
        new OptionError(`toOnnx: layer 1's activation is the library's "added", which ONNX has no nodes for`),
      );
  });
});

describe("what fromOnnx makes where the library has no activation", () => {
  const loaded = (
    activation: string,
    attributes: Record<string, number>,
    nodes = [node(activation, ["z"], "y", attributes)],
  ) =>
    fromOnnx(
      graph({
        nodes: [node("MatMul", ["x", "w"], "z"), ...nodes],
        tensors: [tensor("w", [2, 2], [1, 0, 0, 1]), tensor("least", [], [-1.5])],
        opset: 9,
      }),
    );

  test.each([
    ["LogSoftmax", loaded("LogSoftmax", { axis: 1 })],
    ["Clip", loaded("Clip", { min: -1.5, max: 2.5 })],
    ["Clip with one bound", loaded("", {}, [node("Max", ["z", "least"], "y")])],
  ])("%s is written back, and gives the same", async (_, model) => {
    expect(await furthest(model, "float32")).toBeLessThan(1e-5);
    const again = fromOnnx(toOnnx(model));
    expect(again.predict(rows)).toEqual(model.predict(rows));
  });
});

test("parameters of more than 1.5 GB are refused with their size", () => {
  expect(() => checkParameterBytes(375_000_000, "float32")).not.toThrow();
  expect(() => checkParameterBytes(400_000_000, "float32")).toThrow(OptionError);
  expect(() => checkParameterBytes(250_000_000, "float64")).toThrow(
    "toOnnx: the parameters take 2.0 GB, an ONNX file holds at most 1.5 GB of them; toSafetensors has no such limit",
  );
});
