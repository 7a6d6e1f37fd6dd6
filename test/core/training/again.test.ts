import {
  adam,
  type Checkpoint,
  DivergenceError,
  type Epoch,
  Layer,
  type Loss,
  lbfgs,
  mse,
  type Optimizer,
  reduceOnPlateau,
  reference,
  type Schedule,
  Sequential,
  sgd,
  simd,
  type TrainOptions,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { thrownBy } from "../../helpers/failures.js";
import { run, specs, told, trainingOf } from "../../helpers/trainings.js";

const x = Array.from({ length: 9 }, (_, i) => [i / 4 - 1, Math.cos(i)]);
const t = x.map(([a, b]) => [a * b]);
const make = (dropout = 0, engine = simd) =>
  new Sequential([new Layer(2, 4, tanh, { dropout }), new Layer(4, 1)], { seed: 6, engine });

describe("a second fit with the same optimizer goes on", () => {
  test("n fits of one epoch give the bits and the reports of one fit of n epochs", () => {
    fc.assert(
      fc.property(specs, fc.constantFrom(reference, simd), (spec, engine) => {
        const once = { ...spec, earlyStopping: null, targetLoss: null };
        const { net, x, t, options } = trainingOf(once);
        const many = new Sequential(
          net.layers.map(
            ({ inputs, outputs, activation, dropout }) =>
              new Layer<number, number>(inputs, outputs, activation, { dropout }),
          ),
          { seed: net.seed, dtype: net.dtype, engine },
        );
        const whole = told(net.fit(x, t, options)).epochs;
        const parts = whole.flatMap(() => told(many.fit(x, t, { ...options, epochs: 1 })).epochs);
        expect(parts).toEqual(whole);
        expect(many.parameters).toEqual(net.parameters);
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  test("also by train with break, fitAsync, and without an optimizer given", async () => {
    const loss = mse;
    for (const optimizer of [undefined, adam(), lbfgs()]) {
      const options: TrainOptions = { loss, optimizer, batchSize: optimizer?.fullBatch ? undefined : 4, epochs: 6 };
      const [whole, net] = [make(), make()];
      whole.fit(x, t, options);
      for (const { epoch } of net.train(x, t, options)) if (epoch === 2) break;
      await net.fitAsync(x, t, { ...options, epochs: 1 });
      // A training that is left behind, and never ended.
      const paused = net.train(x, t, options);
      expect(paused.next().value).toMatchObject({ epoch: 4 });
      net.fit(x, t, { ...options, epochs: 2 });
      expect(net.parameters).toEqual(whole.parameters);
    }
  });

  test("early stopping and targetLoss begin anew, and the losses of a schedule go on", () => {
    const net = make();
    const optimizer = sgd({ learningRate: reduceOnPlateau(1e-9, { patience: 3, factor: 0.5, minDelta: 1 }) });
    const options = { loss: mse, optimizer, epochs: 4, earlyStopping: { patience: 2, minDelta: 1 } };
    const histories = [0, 1].map(() => net.fit(x, t, options));
    expect(histories.map(({ epochs }) => epochs.map(({ epoch }) => epoch))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(histories.flatMap(({ epochs }) => epochs.map(({ learningRate }) => learningRate))).toEqual([
      1e-9, 1e-9, 1e-9, 1e-9, 5e-10, 5e-10,
    ]);
  });
});

describe("another optimizer object", () => {
  const orders = (optimizers: readonly Optimizer[]) => {
    let seen: number[] = [];
    const spy: Loss = {
      ...mse,
      value: (o, t) => {
        seen.push(t[0]);
        return mse.value(o, t);
      },
    };
    const rows = x.map((_, i) => [i]);
    const net = new Sequential([new Layer(1, 1)], { seed: 1 });
    return optimizers.map((optimizer) => {
      seen = [];
      const { epochs } = net.fit(rows, rows, { loss: spy, optimizer, epochs: 1, batchSize: 1 });
      return { order: seen, epoch: epochs[0].epoch, rate: epochs[0].learningRate };
    });
  };

  test("begins its own memory, never the order of the samples or the number of the epoch", () => {
    const still: Schedule = (step, { epoch, losses }) => 1e-3 / (1 + step + epoch + losses.length);
    const same = orders([1, 2, 3].map(() => sgd({ learningRate: still })));
    expect(same.map(({ rate }) => rate)).toEqual([1e-3, 1e-3, 1e-3]);
    expect(same.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(new Set(same.map(({ order }) => order.join())).size).toBe(3);
    const one = sgd({ learningRate: still });
    const mixed = orders([one, sgd(), one]);
    expect(mixed.map(({ order }) => order)).toEqual(same.map(({ order }) => order));
    expect(mixed[2].rate).toBe(1e-3 / (1 + x.length + 1 + 1));
  });

  test("is remembered apart on another network, and on a copy", () => {
    const optimizer = adam();
    const [net, other] = [make(), make()];
    net.fit(x, t, { loss: mse, optimizer, epochs: 2 });
    const first = net.fit(x, t, { loss: mse, optimizer, epochs: 1 }).epochs[0].epoch;
    for (const fresh of [net.clone(), Sequential.fromJSON(JSON.parse(JSON.stringify(net))), other]) {
      expect(fresh.fit(x, t, { loss: mse, optimizer, epochs: 1 }).epochs[0].epoch).toBe(1);
    }
    expect(first).toBe(3);
  });
});

describe("what is remembered fits the parameters that the network keeps", () => {
  // The momentum and dropout of the failed epoch are taken back with its parameters.
  const cases: [string, TrainOptions["loss"], (net: Sequential, options: TrainOptions) => unknown][] = [];
  let calls = 0;
  const failing = (fail: () => number): Loss => ({
    ...mse,
    value: (o, t) => (++calls === 23 ? fail() : mse.value(o, t)),
  });
  cases.push(
    ["after a divergence", failing(() => Number.NaN), (net, o) => thrownBy(() => net.fit(x, t, o))],
    [
      "after an error of the loss",
      failing(() => {
        throw new RangeError("enough");
      }),
      (net, o) => thrownBy(() => net.fit(x, t, o)),
    ],
    [
      "after a metric that throws in train",
      mse,
      (net, o) => {
        let epochs = 0;
        const compute = () => {
          if (++epochs === 3) throw new RangeError("enough");
          return 0;
        };
        return thrownBy(() => [...net.train(x, t, { ...o, metrics: [{ name: "failing", compute }] })]);
      },
    ],
  );
  for (const [when, loss, stop] of cases) {
    test(when, () => {
      for (const engine of [reference, simd]) {
        for (const dropout of [0, 0.4]) {
          for (const optimizer of [adam(), sgd({ learningRate: 0.1, momentum: 0.9 })]) {
            const options = { loss, optimizer, batchSize: 2, epochs: 5 };
            const [net, whole] = [make(dropout, engine), make(dropout, engine)];
            calls = -1000;
            whole.fit(x, t, options);
            calls = 0;
            // Nine samples an epoch: call 23 is in the third.
            expect(stop(net, options)).toBeInstanceOf(Error);
            calls = -1000;
            expect(net.fit(x, t, { ...options, epochs: 3 }).epochs[0].epoch).toBe(3);
            expect(net.parameters).toEqual(whole.parameters);
          }
        }
      }
    });
  }

  test("after an error of a user's optimizer, whatever it did to its state", () => {
    let fail = false;
    const careless: Optimizer<{ step: number; v: Float64Array }> = {
      name: "careless",
      initialize: (count) => ({ step: 0, v: new Float64Array(count) }),
      step: (parameters, gradient, state) => {
        for (let k = 0; k < parameters.length; k++) {
          state.v[k] = 0.9 * state.v[k] + gradient[k];
          parameters[k] -= 0.01 * state.v[k];
        }
        state.step++;
        if (fail && state.step % 3 === 2) throw new RangeError("enough");
      },
    };
    const options = { loss: mse, optimizer: careless as Optimizer, batchSize: 3, epochs: 2 };
    const [net, whole] = [make(), make()];
    whole.fit(x, t, { ...options, epochs: 4 });
    net.fit(x, t, options);
    fail = true;
    expect(thrownBy(() => net.fit(x, t, options))).toBeInstanceOf(RangeError);
    fail = false;
    net.fit(x, t, options);
    expect(net.parameters).toEqual(whole.parameters);
  });

  test("and a message of the second fit counts on", () => {
    const net = new Sequential([new Layer(1, 1, undefined, { weights: [[1]], bias: false })], { seed: 1 });
    const learningRate: Schedule = (step) => (step < 6 ? 0.01 : 1e200);
    const options = { loss: mse, optimizer: sgd({ learningRate }), batchSize: 1, epochs: 3 };
    net.fit([[1], [2]], [[0], [0]], options);
    const error = thrownBy(() => net.fit([[1], [2]], [[0], [0]], options));
    expect(error).toBeInstanceOf(DivergenceError);
    expect(String(error)).toMatch(/diverged in epoch 4, batch 2: .* keeps the parameters from before epoch 4$/);
  });
});

describe("a checkpoint of a second fit", () => {
  test("resumes to the same bits on another network, and counts from the start of that fit", () => {
    fc.assert(
      fc.property(specs, fc.integer({ min: 0, max: 6 }), (drawn, at) => {
        const spec = { ...drawn, targetLoss: null };
        const { net, x, t, options } = trainingOf(spec);
        net.fit(x, t, { ...options, epochs: 2, earlyStopping: undefined });
        const taken: string[] = [];
        const onEpoch = (epoch: Epoch) => taken.push(JSON.stringify(epoch.checkpoint()));
        const whole = net.fit(x, t, { ...options, onEpoch });
        const other = trainingOf(spec).net;
        other.parameters.fill(0.1);
        const resume: Checkpoint = JSON.parse(taken[Math.min(at, taken.length - 1)]);
        const resumed = other.fit(x, t, { ...options, resume });
        expect(told(resumed)).toEqual(told(whole));
        expect(other.parameters).toEqual(net.parameters);
        // And a third fit goes on from there.
        const third = { ...options, earlyStopping: undefined, epochs: 2 };
        expect(told(other.fit(x, t, third))).toEqual(told(net.fit(x, t, third)));
        expect(other.parameters).toEqual(net.parameters);
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  test("of a first fit has nothing of it, so that older ones can be read", () => {
    const checkpoint: Checkpoint = JSON.parse(run({ ...base, epochs: 1 }).checkpoints[0]);
    expect(Object.keys(checkpoint.training as object)).toEqual(["samples", "steps", "best", "checksum"]);
  });
});

const base = {
  optimizer: "adam",
  schedule: "number",
  dtype: "float64",
  seed: 1,
  hidden: 2,
  outputs: 1,
  dropout: 0,
  samples: 5,
  batchSize: 2,
  shuffle: true,
  validation: "none",
  earlyStopping: null,
  metrics: false,
  weighted: false,
  targetLoss: null,
} as const;
