import {
  adam,
  crossEntropy,
  Layer,
  lbfgs,
  mse,
  relu,
  Sequential,
  sgd,
  sigmoid,
  softmax,
  squaredError,
  step,
  surrogate,
  tanh,
} from "deltarule";
import { explain, type Trace, toText } from "deltarule/explain";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allParameters, notesNetwork, notesTrace } from "../../helpers/explain.js";
import { networkOf, problems } from "../../helpers/problems.js";

const whole = { neurons: Infinity, terms: Infinity };

function close(one: number, other: number, tolerance: number, scale = 0): void {
  expect(Math.abs(one - other)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(one), Math.abs(other), scale));
}

describe("the numbers of a trace", () => {
  it.each(["float64", "float32"] as const)("are the engine's, bit for bit, for random %s networks", (dtype) => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { loss } = problem;
        const [x, t] = [problem.x[0], problem.t[0]];
        const net = networkOf(problem, dtype);
        const forward = net.forward([x]);
        const backward = net.backward(forward, [t], loss);
        const trace = explain(net, x, t, { loss, limit: whole });
        expect(trace.loss.value).toBe(backward.loss);
        const numbers = (of: (neuron: Trace["layers"][number]["neurons"][number]) => number, l: number): number[] =>
          trace.layers[l].neurons.map(of);
        net.layers.forEach((_, l) => {
          expect(numbers(({ z }) => z, l)).toEqual([...forward.layers[l].z.data]);
          expect(numbers(({ a }) => a, l)).toEqual([...forward.layers[l].a.data]);
          expect(numbers(({ delta }) => delta, l)).toEqual([...backward.layers[l].delta.data]);
        });
        expect(allParameters(trace).map(({ gradient }) => gradient)).toEqual([...backward.gradient]);
        expect(allParameters(trace).map(({ value }) => value)).toEqual([...net.parameters]);
        expect(trace.inputs.map(({ value }) => value)).toEqual([...forward.input.data]);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it.each(["float64", "float32"] as const)("are sums of the products shown, in %s", (dtype) => {
    const rounded = dtype === "float32" ? Math.fround : (value: number) => value;
    const loose = dtype === "float32" ? 1e-4 : 1e-12;
    fc.assert(
      fc.property(problems, (problem) => {
        const net = networkOf(problem, dtype);
        const trace = explain(net, problem.x[0], problem.t[0], { loss: problem.loss, limit: whole });
        for (const [l, { neurons }] of trace.layers.entries()) {
          for (const neuron of neurons) {
            const { terms, bias, z, gradient, slope, delta, arrivals, jacobian } = neuron;
            for (const { weight, value, product } of terms) expect(product).toBe(rounded(weight.value * value));
            for (const { weight, value } of terms) expect(weight.gradient).toBe(rounded(delta * value) + 0);
            const total = terms.reduce((sum, { product }) => sum + product, bias?.value ?? 0);
            close(total, z, loose);
            if (slope !== null && gradient !== null) expect(delta).toBe(rounded(gradient * slope));
            for (const one of arrivals) expect(one.product).toBe(rounded(one.delta * one.weight));
            const reach = arrivals.reduce((sum, { product }) => sum + Math.abs(product), 0);
            if (l < trace.layers.length - 1)
              close(
                arrivals.reduce((sum, { product }) => sum + product, 0),
                gradient ?? Number.NaN,
                loose,
                reach,
              );
            const through = jacobian.reduce((sum, { product }) => sum + Math.abs(product), 0);
            if (jacobian.length > 0)
              close(
                jacobian.reduce((sum, { product }) => sum + product, 0),
                delta,
                loose,
                through,
              );
          }
        }
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it("agree with difference quotients, except at kinks", () => {
    const counts: Record<string, number> = { agrees: 0, differs: 0, kink: 0, surrogate: 0 };
    fc.assert(
      fc.property(problems, (problem) => {
        const net = networkOf(problem, "float64");
        const trace = explain(net, problem.x[0], problem.t[0], {
          loss: problem.loss,
          check: true,
          limit: { neurons: 2, terms: 2 },
        });
        for (const { check } of allParameters(trace)) counts[check?.status ?? "differs"]++;
      }),
      { seed: 3, numRuns: 40 },
    );
    expect(counts).toMatchObject({ differs: 0, surrogate: 0 });
    expect(counts.agrees).toBeGreaterThan(200);
    expect(counts.kink).toBeLessThan(10);
  });

  it("survive JSON", () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const net = networkOf(problem, "float64");
        const trace = explain(net, problem.x[0], problem.t[0], { loss: problem.loss, optimizer: sgd() });
        const text = JSON.stringify(trace);
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
        expect(text).not.toContain('"0":');
        expect(toText(JSON.parse(text))).toBe(toText(trace));
      }),
      { seed: 4, numRuns: 20 },
    );
  });
});

describe("the update of a trace", () => {
  it.each([
    ["sgd", sgd({ learningRate: 0.1 }), "gradient"],
    ["sgd with momentum, second step", sgd({ learningRate: 0.1, momentum: 0.9 }), "velocity"],
    ["sgd with weight decay", sgd({ learningRate: 0.1, weightDecay: 0.1 }), "other"],
    ["adam", adam(), "other"],
    ["lbfgs", lbfgs(), "other"],
  ] as const)("is that of partialFit: %s", (_, optimizer, rule) => {
    const make = () => new Sequential([new Layer(3, 4, tanh, { dropout: 0.5 }), new Layer(4, 2)], { seed: 5 });
    const plain = () => {
      const net = new Sequential([new Layer(3, 4, tanh), new Layer(4, 2)], { seed: 5 });
      net.parameters.set(make().parameters);
      return net;
    };
    const [x, t] = [
      [0.2, -1, 0.7],
      [1, -0.5],
    ];
    const state = optimizer.initialize(26);
    plain().partialFit([x], [t], { loss: mse, optimizer, state });
    const kept = JSON.stringify(state);
    const net = make();
    const trace = explain(net, x, t, { loss: mse, optimizer, state });
    expect(JSON.stringify(state)).toBe(kept);
    expect([...net.parameters]).toEqual([...make().parameters]);
    const updated = plain();
    updated.partialFit([x], [t], { loss: mse, optimizer, state });
    expect(allParameters(trace).map(({ next }) => next)).toEqual([...updated.parameters]);
    expect(trace.update?.rule).toBe(rule);
    expect(trace.update?.optimizer).toBe(optimizer.name);
    expect(trace.update?.loss).toBe(updated.evaluate([x], [t], { loss: mse }).loss);
    expect(trace.update?.outputs.map(({ value }) => value)).toEqual([...updated.predict(x)]);
    expect(trace.notes).toEqual([{ kind: "dropout" }]);
    expect(toText(trace)).toContain("Dropout acts in training only, and is left out here.");
  });

  it("is that of the lecture notes, with learning rate 1 and ½", () => {
    expect(notesTrace().update?.loss).toBeCloseTo(0.016565382326770395, 15);
    expect(notesTrace().update?.outputs[0].value).toBeCloseTo(0.6820185832642942, 14);
    expect(notesTrace({ learningRate: 0.5 }).update?.loss).toBeCloseTo(0.017328262045344198, 15);
  });

  it("is absent without an optimizer", () => {
    const trace = explain(notesNetwork(), [0.35, 0.9], [0.5], { loss: squaredError });
    expect(trace.update).toBeNull();
    expect(allParameters(trace).map(({ next, check }) => [next, check])).toEqual(Array(6).fill([null, null]));
  });
});

describe("explain", () => {
  const net = notesNetwork();
  const options = { loss: squaredError };

  it.each([
    [
      "anything but a network",
      () => explain({} as Sequential, [1, 2], [1], options),
      "OptionError: explain: the network is an object, wanted a Sequential",
    ],
    [
      "more targets than samples",
      () => explain(net, [[1, 2]], [[1], [2]], options),
      "DataError: explain: 1 row of inputs, but 2 of targets",
    ],
    [
      "more weights than samples",
      () => explain(net, [[1, 2]], [[1]], { ...options, sampleWeights: [1, 2] }),
      "DataError: explain: 1 row of inputs, but 2 of sampleWeights",
    ],
    [
      "a sample of the wrong length",
      () => explain(net, [1, 2, 3], [1], options),
      "ShapeError: explain: the sample has 3 numbers, the network takes 2",
    ],
    [
      "targets of the wrong length",
      () => explain(net, [1, 2], [1, 2], options),
      "ShapeError: explain: row 0 of the targets has 2 numbers, the network gives 1",
    ],
    [
      "a limit of 0",
      () => explain(net, [1, 2], [1], { ...options, limit: { terms: 0 } }),
      "OptionError: explain: limit.terms is 0, wanted a whole number from 1, or Infinity",
    ],
    [
      "an unknown option",
      () => explain(net, [1, 2], [1], { ...options, optimiser: sgd() } as typeof options),
      'OptionError: explain: there is no option "optimiser"; there are loss, optimizer, state, sampleWeights, regularization, check, limit; did you mean optimizer?',
    ],
    [
      "a check that is not a boolean",
      () => explain(net, [1, 2], [1], { ...options, check: 1 as unknown as boolean }),
      "OptionError: explain: check is 1, wanted true or false",
    ],
  ])("refuses %s", (_, call, message) => {
    expect(call).toThrow();
    try {
      call();
    } catch (error) {
      expect(String(error)).toBe(message);
    }
  });

  it("refuses step as backward does, and notes that a surrogate borrows its slope", () => {
    const stepped = new Sequential([new Layer(1, 1, step)], { seed: 1 });
    expect(() => explain(stepped, [1], [1], options)).toThrow(
      "explain: layer 0's step is not differentiable; take surrogate(step, sigmoid)",
    );
    const lent = new Sequential([new Layer(2, 2, surrogate(step, sigmoid)), new Layer(2, 1, sigmoid)], { seed: 1 });
    const trace = explain(lent, [1, 2], [1], { ...options, check: true });
    expect(trace.notes).toEqual([{ kind: "surrogate", layer: 0, forward: "step", backward: "sigmoid" }]);
    expect(toText(trace)).toContain("Layer 1 uses step forward and the slope of sigmoid backward");
    const [hidden, last] = trace.layers.map(({ neurons }) =>
      neurons.flatMap(({ terms }) => terms.map(({ weight }) => weight.check?.status)),
    );
    expect(hidden).toEqual(Array(4).fill("surrogate"));
    expect(last).toEqual(["agrees", "agrees"]);
  });

  it("detects a wrong gradient of a loss, and a kink", () => {
    const wrong = {
      ...squaredError,
      name: "wrong",
      gradient: (o: ArrayLike<number>, t: ArrayLike<number>, into: Float64Array | Float32Array) => {
        into[0] = 2 * (o[0] - t[0]);
      },
    };
    const trace = explain(notesNetwork(), [0.35, 0.9], [0.5], { loss: wrong, check: true });
    expect(new Set(allParameters(trace).map(({ check }) => check?.status))).toEqual(new Set(["differs"]));
    const bent = new Sequential([new Layer(1, 1, relu, { weights: [[0]], bias: false })]);
    const kink = explain(bent, [1], [1], { ...options, check: true });
    expect(allParameters(kink)[0].check?.status).toBe("kink");
  });

  it("shows the neurons of a large network with the largest |δ|, and counts the rest", () => {
    const large = new Sequential([new Layer(50, 20, relu), new Layer(20, 10, softmax)], { seed: 1 });
    const x = Array.from({ length: 50 }, (_, i) => Math.sin(i));
    const t = Array.from({ length: 10 }, (_, k) => (k === 3 ? 1 : 0));
    const trace = explain(large, x, t, { loss: crossEntropy, limit: { neurons: 3, terms: 5 } });
    const delta = large.backward(large.forward(x), t, crossEntropy).layers[1].delta.data;
    const shown = trace.layers[1].neurons.map(({ index }) => index);
    expect(shown).toEqual([...shown].sort((one, other) => one - other));
    const smallest = Math.min(...shown.map((j) => Math.abs(delta[j])));
    for (const [j, value] of delta.entries())
      if (!shown.includes(j)) expect(Math.abs(value)).toBeLessThanOrEqual(smallest);
    expect(trace.layers.map(({ omitted }) => omitted)).toEqual([17, 7]);
    for (const { terms, rest, bias, z } of trace.layers[0].neurons) {
      expect(terms).toHaveLength(5);
      expect(rest?.count).toBe(45);
      close(
        terms.reduce((sum, { product }) => sum + product, (rest?.sum ?? 0) + (bias?.value ?? 0)),
        z,
        1e-12,
      );
    }
  });
});
