import {
  crossEntropy,
  Layer,
  leakyRelu,
  mae,
  mse,
  relu,
  Sequential,
  sigmoid,
  softmax,
  squaredError,
  step,
  surrogate,
  tanh,
} from "deltarule";
import { checkGradients } from "deltarule/testing";
import { describe, expect, it } from "vitest";

const small = (options = {}) =>
  new Sequential([new Layer(2, 3, tanh), new Layer(3, 2, sigmoid)], { seed: 6, ...options });
const x = [
  [0.4, -1.2],
  [1.5, 0.3],
];
const t = [
  [1, 0],
  [0, 0.5],
];

describe("entries on kinks", () => {
  // Row 0 gives z = 0 exactly in neuron 0, and neuron 1 is dead. Nothing is rounded.
  const onKink = () =>
    new Sequential([
      new Layer(2, 3, relu, {
        weights: [
          [1, -1],
          [-1, -1],
          [1, 1],
        ],
        biases: [0, 0, 0],
      }),
      new Layer(3, 1, leakyRelu(), { weights: [[1, 2, 3]], biases: [1] }),
    ]);

  it("are found by the side of every z, and counted", () => {
    const report = checkGradients(onKink(), [[1, 1]], [[0]], squaredError);
    const on = report.entries
      .filter(({ status }) => status === "kink")
      .map(({ layer, parameter, index }) => `${layer} ${parameter} ${index}`);
    expect(on.sort()).toEqual([
      "0 biases 0",
      "0 delta 0,0",
      "0 input 0,0",
      "0 input 0,1",
      "0 weights 0,0",
      "0 weights 0,1",
    ]);
    expect([report.ok, report.totals.kink, report.totals.fail]).toEqual([true, 6, 0]);
    expect(String(report)).toContain("kink: 6 not compared");
  });

  it("fail with kinks: fail", () => {
    const report = checkGradients(onKink(), [[1, 1]], [[0]], squaredError, { kinks: "fail" });
    expect([report.ok, report.totals.kink, report.totals.fail]).toEqual([false, 0, 6]);
  });

  it("are avoided with kinks: resample, which restores the parameters bit for bit", () => {
    const net = onKink();
    const before = net.parameters.slice();
    const report = checkGradients(net, [[1, 1]], [[0]], squaredError, { kinks: "resample" });
    expect([report.ok, report.totals.kink]).toEqual([true, 0]);
    expect(report.notes[0]).toMatch(/^6 entries were on a kink: parameters and inputs were moved at random/);
    expect(net.parameters).toEqual(before);
  });

  it("of a loss are found", () => {
    const net = new Sequential([new Layer(1, 2, undefined, { weights: [[1], [2]], bias: false })]);
    const report = checkGradients(net, [[1]], [[1, 0]], mae);
    expect(
      report.entries.filter(({ status }) => status === "kink").map(({ parameter, index }) => [parameter, index]),
    ).toEqual(
      expect.arrayContaining([
        ["delta", [0, 0]],
        ["weights", [0, 0]],
        ["input", [0, 0]],
      ]),
    );
    expect(report.totals).toEqual({ entries: 5, ok: 2, fail: 0, kink: 3, flat: 0 });
  });

  it("that the activation does not declare are found before an entry fails", () => {
    const unnamed = { name: "unnamed", apply: (z: number) => Math.abs(z), derivative: (z: number) => Math.sign(z) };
    const net = new Sequential([new Layer(1, 1, unnamed, { weights: [[1]], biases: [-1] })]);
    const report = checkGradients(net, [[1]], [[3]], squaredError);
    expect(report.totals).toEqual({ entries: 4, ok: 0, fail: 0, kink: 4, flat: 0 });
    expect(report.ok).toBe(false);
    expect(String(report)).toMatch(/^Not checked/);
  });
});

describe("an activation without a slope", () => {
  it("is reported as not differentiable", () => {
    const net = new Sequential([new Layer(2, 2, step), new Layer(2, 2, sigmoid)], { seed: 1 });
    const report = checkGradients(net, x, t, mse);
    expect([report.ok, report.totals.entries, report.diagnosis?.pattern]).toEqual([false, 0, "not differentiable"]);
    expect(report.diagnosis?.message).toContain("layer 0's step is not differentiable");
  });

  it("is checked against the slope that it borrows, with a note", () => {
    const net = new Sequential([new Layer(2, 3, surrogate(step, sigmoid)), new Layer(3, 2, surrogate(relu, tanh))], {
      seed: 2,
    });
    const report = checkGradients(net, x, t, mse);
    expect(report.ok).toBe(true);
    expect(report.notes[0]).toContain("checked with sigmoid's slope, and is not that of E");
    const wrong = { ...sigmoid, derivative: (z: number, a: number) => 2 * sigmoid.derivative(z, a) };
    const other = new Sequential([new Layer(2, 3, surrogate(step, wrong)), new Layer(3, 2)], { seed: 2 });
    expect(checkGradients(other, x, t, mse).diagnosis).toMatchObject({
      pattern: "factor",
      scope: "from a layer down",
      ratio: expect.closeTo(2, 6),
    });
  });
});

describe("guards", () => {
  it("detect random results", () => {
    let calls = 0;
    const report = checkGradients(small(), x, t, mse, {
      backward: (net, x, t, loss) => {
        const given = net.backward(net.forward(x), t, loss);
        given.gradient[0] += 1e-12 * calls++;
        return given;
      },
    });
    expect([report.ok, report.totals.fail, report.diagnosis?.pattern]).toEqual([false, 0, "random"]);
  });

  it("restore the parameters bit for bit when the backward pass throws or writes to them", () => {
    for (const throws of [true, false]) {
      const net = small();
      net.parameters[3] = -0;
      const before = net.parameters.slice();
      const check = () =>
        checkGradients(net, x, t, mse, {
          backward: (it, x, t, loss) => {
            it.parameters.fill(7);
            if (throws) throw new Error("out of paper");
            return it.backward(it.forward(x), t, loss);
          },
        });
      if (throws) expect(check).toThrow("out of paper");
      else expect(check().ok).toBe(false);
      expect(Array.from(net.parameters, (one) => Object.is(one, -0))).toEqual(
        Array.from(before, (one) => Object.is(one, -0)),
      );
      expect(net.parameters).toEqual(before);
    }
  });

  it("detect a forward pass that differs from the layers'", () => {
    const net = small();
    const { layers, dtype, seed } = net;
    const report = checkGradients(
      {
        layers,
        dtype,
        seed,
        forward: (x) => {
          const pass = net.forward(x);
          pass.layers[1].z.data[0] += 0.01;
          return pass;
        },
        backward: (...given) => net.backward(...given),
      },
      x,
      t,
      mse,
    );
    expect(report.firstWrong).toEqual({ layer: 1, parameter: "z" });
    expect(report.diagnosis?.pattern).toBe("forward pass");
  });
});

describe("methods and dtypes", () => {
  const wide = () => new Sequential([new Layer(20, 30, relu), new Layer(30, 5, softmax)], { seed: 3 });
  const rows = [
    Array.from({ length: 20 }, (_, k) => Math.sin(k)),
    Array.from({ length: 20 }, (_, k) => Math.cos(2 * k)),
  ];
  const classes = [
    [0, 1, 0, 0, 0],
    [0, 0, 0, 0, 1],
  ];

  it.each(["richardson", "central", "directional"] as const)(
    "%s agrees with a right backward pass and detects a wrong one",
    (method) => {
      expect(checkGradients(wide(), rows, classes, crossEntropy, { method }).ok).toBe(true);
      const report = checkGradients(wide(), rows, classes, crossEntropy, {
        method,
        backward: (net, x, t, loss) => {
          const given = net.backward(net.forward(x), t, loss);
          given.layers[0].biases?.fill(0);
          return given;
        },
      });
      expect([report.ok, report.firstWrong]).toEqual([false, { layer: 0, parameter: "biases" }]);
      expect(report.diagnosis).toMatchObject({ pattern: "zero", scope: "biases only" });
    },
  );

  it("a float32 network is compared with its float64 copy, and the copy with difference quotients", () => {
    const report = checkGradients(small({ dtype: "float32" }), x, t, mse);
    expect([report.ok, report.copy?.ok, report.totals.fail]).toEqual([true, true, 0]);
    expect(report.entries.every(({ step }) => step === 0)).toBe(true);
    expect(report.copy?.entries.some(({ step }) => step > 0)).toBe(true);
  });

  it("a wrong activation in a float32 network shows in the float64 copy", () => {
    const wrong = { ...tanh, derivative: () => 1 };
    const net = new Sequential([new Layer(2, 3, wrong), new Layer(3, 2)], { seed: 6, dtype: "float32" });
    const report = checkGradients(net, x, t, mse);
    expect([report.ok, report.copy?.ok]).toEqual([false, false]);
    expect(String(report)).toContain("Its float64 copy is wrong by itself");
  });

  it("maxEntries limits the entries of a part, with a note", () => {
    const report = checkGradients(wide(), rows, classes, crossEntropy, { maxEntries: 10 });
    expect(report.entries.filter(({ layer, parameter }) => layer === 0 && parameter === "weights")).toHaveLength(10);
    expect(report.notes.join()).toContain("Of layer 0's weights, 10 of 600 entries were compared, drawn by the seed.");
  });

  it("a backward pass without the sample weights is recognized", () => {
    expect(checkGradients(small(), x, t, mse, { sampleWeights: [0.5, 3] }).ok).toBe(true);
    const report = checkGradients(small(), x, t, mse, {
      sampleWeights: [0.5, 3],
      backward: (net, x, t, loss) => net.backward(net.forward(x), t, loss),
    });
    expect(report.diagnosis?.pattern).toBe("missing sample weights");
  });

  it("unknown options, values out of range and gradients of wrong sizes are refused", () => {
    const { check } = { check: (options: object) => () => checkGradients(small(), x, t, mse, options) };
    expect(check({ methode: "central" })).toThrow('checkGradients: there is no option "methode"');
    expect(check({ method: "forward" })).toThrow(
      'checkGradients: method is "forward", wanted "richardson" or "central" or "directional"',
    );
    expect(check({ tolerance: 0 })).toThrow("checkGradients: tolerance is 0, wanted a number above 0");
    expect(check({ backward: () => ({ layers: [] }) })).toThrow(
      "checkGradients: the gradients are of 0 layers, the network has 2",
    );
    expect(check({ backward: () => ({ W1: [1] }) })).toThrow(
      "checkGradients: the gradients have no list of layers, wanted { layers: [{ delta, weights, biases }, …] }",
    );
    expect(check({ backward: () => ({ layers: [{ biases: [1] }, {}] }) })).toThrow(
      "checkGradients: layer 0's biases has 1 numbers, wanted 1 × 3",
    );
  });
});
