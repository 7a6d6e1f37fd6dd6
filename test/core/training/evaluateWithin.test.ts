import { type Engine, Layer, type Loss, reference, Sequential, simd, squaredError, tanh } from "deltarule";
import { describe, expect, test } from "vitest";

describe.each([
  ["reference", reference],
  ["simd", simd],
] as [string, Engine][])("with %s", (_, engine) => {
  const x = [[0.1], [0.5], [-0.7]];
  const t = [[0.3], [-0.2], [0.9]];

  test("a loss may predict with the network that is being evaluated", () => {
    const net = new Sequential([new Layer(1, 3, tanh), new Layer(3, 1)], { seed: 5, engine });
    const curious: Loss = {
      name: "curious",
      value: (output, target) => {
        net.predict([0.9]);
        net.predict([[0.2], [0.4], [0.6], [0.8]]);
        return squaredError.value(output, target);
      },
      gradient: squaredError.gradient,
    };
    const first = { name: "first", compute: (output: { data: ArrayLike<number> }) => output.data[0] };
    const plain = net.evaluate(x, t, { loss: squaredError, metrics: [first] });
    expect(net.evaluate(x, t, { loss: curious, metrics: [first] })).toEqual(plain);
  });
});

test("a pass of more samples than go through at once is the same", () => {
  const wide = (engine: Engine) => new Sequential([new Layer(2, 300, tanh), new Layer(300, 1)], { seed: 5, engine });
  // 2²¹ numbers hold 1,735 samples of this network.
  const rows = 2000;
  const x = Array.from({ length: rows }, (_, r) => [Math.sin(r), Math.cos(3 * r)]);
  const t = x.map(([one]) => [one]);
  const weights = x.map((_, r) => 1 + (r % 3));
  const results = [reference, simd].map((engine) => {
    const net = wide(engine);
    const forward = net.forward(x);
    return { forward, backward: net.backward(forward, t, squaredError, { sampleWeights: weights }) };
  });
  expect(results[1]).toEqual(results[0]);
  const { forward, backward } = results[0];
  const net = wide(reference);
  const last = net.forward(x.slice(1990));
  expect(forward.layers[0].z.data.slice(1990 * 300)).toEqual(last.layers[0].z.data);
  expect(backward.layers[1].delta.data[1999]).toBe((weights[1999] / rows) * (forward.output.data[1999] - t[1999][0]));
  expect(backward.layers[1].delta.data[0]).toBe((weights[0] / rows) * (forward.output.data[0] - t[0][0]));
  let sum = 0;
  for (const delta of backward.layers[1].delta.data) sum += delta;
  expect(backward.layers[1].biases?.[0]).toBe(sum);
});
