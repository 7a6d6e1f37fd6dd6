import {
  type Activation,
  crossEntropy,
  DivergenceError,
  Layer,
  type Loss,
  mse,
  Sequential,
  sgd,
  sigmoid,
  squaredError,
  type TrainOptions,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { type Failure, testFailures, thrownBy } from "../../helpers/failures.js";
import { reluOfRow } from "../../helpers/own.js";

const line = (weight: number, dtype: "float64" | "float32" = "float64") =>
  new Sequential([new Layer(1, 1, undefined, { weights: [[weight]], bias: false })], { seed: 1, dtype });
const fitting =
  (net: Sequential, x: number, t: number, rest: Partial<TrainOptions> = {}) =>
  () =>
    net.fit([[x]], [[t]], { loss: squaredError, shuffle: false, ...rest });
const rate = (learningRate: number) => ({ optimizer: sgd({ learningRate }) });

const root: Activation = { name: "root", apply: (z) => Math.sqrt(z), derivative: (_z, a) => 0.5 / a };
const rooted = () =>
  new Sequential([new Layer(1, 2, root, { weights: [[1], [1]], biases: [100, 0] }), new Layer(2, 1)], { seed: 1 });
const dead = () => new Sequential([new Layer(1, 2, reluOfRow, { weights: [[1], [-1]], bias: false })], { seed: 1 });
const nothing: Loss = { name: "nothing", value: () => Number.NaN, gradient: (_o, _t, into) => into.fill(0) };
const steep: Loss = { name: "steep", value: () => 0, gradient: (_o, _t, into) => into.fill(Number.NaN) };

const first = "The network keeps the parameters from before the first epoch";
const tooFast = "the updates are too large, try a smaller learningRate";
const failures: readonly Failure[] = [
  [
    "a learning rate that is far too large",
    fitting(line(1), 1, 0, rate(1e200)),
    DivergenceError,
    `fit: training diverged in epoch 2, batch 1: squaredError is Infinity for sample 0. Likely cause: the loss overflows: output 0 is -1e+200 where the target is 0; ${tooFast}. The network keeps the parameters of epoch 1`,
  ],
  [
    "a weight that overflows",
    fitting(line(1), 1e3, 0, rate(1e306)),
    DivergenceError,
    `fit: training diverged at the end of epoch 1: layer 0's weights[0][0] became -Infinity. Likely cause: ${tooFast}; the inputs reach 1000: scale them. ${first}`,
  ],
  [
    "a weight that overflows between two batches",
    () => line(1).fit([[1e3], [1]], [[0], [0]], { loss: squaredError, shuffle: false, batchSize: 1, ...rate(1e306) }),
    DivergenceError,
    `fit: training diverged in epoch 1, batch 2: layer 0's weights[0][0] became -Infinity. Likely cause: ${tooFast}; the inputs reach 1000: scale them. ${first}`,
  ],
  [
    "a bias that overflows",
    () => {
      const net = new Sequential([new Layer(1, 2, undefined, { weights: [[0], [0]], biases: [0, 1] })], { seed: 1 });
      return net.fit([[0]], [[0, -1e100]], { loss: squaredError, epochs: 1, ...rate(1e300) });
    },
    DivergenceError,
    `fit: training diverged at the end of epoch 1: layer 0's biases[1] became -Infinity. Likely cause: ${tooFast}; the targets reach 1e+100: scale them. ${first}`,
  ],
  [
    "inputs that are not scaled",
    () => [...line(1e10).train([[1e300]], [[0]], { loss: squaredError })],
    DivergenceError,
    `train: training diverged in epoch 1, batch 1: layer 0's z of neuron 0 is Infinity for sample 0. Likely cause: the sum overflows float64: the inputs reach 1e+300: scale them; the parameters reach 10000000000: begin with smaller ones. ${first}`,
  ],
  [
    "an overflow of float32",
    fitting(line(1e30, "float32"), 1e20, 0),
    DivergenceError,
    `fit: training diverged in epoch 1, batch 1: layer 0's z of neuron 0 is Infinity for sample 0. Likely cause: the sum overflows float32: the inputs reach 100000000000000000000: scale them; the parameters reach 1.0000000150474662e+30: begin with smaller ones. ${first}`,
  ],
  [
    "the logarithm of 0",
    () =>
      dead().fit(
        [[1], [2]],
        [
          [1, 0],
          [0, 1],
        ],
        { loss: crossEntropy, shuffle: false },
      ),
    DivergenceError,
    `fit: training diverged in epoch 1, batch 1: crossEntropy is Infinity for sample 1. Likely cause: the logarithm of a number that is not above 0: output 1 is 0 where the target is 1; end with softmax. ${first}`,
  ],
  [
    "an activation that gives NaN",
    () => rooted().fit([[4], [-4]], [[0], [0]], { loss: mse, shuffle: false, batchSize: 1, ...rate(0) }),
    DivergenceError,
    "fit: training diverged in epoch 1, batch 2: layer 0's a of neuron 1 is NaN for sample 1. Likely cause: root gives no finite number for z = -4. " +
      first,
  ],
  [
    "a loss that gives NaN",
    fitting(line(1), 1, 0, { loss: nothing }),
    DivergenceError,
    `fit: training diverged in epoch 1, batch 1: nothing is NaN for sample 0. Likely cause: nothing gives no number: output 0 is 1 where the target is 0. ${first}`,
  ],
  [
    "a loss whose gradient is NaN",
    fitting(line(1), 1, 0, { loss: steep }),
    DivergenceError,
    `fit: training diverged at the end of epoch 1: layer 0's weights[0][0] became NaN. Likely cause: steep's gradient is not a number. ${first}`,
  ],
  [
    "sample weights that add up to infinity",
    () => line(1).fit([[1], [1]], [[2], [2]], { loss: mse, sampleWeights: [1.7e308, 1.7e308] }),
    DivergenceError,
    `fit: training diverged in epoch 1, batch 1: the sum of the batch's mse is not finite. Likely cause: the losses or the sample weights are too large to add. ${first}`,
  ],
];

describe("the error names the place and the likely cause", () => testFailures(failures));

describe("the network keeps the parameters of the last good epoch, bit for bit", () => {
  const xs = [
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const ts = [[1], [0], [0.5]];
  const make = () => new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 5 });
  const good = () => {
    const net = make();
    net.fit(xs, ts, { loss: squaredError, epochs: 3, batchSize: 1 });
    return net.parameters;
  };

  test("when a number stops being finite", () => {
    const samples = [[1], [1], [1]];
    const targets = [[0], [0], [0]];
    const learningRate = (step: number) => (step < 9 ? 0.5 : 1e308);
    const net = line(1);
    const error = thrownBy(() =>
      net.fit(samples, targets, { loss: squaredError, optimizer: sgd({ learningRate }), batchSize: 1 }),
    );
    expect(error).toBeInstanceOf(DivergenceError);
    expect((error as Error).message).toMatch(
      /diverged in epoch 4, batch 2: .* The network keeps the parameters of epoch 3$/,
    );
    expect(net.parameters[0]).toBe(0.5 ** 9);
  });

  const throwing = (part: "value" | "gradient", call: number): Loss => {
    let calls = 0;
    const count = () => {
      if (++calls === call) throw new RangeError("out of patience");
    };
    return {
      name: "throwing",
      value: (o, t) => {
        if (part === "value") count();
        return squaredError.value(o, t);
      },
      gradient: (o, t, into) => {
        if (part === "gradient") count();
        squaredError.gradient(o, t, into);
      },
    };
  };
  for (const part of ["value", "gradient"] as const) {
    test(`when a loss's ${part} throws in the middle of an epoch`, () => {
      const net = make();
      // Three calls an epoch: the eleventh is the second batch of the fourth.
      const error = thrownBy(() => net.fit(xs, ts, { loss: throwing(part, 11), epochs: 9, batchSize: 1 }));
      expect(String(error)).toBe("RangeError: out of patience");
      expect(net.parameters).toEqual(good());
    });
  }

  test("when a metric throws", () => {
    const net = make();
    let epochs = 0;
    const compute = () => {
      if (++epochs === 4) throw new RangeError("out of patience");
      return 0;
    };
    const metrics = [{ name: "throwing", compute }];
    const error = thrownBy(() => net.fit(xs, ts, { loss: squaredError, epochs: 9, batchSize: 1, metrics }));
    expect(String(error)).toBe("RangeError: out of patience");
    expect(net.parameters).toEqual(good());
  });

  test("and training can go on from them", () => {
    const net = make();
    expect(thrownBy(() => net.fit(xs, ts, { loss: throwing("value", 2), batchSize: 1 }))).toBeInstanceOf(RangeError);
    net.fit(xs, ts, { loss: squaredError, epochs: 3, batchSize: 1 });
    expect(net.parameters).toEqual(good());
  });
});
