import {
  type EpochReport,
  Layer,
  type Loss,
  Sequential,
  sgd,
  sigmoid,
  squaredError,
  type TrainOptions,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";

const xs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
  [0.5, 0.25],
];
const ts = [[0], [1], [1], [0], [0.5]];
const make = (seed?: number) => new Sequential([new Layer(2, 4, tanh), new Layer(4, 1, sigmoid)], { seed });
const options: TrainOptions = { loss: squaredError, optimizer: sgd({ learningRate: 0.5 }), epochs: 6, batchSize: 2 };

/** One weight, no bias: E = ½ (w x − t)². */
const line = (weight: number) =>
  new Sequential([new Layer(1, 1, undefined, { weights: [[weight]], bias: false })], { seed: 1 });

/** A report without its duration. */
const told = ({ durationMs, ...report }: EpochReport) => {
  expect(durationMs).toBeGreaterThanOrEqual(0);
  return report;
};

describe("the same bits", () => {
  test("the same network, seed, data and options give the same bits", () => {
    const runs = [make(3), make(3)].map((net) => ({ history: net.fit(xs, ts, options), parameters: net.parameters }));
    expect(runs[0].parameters).toEqual(runs[1].parameters);
    expect(runs[0].history.epochs.map(told)).toEqual(runs[1].history.epochs.map(told));
    expect(runs[0].history.seed).toBe(3);
  });

  test("another seed gives other bits, even from the same weights", () => {
    const [one, two] = [make(3), make(4)];
    two.parameters.set(one.parameters);
    one.fit(xs, ts, { ...options, epochs: 1, batchSize: 1 });
    two.fit(xs, ts, { ...options, epochs: 1, batchSize: 1 });
    expect(one.parameters).not.toEqual(two.parameters);
  });

  test("the seed drawn by a network without one repeats the run", () => {
    const first = make();
    const history = first.fit(xs, ts, { ...options, validation: 0.3 });
    expect(history.seed).toBe(first.seed);
    for (const seed of [first.seed, history.seed]) {
      const again = make(seed);
      const repeated = again.fit(xs, ts, { ...options, validation: 0.3 });
      expect(again.parameters).toEqual(first.parameters);
      expect(repeated.epochs.map(told)).toEqual(history.epochs.map(told));
    }
  });

  test("train, run to its end, gives the bits of fit", () => {
    const [one, two] = [make(3), make(3)];
    const history = one.fit(xs, ts, options);
    const training = two.train(xs, ts, options);
    const seen: EpochReport[] = [];
    for (let next = training.next(); ; next = training.next()) {
      if (next.done) {
        expect(next.value.epochs.map(told)).toEqual(history.epochs.map(told));
        expect(next.value).toMatchObject({ seed: 3, stopped: "epochs" });
        break;
      }
      seen.push(next.value);
    }
    expect(seen.map(told)).toEqual(history.epochs.map(told));
    expect(two.parameters).toEqual(one.parameters);
  });
});

describe("stopping", () => {
  test("break stops after the current epoch", () => {
    const [one, two] = [make(3), make(3)];
    for (const { epoch } of one.train(xs, ts, options)) if (epoch === 2) break;
    two.fit(xs, ts, { ...options, epochs: 2 });
    expect(one.parameters).toEqual(two.parameters);
  });

  test("nothing happens before the first call of next(), and epochs: 0 runs no epoch", () => {
    const net = make(3);
    const before = net.parameters.slice();
    net.train(xs, ts, options);
    expect(net.fit(xs, ts, { ...options, epochs: 0 })).toEqual({
      epochs: [],
      warnings: [],
      seed: 3,
      stopped: "epochs",
    });
    expect(net.parameters).toEqual(before);
  });

  test("training stops after the first epoch whose loss is at most targetLoss, and keeps its updates", () => {
    // w goes 0 → 1 → 1.5 → 1.75 towards 2, with loss (2 − w)²/2 before each update: 2, 0.5, 0.125.
    const run = (targetLoss: number) => {
      const net = line(0);
      const history = net.fit([[1]], [[2]], {
        loss: squaredError,
        optimizer: sgd({ learningRate: 0.5 }),
        epochs: 4,
        targetLoss,
      });
      return [history.stopped, history.epochs.map(({ loss }) => loss), net.parameters[0]];
    };
    expect(run(0.5)).toEqual(["targetLoss", [2, 0.5], 1.5]);
    expect(run(0.499)).toEqual(["targetLoss", [2, 0.5, 0.125], 1.75]);
    expect(run(5)).toEqual(["targetLoss", [2], 1]);
    expect(run(0)).toEqual(["epochs", [2, 0.5, 0.125, 0.03125], 1.875]);
  });

  test("a signal that is already aborted trains nothing", () => {
    const net = make(3);
    const before = net.parameters.slice();
    const history = net.fit(xs, ts, { ...options, signal: AbortSignal.abort() });
    expect(history).toEqual({ epochs: [], warnings: [], seed: 3, stopped: "aborted" });
    expect(net.parameters).toEqual(before);
  });

  test("an abort during an epoch stops before the next", () => {
    const [one, two] = [make(3), make(3)];
    const controller = new AbortController();
    const history = one.fit(xs, ts, {
      ...options,
      signal: controller.signal,
      onEpoch: ({ epoch }) => {
        if (epoch === 3) controller.abort();
      },
    });
    two.fit(xs, ts, { ...options, epochs: 3 });
    expect([history.stopped, history.epochs.length]).toEqual(["aborted", 3]);
    expect(one.parameters).toEqual(two.parameters);
  });
});

describe("between epochs", () => {
  test("onEpoch is called once per epoch, with the report in the history", () => {
    const seen: EpochReport[] = [];
    const history = make(3).fit(xs, ts, { ...options, onEpoch: (epoch) => seen.push(epoch) });
    expect(seen.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(seen.map(told)).toEqual(history.epochs.map(told));
  });

  test("edits of the parameters between two epochs count", () => {
    const net = line(0);
    const losses: number[] = [];
    for (const { loss } of net.train([[1]], [[2]], { ...options, epochs: 3 })) {
      losses.push(loss);
      net.layers[0].weights.data[0] = 10;
    }
    expect(losses).toEqual([2, 32, 32]);
    expect(net.parameters[0]).toBe(10);
  });
});

describe("an epoch, by hand", () => {
  test("the last batch is smaller and divides by its own n; the loss is the mean before the updates", () => {
    // Three samples x = 1, 1, 2 with t = 1, 3, 2, batches of two, rate ½, from w = 0.
    // Batch 1: losses ½·1 and ½·9; gradient (−1 − 3)/2 = −2; w = 1.
    // Batch 2: output 2, loss ½·(2 − 2)² = 0, gradient 0.
    const net = line(0);
    const history = net.fit([[1], [1], [2]], [[1], [3], [2]], {
      loss: squaredError,
      optimizer: sgd({ learningRate: 0.5 }),
      epochs: 1,
      batchSize: 2,
      shuffle: false,
    });
    expect(net.parameters[0]).toBe(1);
    expect(history.epochs[0].loss).toBe((0.5 + 4.5 + 0) / 3);
  });

  test("a last batch of one sample divides by one", () => {
    // Batch 1: x = 2, 2 with t = 0, 0 from w = 1: losses 2, 2; gradient (2·2 + 2·2)/2 = 4; w = 0.
    // Batch 2: x = 3, t = 3: loss 4.5, gradient 3·(0 − 3)/1 = −9; w = 2.25.
    const net = line(1);
    const history = net.fit([[2], [2], [3]], [[0], [0], [3]], {
      loss: squaredError,
      optimizer: sgd({ learningRate: 0.25 }),
      epochs: 1,
      batchSize: 2,
      shuffle: false,
    });
    expect(net.parameters[0]).toBe(2.25);
    expect(history.epochs[0].loss).toBe((2 + 2 + 4.5) / 3);
  });

  test("a batch size above the number of samples takes all samples", () => {
    const [one, two] = [make(3), make(3)];
    one.fit(xs, ts, { ...options, batchSize: 5 });
    two.fit(xs, ts, { ...options, batchSize: 1e9 });
    expect(one.parameters).toEqual(two.parameters);
  });

  test("shuffle takes each row once per epoch, with its target, in a new order each epoch", () => {
    const rows = Array.from({ length: 11 }, (_, r) => r);
    const orders = (shuffle?: boolean) => {
      const seen: number[] = [];
      const spy: Loss = {
        name: "spy",
        value: (output, target) => {
          expect(output[0]).toBe(target[0]);
          return seen.push(target[0]) && 0;
        },
        gradient: (_output, _target, into) => into.fill(0),
      };
      line(1).fit(
        rows.map((r) => [r]),
        rows.map((r) => [r]),
        { loss: spy, epochs: 3, batchSize: 4, shuffle },
      );
      return [0, 1, 2].map((epoch) => seen.slice(11 * epoch, 11 * (epoch + 1)));
    };
    const shuffled = orders();
    for (const order of shuffled) expect([...order].sort((a, b) => a - b)).toEqual(rows);
    expect(new Set([rows, ...shuffled].map(String)).size).toBe(4);
    expect(orders(false)).toEqual([rows, rows, rows]);
  });

  test("inputs, targets and sample weights are never changed", () => {
    const frozen = [xs, ts].map((rows) => Object.freeze(rows.map((row) => Object.freeze([...row]))));
    const sampleWeights = Object.freeze([1, 2, 3, 0, 1]);
    expect(
      make(3).fit(frozen[0], frozen[1], { ...options, sampleWeights, validation: [frozen[0], frozen[1]] }).stopped,
    ).toBe("epochs");
    const x = { rows: 5, columns: 2, data: Float64Array.from(xs.flat()) };
    make(3).fit(x, ts, options);
    expect([...x.data]).toEqual(xs.flat());
  });
});
