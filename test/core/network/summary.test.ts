import { Layer, relu, Sequential, sigmoid, softmax, step, surrogate } from "deltarule";
import { expect, test } from "vitest";

test("a summary is a table of sizes, activations and parameters", () => {
  const net = new Sequential(
    [
      new Layer(784, 128, relu),
      new Layer(128, 10, surrogate(step, sigmoid), { bias: false }),
      new Layer(10, 10, softmax),
    ],
    { seed: 7, dtype: "float32" },
  );
  const lines = net.summary().split("\n");
  expect(lines).toEqual([
    "layer  size       activation                parameters",
    "0      784 → 128  relu                      100480",
    "1      128 → 10   surrogate(step, sigmoid)  1280 (no bias)",
    "2      10 → 10    softmax                   110",
    `101870 parameters, float32, ${net.engine.name} engine, seed 7`,
  ]);
});
