import { readdirSync, readFileSync } from "node:fs";
import { FormatError, gelu, hardSigmoid, Layer, Pipeline, relu, type Sequential, silu, softmax, tanh } from "deltarule";
import { fromOnnx, fromSafetensors } from "deltarule/formats";
import { describe, expect, it, test } from "vitest";

const folder = new URL("../fixtures/formats/", import.meta.url);
const bytesOf = (name: string): Uint8Array => readFileSync(new URL(name, folder));
const expected: Record<string, { x: number[][]; y: number[][] }> = JSON.parse(
  readFileSync(new URL("expected.json", folder), "utf8"),
);
const names = readdirSync(folder);

/** The largest difference, relative to the larger of 1 and the wanted value. */
function furthest(model: Sequential | Pipeline, { x, y }: { x: number[][]; y: number[][] }): number {
  const given = model.predict(x);
  expect([given.length, given[0].length]).toEqual([y.length, y[0].length]);
  return Math.max(
    ...y.flatMap((row, r) => row.map((value, c) => Math.abs(given[r][c] - value) / Math.max(1, Math.abs(value)))),
  );
}

describe("ONNX files of other libraries", () => {
  const good = names.filter((name) => name.endsWith(".onnx") && name !== "torch-conv.onnx");

  it("are present", () => {
    expect(good.length).toBeGreaterThan(25);
  });

  test.each(good)("%s gives the outputs that its own library gave", (name) => {
    const double = name === "torch-double.onnx";
    const model = fromOnnx(bytesOf(name));
    expect((model instanceof Pipeline ? model.network : model).dtype).toBe(double ? "float64" : "float32");
    expect(furthest(model, expected[name])).toBeLessThan(double ? 1e-12 : 1e-6);
  });

  it("are read as the layers that were exported", () => {
    const shape = (name: string): unknown => {
      const model = fromOnnx(bytesOf(name));
      const { layers } = model instanceof Pipeline ? model.network : model;
      return layers.map(({ inputs, outputs, activation }) => [inputs, outputs, activation.name]);
    };
    expect(shape("torch-functional.onnx")).toEqual([
      [3, 5, "silu"],
      [5, 4, "hardSigmoid"],
      [4, 2, "softmax"],
    ]);
    expect(shape("keras-dense.onnx")).toEqual([
      [3, 5, "gelu"],
      [5, 4, "leakyRelu"],
      [4, 2, "softmax"],
    ]);
    expect(shape("sklearn-two.onnx")).toEqual([
      [3, 5, "relu"],
      [5, 4, "relu"],
      [4, 2, "sigmoid"],
    ]);
    expect(shape("torch-unfolded.onnx")).toEqual([
      [4, 6, "relu"],
      [6, 5, "gelu"],
      [5, 1, "identity"],
    ]);
  });

  it("are read with their scalers", () => {
    const { inputs, outputs } = fromOnnx(bytesOf("torch-scaled.onnx")) as Pipeline;
    expect(inputs?.toJSON()).toEqual({ name: "standardize", offsets: [1, -2, 30], scales: [0.5, 2, 7] });
    expect(outputs?.toJSON()).toEqual({ name: "standardize", offsets: [40], scales: [12.5] });
    expect(fromOnnx(bytesOf("sklearn-three.onnx"))).toBeInstanceOf(Pipeline);
  });

  it("that are not perceptrons are refused at the first node that no perceptron has", () => {
    expect(() => fromOnnx(bytesOf("torch-conv.onnx"))).toThrow(FormatError);
    expect(() => fromOnnx(bytesOf("torch-conv.onnx"))).toThrow(
      /^fromOnnx: node \d \(Conv, "\/0\/Conv"\) belongs to a convolutional network; a perceptron is a chain of/,
    );
  });
});

describe("safetensors files of PyTorch", () => {
  const layers = () => [new Layer(3, 4, tanh), new Layer(4, 4, relu), new Layer(4, 2)];

  test.each([
    ["F64", "float64", 1e-12],
    ["F32", "float32", 1e-6],
    ["F16", "float32", 1e-6],
    ["BF16", "float32", 1e-6],
  ] as const)("in %s give the outputs of PyTorch", (dtype, ours, tolerance) => {
    const name = `torch-${dtype}.safetensors`;
    const net = fromSafetensors(bytesOf(name), { layers: layers() });
    expect(net.dtype).toBe(ours);
    expect(furthest(net, expected[name])).toBeLessThan(tolerance);
  });

  it("with names that differ only in numbers are read in the order of the numbers", () => {
    const name = "torch-named.safetensors";
    const named = [new Layer(3, 5, silu), new Layer(5, 4, hardSigmoid, { bias: false }), new Layer(4, 2, softmax)];
    expect(furthest(fromSafetensors(bytesOf(name), { layers: named }), expected[name])).toBeLessThan(1e-6);
  });

  it("have no architecture: layers must be given", () => {
    expect(() => fromSafetensors(bytesOf("torch-F32.safetensors"))).toThrow(
      "fromSafetensors: __metadata__.deltarule is undefined, wanted the architecture; say it in { layers } for a file of another library",
    );
    expect(() => fromSafetensors(bytesOf("torch-F32.safetensors"), { layers: [new Layer(3, 2, gelu)] })).toThrow(
      FormatError,
    );
  });
});

test("every fixture has outputs to compare with", () => {
  expect(names.filter((name) => !/\.md$|\.json$/.test(name) && !(name in expected))).toEqual([]);
});
