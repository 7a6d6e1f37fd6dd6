import {
  accuracy,
  adam,
  crossEntropy,
  type Epoch,
  f1,
  Layer,
  lbfgs,
  levenbergMarquardt,
  mse,
  type Optimizer,
  rmse,
  Sequential,
  sgd,
  softmax,
  type TrainOptions,
  tanh,
  topK,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { thrownBy } from "../../helpers/failures.js";
import { optimizers } from "../../helpers/trainings.js";

const x = [[0], [1], [2], [3], [-1]];
const t = [[1], [0], [2], [1], [0.5]];
const make = () => new Sequential([new Layer(1, 3, tanh), new Layer(3, 1)], { seed: 8 });
const options: TrainOptions = { loss: mse, optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }), batchSize: 2 };
const fitted = (epochs: number) => {
  const net = make();
  net.fit(x, t, { ...options, epochs });
  return net.parameters;
};

describe("after an error within an epoch, the network keeps the last whole epoch and can train again", () => {
  /** A function that throws at this call. */
  const fuse = (calls: number) => {
    let left = calls;
    return () => {
      if (--left === 0) throw new RangeError("out of patience");
    };
  };
  const momentum = sgd({ learningRate: 0.1, momentum: 0.9 });
  // Five samples, three batches per epoch.
  const cases: Readonly<Record<string, () => Partial<TrainOptions>>> = {
    "an optimizer's step": () => {
      const burn = fuse(8);
      const optimizer: Optimizer = {
        ...(momentum as Optimizer),
        step: (parameters, gradient, state, context) => {
          (momentum as Optimizer).step(parameters, gradient, state, context);
          burn();
        },
      };
      return { optimizer };
    },
    "an optimizer's learningRate": () => {
      const burn = fuse(3);
      const optimizer: Optimizer = {
        ...(momentum as Optimizer),
        learningRate: () => {
          burn();
          return 0.1;
        },
      };
      return { optimizer };
    },
    "a schedule": () => {
      const burn = fuse(10);
      const learningRate = () => {
        burn();
        return 0.1;
      };
      return { optimizer: sgd({ learningRate, momentum: 0.9 }) };
    },
    "a metric": () => {
      const burn = fuse(3);
      const compute = () => {
        burn();
        return 1;
      };
      return { metrics: [{ name: "burning", compute }] };
    },
    "a metric in validation": () => {
      const burn = fuse(5);
      const compute = () => {
        burn();
        return 1;
      };
      return { metrics: [{ name: "burning", compute }], validation: [x, t] };
    },
  };
  for (const [what, of] of Object.entries(cases)) {
    test(what, async () => {
      const net = make();
      const error = thrownBy(() => net.fit(x, t, { ...options, epochs: 9, ...of() }));
      expect(String(error)).toBe("RangeError: out of patience");
      expect(net.parameters).toEqual(fitted(2));
      const other = make();
      const later = await other.fitAsync(x, t, { ...options, epochs: 9, ...of() }).catch((reason: unknown) => reason);
      expect(String(later)).toBe("RangeError: out of patience");
      expect(other.parameters).toEqual(fitted(2));
      other.fit(x, t, { ...options, epochs: 1 });
    });
  }

  test("an error in onEpoch comes after a whole epoch", () => {
    const net = make();
    const onEpoch = ({ epoch }: Epoch) => {
      if (epoch === 2) throw new RangeError("enough");
    };
    expect(String(thrownBy(() => net.fit(x, t, { ...options, onEpoch })))).toBe("RangeError: enough");
    expect(net.parameters).toEqual(fitted(2));
  });
});

describe("edge cases of a training", () => {
  test("epochs: 0 changes nothing, with every optimizer", async () => {
    for (const of of Object.values(optimizers)) {
      const net = make();
      const nothing = { epochs: [], warnings: [], seed: 8, stopped: "epochs" };
      expect(net.fit(x, t, { loss: mse, optimizer: of(0.1), epochs: 0 })).toEqual(nothing);
      expect(await net.fitAsync(x, t, { loss: mse, optimizer: of(0.1), epochs: 0 })).toEqual(nothing);
      expect(net.parameters).toEqual(make().parameters);
    }
  });

  test("a batch size above the number of samples takes all samples", () => {
    const [one, two] = [make(), make()];
    one.fit(x, t, { ...options, batchSize: 5, epochs: 3 });
    two.fit(x, t, { ...options, batchSize: 5_000_000, epochs: 3 });
    expect(one.parameters).toEqual(two.parameters);
    const third = make();
    third.fit(x, t, { loss: mse, optimizer: lbfgs(), batchSize: 99, epochs: 2 });
    expect(third.evaluate(x, t, { loss: mse }).loss).toBeLessThan(make().evaluate(x, t, { loss: mse }).loss);
  });

  test("one sample trains, with every optimizer and every metric", () => {
    for (const [name, of] of Object.entries(optimizers)) {
      const net = make();
      const metrics = [accuracy, rmse, f1, topK(2)];
      const { epochs } = net.fit([[1]], [[1]], { loss: mse, optimizer: of(0.01), epochs: 4, metrics });
      expect([name, epochs[3].loss < epochs[0].loss]).toEqual([name, true]);
      for (const value of Object.values(epochs[3].metrics)) expect(Number.isFinite(value)).toBe(true);
    }
  });

  test("a single class is learned", () => {
    const net = new Sequential([new Layer(1, 3, tanh), new Layer(3, 2, softmax)], { seed: 1 });
    const targets = x.map(() => [0, 1]);
    const { epochs } = net.fit(x, targets, {
      loss: crossEntropy,
      optimizer: adam({ learningRate: 0.1 }),
      epochs: 50,
      metrics: [accuracy, f1],
    });
    expect(epochs[49].metrics).toEqual({ accuracy: 1, f1: 1 });
  });

  test("the smallest and largest numbers train, or diverge with a sentence, and never give NaN", () => {
    for (const scale of [5e-324, 1e-300, 1e-30, 1e30, 1e150, 1e300]) {
      for (const of of [...Object.values(optimizers), () => levenbergMarquardt({ damping: 1e10 })]) {
        const net = make();
        const inputs = x.map(([one]) => [one * scale]);
        const targets = t.map(([one]) => [one * scale]);
        const error = thrownBy(() => net.fit(inputs, targets, { loss: mse, optimizer: of(0.1), epochs: 3 }));
        expect(net.parameters.every(Number.isFinite)).toBe(true);
        if (error !== undefined)
          expect(String(error)).toMatch(/^DivergenceError: fit: training diverged .* Likely cause: /);
      }
    }
  });

  test("after a training ended by break the next one goes on", () => {
    const net = make();
    for (const _ of net.train(x, t, options)) break;
    net.fit(x, t, { ...options, epochs: 1 });
    expect(net.parameters).toEqual(fitted(2));
  });

  test("two generators of one network can take turns, each continuing from the other's parameters", () => {
    const net = make();
    const [one, two] = [net.train(x, t, options), net.train(x, t, options)];
    const first = one.next();
    const second = two.next();
    if (first.done || second.done) throw new Error("both have epochs to go");
    expect(second.value.loss).not.toBe(first.value.loss);
    expect(net.parameters.every(Number.isFinite)).toBe(true);
    one.return(undefined as never);
    expect(two.next().done).toBe(false);
  });
});
