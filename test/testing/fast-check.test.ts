import { identity, relu, type Sequential, sigmoid, squaredError, tanh } from "deltarule";
import { checkGradients } from "deltarule/testing";
import { batches, losses, networks, problems } from "deltarule/testing/fast-check";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

/** Whether a check accepts the network's own backward pass with ∂E/∂b doubled. */
const doubled = (net: Sequential, x: number[][], t: number[][]): boolean =>
  checkGradients(net, x, t, squaredError, {
    backward: (it, x, t, loss) => {
      const given = it.backward(it.forward(x), t, loss);
      for (const { biases } of given.layers) biases?.forEach((one, k) => void biases.fill(2 * one, k, k + 1));
      return given;
    },
  }).ok;

describe("networks", () => {
  it("shrink to one layer of one neuron when every layer has a bug", () => {
    const property = fc.property(
      networks().chain((net) => fc.tuple(fc.constant(net), batches(net, { loss: squaredError }))),
      ([net, { x, t }]) => doubled(net, x, t),
    );
    const found = fc.check(property, { seed: 3, numRuns: 200 });
    expect(found.failed).toBe(true);
    const [net, batch] = found.counterexample?.[0] ?? [];
    expect(net?.layers.map(({ inputs, outputs, activation }) => [inputs, outputs, activation])).toEqual([
      [1, 1, identity],
    ]);
    expect([batch?.x.length, batch?.t.length]).toEqual([1, 1]);
    expect(fc.stringify(net)).toMatch(/^new Sequential\(\[new Layer\(1, 1, identity\)\], \{ seed: \d+ \}\)$/);
  });

  it("respect their options", () => {
    fc.assert(
      fc.property(networks({ maxLayers: 2, maxWidth: 3, activations: [tanh, relu], dtype: "float32" }), (net) => {
        expect(net.layers.length).toBeLessThanOrEqual(2);
        expect(net.dtype).toBe("float32");
        for (const { inputs, outputs, activation } of net.layers) {
          expect(Math.max(inputs, outputs)).toBeLessThanOrEqual(3);
          expect([tanh, relu]).toContain(activation);
        }
      }),
      { seed: 1, numRuns: 100 },
    );
    expect(() => networks({ maxWidth: 0 })).toThrow("networks: maxWidth is 0, wanted a whole number from 1");
  });

  it("have every depth and width, with and without biases", () => {
    const drawn = fc.sample(networks({ maxLayers: 3, maxWidth: 4 }), { seed: 2, numRuns: 200 });
    expect(new Set(drawn.map(({ layers }) => layers.length))).toEqual(new Set([1, 2, 3]));
    expect(new Set(drawn.map(({ inputs }) => inputs))).toEqual(new Set([1, 2, 3, 4]));
    expect(new Set(drawn.map(({ layers }) => layers[0].biases === null))).toEqual(new Set([true, false]));
  });

  it("print as the code that makes them", () => {
    const [net] = fc.sample(networks({ maxLayers: 1, maxWidth: 1, activations: [sigmoid] }), { seed: 8, numRuns: 1 });
    const code = fc.stringify(net);
    expect(code).toContain(`new Layer(1, 1, sigmoid`);
    expect(code).toContain(`seed: ${net.seed}`);
  });
});

describe("losses and batches", () => {
  it("fit each other and the network", () => {
    fc.assert(
      fc.property(problems({ maxLayers: 2, maxWidth: 3 }), ({ net, x, t, loss }) => {
        expect(Number.isFinite(net.evaluate(x, t, { loss }).loss)).toBe(true);
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  it("are every loss of the library, the simplest first", () => {
    const names = new Set(fc.sample(losses(), { seed: 1, numRuns: 200 }).map(({ name }) => name));
    expect(names).toEqual(
      new Set([
        "squaredError",
        "mse",
        "mae",
        "huber",
        "hinge",
        "binaryCrossEntropy",
        "crossEntropy",
        "focal",
        "logCosh",
        "poisson",
        "quantile",
      ]),
    );
  });

  it("shrink to one sample", () => {
    const sizes = { inputs: 3, outputs: 2 };
    const found = fc.check(
      fc.property(batches(sizes), ({ x }) => x.length > 5),
      { seed: 1 },
    );
    expect(found.counterexample).toEqual([{ x: [[0, 0, 0]], t: [[1, 1]] }]);
  });
});
