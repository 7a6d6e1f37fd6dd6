import {
  adam,
  binaryCrossEntropy,
  crossEntropy,
  crossValidate,
  huber,
  Layer,
  type Loss,
  lbfgs,
  type Matrix,
  mae,
  matrix,
  mse,
  oneHot,
  relu,
  Sequential,
  sgd,
  sigmoid,
  softmax,
  squaredError,
  type TrainOptions,
  tanh,
  type Warning,
} from "deltarule";
import { afterEach, describe, expect, it, vi } from "vitest";
import { measureTargets } from "../../../src/core/training/constantLoss.js";

const gates = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const xor = [[0], [1], [1], [0]];
const xorNet = (seed = 1) => new Sequential([new Layer(2, 4, sigmoid), new Layer(4, 1, sigmoid)], { seed });
const hopeless: TrainOptions = { loss: squaredError, optimizer: sgd(), epochs: 100 };
const line = Array.from({ length: 24 }, (_, k) => [k / 24]);

const asMatrix = (rows: number[][]): Matrix => matrix(rows.length, rows[0].length, rows.flat());

afterEach(() => {
  vi.restoreAllMocks();
});

/** The codes that a training tells, which are those in its history. */
function codesOf(net: Sequential, x: readonly number[][], t: readonly number[][], options: TrainOptions): string[] {
  const told: Warning[] = [];
  const { warnings } = net.fit(x, t, { ...options, onWarning: (warning) => told.push(warning) });
  expect(warnings).toEqual(told);
  return told.map(({ code }) => code);
}

describe("history.warnings", () => {
  it("not-learned: a loss like the best constant output's, with both numbers and what to try", () => {
    const { warnings } = xorNet().fit(gates, xor, { ...hopeless, onWarning: () => {} });
    expect(warnings.map(({ code }) => code)).toEqual(["not-learned"]);
    expect(warnings[0].message).toMatch(
      /^hardly learned: the loss is 0\.144 after 100 updates, and 0\.125 for the best constant output; try more epochs/,
    );
  });

  it("not-learned names what a network lacks: a hidden layer, or the activation of one", () => {
    const said = (...layers: readonly Layer[]) =>
      new Sequential(layers, { seed: 1 }).fit(gates, xor, { ...hopeless, epochs: 2000, onWarning: () => {} })
        .warnings[0];
    expect(said(new Layer(2, 1, sigmoid)).message).toContain("; try a hidden layer or another learningRate");
    expect(said(new Layer(2, 4, sigmoid), new Layer(4, 4), new Layer(4, 1)).message).toContain(
      "; try an activation such as tanh in layer 1 or another",
    );
    expect(said(new Layer(2, 4, sigmoid), new Layer(4, 1)).message).toContain("; try another seed, more neurons or");
  });

  it("unscaled-inputs comes first, and the others say so", () => {
    const years = line.map(([x]) => [1960 + 60 * x]);
    const waves = line.map(([x]) => [Math.sin(12 * x)]);
    const net = new Sequential([new Layer(1, 8, tanh), new Layer(8, 1)], { seed: 1 });
    const { warnings } = net.fit(years, waves, { loss: mse, epochs: 300, onWarning: () => {} });
    expect(warnings.map(({ code }) => code)).toEqual(["unscaled-inputs", "not-learned", "constant-outputs"]);
    expect(warnings[1].message).toMatch(/; scale the data$/);
    expect(warnings[2].message).toMatch(/; scale the data$/);
  });

  it("none where the defaults learn, and none of a short training", () => {
    expect(codesOf(xorNet(), gates, xor, { loss: squaredError })).toEqual([]);
    expect(codesOf(xorNet(), gates, xor, { ...hopeless, epochs: 20 })).toEqual([]);
  });

  it("none after targetLoss, an abort or a break", () => {
    expect(codesOf(xorNet(), gates, xor, { ...hopeless, targetLoss: 1 })).toEqual([]);
    const signal = { aborted: false };
    const onEpoch = ({ epoch }: { epoch: number }): void => {
      signal.aborted = epoch === 90;
    };
    expect(codesOf(xorNet(), gates, xor, { ...hopeless, signal, onEpoch })).toEqual([]);
  });

  it("constant-outputs: dead neurons", () => {
    const hidden = new Layer(1, 3, relu, { weights: [[-1], [-1], [-1]], biases: [-5, -5, -5] });
    const net = new Sequential([hidden, new Layer(3, 1)], { seed: 1 });
    expect(codesOf(net, line, line, { loss: mse, optimizer: sgd({ learningRate: 0.1 }), epochs: 200 })).toEqual([
      "not-learned",
      "constant-outputs",
    ]);
  });

  it("loss-rose: a loss above where it began, and above a constant's, that is no explosion yet", () => {
    const net = new Sequential([new Layer(1, 1)], { seed: 1 });
    // Updates that go uphill, slowly.
    const optimizer = { ...sgd(), name: "uphill", initialize: () => ({ step: 0 }) };
    const uphill = {
      ...optimizer,
      step: (parameters: Float64Array | Float32Array, gradient: Float64Array | Float32Array) => {
        for (let i = 0; i < parameters.length; i++) parameters[i] += 0.003 * gradient[i];
      },
    };
    expect(codesOf(net, line, line, { loss: mse, optimizer: uphill, epochs: 150 })).toContain("loss-rose");
  });

  it("unscaled-inputs: before training from 10,000 on, else only after a bad result", () => {
    const years = line.map(([v]) => [20_000 + 100 * v]);
    const net = () => new Sequential([new Layer(1, 6, tanh), new Layer(6, 1)], { seed: 2 });
    expect(codesOf(net(), years, line, { loss: mse, epochs: 1 })).toEqual(["unscaled-inputs"]);
    expect(
      codesOf(
        net(),
        line.map(([v]) => [2000 + v]),
        line,
        { loss: mse, epochs: 1 },
      ),
    ).toEqual([]);
    expect(
      codesOf(
        net(),
        line.map(([v]) => [2000 + v]),
        line,
        { loss: mse, epochs: 200 },
      ),
    ).toContain("unscaled-inputs");
  });

  it("targets-out-of-range: with the share and the range", () => {
    const net = new Sequential([new Layer(1, 1, sigmoid)], { seed: 1 });
    const t = line.map((_, k) => [k < 6 ? 1.5 : 0.5]);
    const { warnings } = net.fit(line, t, { loss: mse, epochs: 1, onWarning: () => {} });
    expect(warnings).toEqual([
      {
        code: "targets-out-of-range",
        message: "25 % of the targets' column 0 are out of reach: sigmoid gives 0 to 1",
      },
    ]);
  });

  it("class-missing: a validation share without one of the classes", () => {
    const t = line.map((_, k) => [Number(k === 0)]);
    const net = new Sequential([new Layer(1, 1, sigmoid)], { seed: 1 });
    const { warnings } = net.fit(line, t, {
      loss: binaryCrossEntropy,
      epochs: 1,
      validation: 0.2,
      onWarning: () => {},
    });
    expect(warnings.map(({ code }) => code)).toEqual(["class-missing"]);
  });
});

describe("onWarning", () => {
  it("is console.warn unless given, once for a network that repeats itself", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const net = new Sequential([new Layer(1, 1, sigmoid)], { seed: 1 });
    const t = line.map((_, k) => [k < 6 ? 1.5 : 0.5]);
    for (let k = 0; k < 3; k++) expect(net.fit(line, t, { loss: mse, epochs: 1 }).warnings).toHaveLength(1);
    expect(warn.mock.calls).toEqual([
      ["deltarule: 25 % of the targets' column 0 are out of reach: sigmoid gives 0 to 1"],
    ]);
  });

  it("needs no console", () => {
    vi.stubGlobal("console", undefined);
    try {
      expect(xorNet().fit(gates, xor, hopeless).warnings).toHaveLength(1);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("comes with onEpoch where that brings one", () => {
    const told: string[] = [];
    const onEpoch = Object.assign(() => {}, { onWarning: ({ code }: Warning) => told.push(code) });
    xorNet().fit(gates, xor, { ...hopeless, onEpoch });
    expect(told).toEqual(["not-learned"]);
  });

  it("stops the training with what it throws, before anything changed", () => {
    const net = new Sequential([new Layer(1, 1, sigmoid)], { seed: 1 });
    const before = net.parameters.slice();
    const onWarning = (): void => {
      throw new RangeError("no");
    };
    const t = line.map((_, k) => [k < 6 ? 1.5 : 0.5]);
    expect(() => net.fit(line, t, { loss: mse, onWarning })).toThrow(RangeError);
    expect(net.parameters).toEqual(before);
  });

  it("gets the same from fitAsync and train", async () => {
    const { warnings } = await xorNet().fitAsync(gates, xor, { ...hopeless, onWarning: () => {} });
    expect(warnings).toEqual(xorNet().fit(gates, xor, { ...hopeless, onWarning: () => {} }).warnings);
    const epochs = xorNet().train(gates, xor, { ...hopeless, onWarning: () => {} });
    let turn = epochs.next();
    while (!turn.done) turn = epochs.next();
    expect(turn.value.warnings).toEqual(warnings);
  });

  it("is not told again of the data after a resume, though the history has it", () => {
    const make = () => new Sequential([new Layer(1, 1, sigmoid)], { seed: 1 });
    const t = line.map((_, k) => [k < 6 ? 1.5 : 0.5]);
    const [epoch] = make().train(line, t, { loss: mse, onWarning: () => {} });
    const onWarning = vi.fn();
    const resumed = make().fit(line, t, { loss: mse, epochs: 2, onWarning, resume: epoch.checkpoint() });
    expect(onWarning).not.toHaveBeenCalled();
    expect(resumed.warnings).toHaveLength(1);
  });

  it("of crossValidate gets each code once, with its fold", () => {
    const told: Warning[] = [];
    const x = [...gates, ...gates];
    const options = { ...hopeless, folds: 4, onWarning: (warning: Warning) => told.push(warning) };
    crossValidate((fold) => xorNet(fold), x, [...xor, ...xor], options);
    expect(told.map(({ message }) => message.slice(0, 22))).toEqual(["fold 0: hardly learned"]);
  });
});

describe("the loss of the best constant output", () => {
  const data = (t: number[][], weights = t.map(() => 1)) => ({
    x: asMatrix(t),
    t: asMatrix(t),
    weights: Float64Array.from(weights),
  });
  const cases: readonly [string, Loss, number[][], number][] = [
    ["mse: the variance", mse, [[0], [2], [4]], 8 / 3],
    ["mae: from the median", mae, [[0], [0], [9]], 3],
    ["huber: from the median where that is lower", huber(1), [[0], [0], [9]], 8.5 / 3],
    ["binaryCrossEntropy: the entropy", binaryCrossEntropy, [[0], [1]], Math.LN2],
    [
      "crossEntropy: the entropy",
      crossEntropy,
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      Math.log(3),
    ],
  ];
  it.each(cases)("%s", (_, loss, t, wanted) => {
    expect(measureTargets(data(t), loss).constant).toBeCloseTo(wanted, 12);
  });

  it("obeys the sample weights", () => {
    expect(measureTargets(data([[0], [2], [100]], [1, 1, 0]), mse).constant).toBeCloseTo(2 / 3, 12);
  });
});

describe("numbers that explode but stay finite", () => {
  const scales = [1, 3, 10, 30, 100, 1000];
  const x = (scale: number) => Array.from({ length: 24 }, (_, k) => [(scale * (k + 1)) / 24]);
  it.each(scales)("inputs up to %d: sgd learns or diverges, and never ends high", (scale) => {
    for (const momentum of [0, 0.9]) {
      const net = new Sequential([new Layer(1, 1)], { seed: 1 });
      const before = net.parameters.slice();
      const t = x(scale).map(([v]) => [v / scale]);
      try {
        const optimizer = sgd({ learningRate: 0.01, momentum });
        const { epochs } = net.fit(x(scale), t, { loss: mse, optimizer, epochs: 60, onWarning: () => {} });
        expect(epochs[59].loss).toBeLessThan(10 * epochs[0].loss);
      } catch (error) {
        expect(String(error)).toMatch(
          /^DivergenceError: fit: training diverged .* Likely cause: the updates are too large/,
        );
        expect(net.parameters).toEqual(before);
      }
    }
  });

  it("the first loss is of the parameters before, where the first epoch explodes", () => {
    const net = new Sequential([new Layer(1, 1)], { seed: 1 });
    const rows = Array.from({ length: 400 }, (_, k) => [k + 1]);
    const training = () => net.fit(rows, rows, { loss: mse, optimizer: sgd({ learningRate: 1e-4 }), batchSize: 100 });
    expect(training).toThrow(/keeps the parameters from before the first epoch/);
  });

  it("in a loop of one epoch at a time too, while the numbers are finite", () => {
    const net = new Sequential([new Layer(1, 1)], { seed: 1 });
    const rows = Array.from({ length: 24 }, (_, k) => [k + 1]);
    const optimizer = sgd();
    const loop = () => {
      for (let k = 0; k < 100; k++) net.fit(rows, rows, { loss: mse, optimizer, epochs: 1, onWarning: () => {} });
    };
    expect(loop).toThrow(/^fit: training diverged by epoch \d: the loss rose from/);
    expect(net.parameters.every(Number.isFinite)).toBe(true);
  });

  it("a start from nearly no loss that grows is no explosion", () => {
    const net = new Sequential([new Layer(1, 1)], { seed: 1 });
    const nearly = (t: number[][]) => t.map(([v], k) => [v + 1e-6 * (k % 2)]);
    for (const t of [line, line.map(() => [5])]) {
      net.fit(line, t, { loss: mse, optimizer: lbfgs() });
      const { epochs } = net.fit(line, nearly(t), { loss: mse, optimizer: adam({ learningRate: 0.05 }), epochs: 3 });
      expect(epochs[1].loss).toBeGreaterThan(1e6 * epochs[0].loss);
      net.fit(line, t, { loss: mse, optimizer: lbfgs() });
      net.fit(line, nearly(t), { loss: mse, optimizer: adam({ learningRate: 0.05 }), epochs: 60 });
    }
  });

  it("a softmax of huge inputs too", () => {
    const net = new Sequential([new Layer(1, 2, softmax)], { seed: 1 });
    const t = oneHot(
      line.map((_, k) => k % 2),
      2,
    );
    const wide = line.map(([v]) => [1e5 * (v - 0.5)]);
    expect(() =>
      net.fit(wide, t, { loss: crossEntropy, optimizer: sgd({ learningRate: 10 }), onWarning: () => {} }),
    ).toThrow(/the loss rose from/);
  });
});
