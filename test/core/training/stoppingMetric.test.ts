import {
  accuracy,
  adam,
  f1,
  Layer,
  lbfgs,
  logLoss,
  type Metric,
  mae,
  mse,
  OptionError,
  r2,
  reduceOnPlateau,
  rmse,
  rocAuc,
  Sequential,
  sgd,
  type TrainOptions,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const x = [[0], [1], [2], [3]];
const t = [[1], [3], [5], [7.5]];
const line = () => new Sequential([new Layer(1, 1)], { seed: 1 });

/** Trains while a metric has the given numbers, one an epoch. */
function watch(numbers: readonly number[], stopping: Omit<NonNullable<TrainOptions["earlyStopping"]>, "metric">) {
  let done = 0;
  const after: Float64Array[] = [];
  const metric: Metric = { name: "told", compute: () => numbers[done] };
  const net = line();
  const { epochs, stopped } = net.fit(x, t, {
    loss: mse,
    optimizer: sgd({ learningRate: 0.01 }),
    epochs: numbers.length,
    earlyStopping: { metric, ...stopping },
    onEpoch: () => {
      done++;
      after.push(net.parameters.slice());
    },
  });
  const kept = after.findIndex((parameters) => parameters.every((p, i) => p === net.parameters[i]));
  return { stopped, epochs: epochs.length, kept: kept + 1, reported: epochs.map(({ metrics }) => metrics.told) };
}

describe("earlyStopping on a metric", () => {
  test("stops when the largest number is `patience` epochs ago, and reports the metric", () => {
    const seen = watch([1, 3, 2, 3, 9], { patience: 2, mode: "max" });
    expect(seen).toEqual({ stopped: "earlyStopping", epochs: 4, kept: 4, reported: [1, 3, 2, 3] });
  });

  test("stops when the smallest is", () => {
    expect(watch([5, 2, 3, 4, 1], { patience: 2, mode: "min" })).toMatchObject({ epochs: 4, kept: 4 });
  });

  test("restores the best epoch by the metric", () => {
    expect(watch([1, 3, 2, 2, 9], { patience: 2, mode: "max", restoreBest: true })).toMatchObject({ kept: 2 });
  });

  test("counts an improvement above minDelta only", () => {
    expect(watch([1, 1.5, 2.25, 9], { patience: 2, mode: "max", minDelta: 1 })).toMatchObject({ epochs: 4 });
    expect(watch([1, 1.5, 2, 9], { patience: 2, mode: "max", minDelta: 1 })).toMatchObject({ epochs: 3 });
  });

  test("a number that is not defined is no improvement", () => {
    expect(watch([Number.NaN, 1, Number.NaN, Number.NaN, 9], { patience: 2, mode: "max" })).toMatchObject({
      epochs: 4,
    });
  });

  test("epochs before startEpoch are neither waited for nor best", () => {
    const numbers = [9, 8, 3, 4, 2, 1, 0];
    const stopping = { patience: 2, mode: "max", startEpoch: 3, restoreBest: true } as const;
    expect(watch(numbers, stopping)).toMatchObject({ stopped: "earlyStopping", epochs: 6, kept: 4 });
  });

  test("where no epoch counted, the last one's parameters stay", () => {
    const seen = watch([1, 2, 3], { patience: 2, mode: "max", startEpoch: 9, restoreBest: true });
    expect(seen).toMatchObject({ stopped: "epochs", kept: 3 });
  });

  test("startEpoch is for the loss too", () => {
    const { epochs } = line().fit(x, t, {
      loss: mse,
      optimizer: sgd({ learningRate: 0 }),
      epochs: 20,
      earlyStopping: { patience: 2, startEpoch: 5 },
      onWarning: () => {},
    });
    expect(epochs.length).toBe(7);
  });

  test("watches the metric of the validation data where there are any", () => {
    const metric: Metric = { name: "rows", mode: "min", compute: (_o, { rows }) => rows };
    const { epochs } = line().fit(x, t, {
      loss: mse,
      optimizer: sgd(),
      epochs: 3,
      validation: [[[1]], [[2]]],
      metrics: [metric],
      earlyStopping: { patience: 1, metric },
    });
    expect(epochs.map(({ metrics, validation }) => [metrics.rows, validation?.metrics.rows])).toEqual([
      [4, 1],
      [4, 1],
    ]);
  });

  test("the library's metrics and losses know whether they should be small", () => {
    expect([accuracy, f1, f1.with({ average: "micro" }), r2, rocAuc].map(({ mode }) => mode)).toEqual(
      Array(5).fill("max"),
    );
    expect([rmse, logLoss].map(({ mode }) => mode)).toEqual(["min", "min"]);
    const stops = (metric: typeof mae) =>
      line().fit(x, t, {
        loss: mse,
        optimizer: sgd(),
        epochs: 4,
        metrics: [metric],
        earlyStopping: { patience: 9, metric, restoreBest: true },
      }).epochs[0].metrics;
    expect(Object.keys(stops(mae))).toEqual(["mae"]);
  });

  test("resumes to the same stop and the same bits", () => {
    const run = (resume?: string) => {
      const net = new Sequential([new Layer(1, 3, tanh), new Layer(3, 1)], { seed: 4 });
      const taken: string[] = [];
      const history = net.fit(x, t, {
        loss: mse,
        // It stops improving: the rate is too large in the end.
        optimizer: sgd({
          learningRate: reduceOnPlateau(0.05, { metric: mae, patience: 2, factor: 0.5, cooldown: 1, minDelta: 0.2 }),
        }),
        epochs: 60,
        metrics: [mae],
        earlyStopping: { patience: 4, metric: mae, restoreBest: true, startEpoch: 3 },
        onEpoch: (epoch) => taken.push(JSON.stringify(epoch.checkpoint())),
        onWarning: () => {},
        ...(resume !== undefined && { resume: JSON.parse(resume) }),
      });
      return { net, history, taken };
    };
    const whole = run();
    const resumed = run(whole.taken[Math.floor(whole.taken.length / 2)]);
    expect(resumed.net.parameters).toEqual(whole.net.parameters);
    expect(resumed.history.stopped).toBe(whole.history.stopped);
    const rates = (of: typeof whole) => of.history.epochs.map(({ learningRate }) => learningRate);
    expect(rates(resumed)).toEqual(rates(whole));
    expect(new Set(rates(whole)).size).toBeGreaterThan(1);
  });

  const stopping = (earlyStopping: object, more: object = {}) =>
    line().fit(x, t, { loss: mse, epochs: 1, earlyStopping: { patience: 1, ...earlyStopping }, ...more });
  const own: Metric = { name: "own", compute: () => 1 };
  testFailures([
    [
      "a metric that does not say its mode",
      () => stopping({ metric: own }),
      OptionError,
      'fit: earlyStopping.mode is undefined, wanted "min" or "max", which "own" does not say',
    ],
    [
      "another mode",
      () => stopping({ metric: own, mode: "auto" }),
      OptionError,
      'fit: earlyStopping.mode is "auto", wanted "min" or "max"',
    ],
    [
      "a large loss",
      () => stopping({ mode: "max" }),
      OptionError,
      'fit: earlyStopping.mode is "max", wanted "min" for the loss',
    ],
    [
      "a name",
      () => stopping({ metric: "accuracy" }),
      OptionError,
      'fit: earlyStopping.metric is "accuracy", wanted a metric such as accuracy; write accuracy, imported from deltarule',
    ],
    [
      "an epoch 0",
      () => stopping({ startEpoch: 0 }),
      OptionError,
      "fit: earlyStopping.startEpoch is 0, wanted a whole number from 1",
    ],
    [
      "another metric of the same name",
      () => stopping({ metric: own, mode: "max" }, { metrics: [{ ...own }] }),
      OptionError,
      "fit: metrics and earlyStopping[1] has the name of metrics and earlyStopping[0]",
    ],
    [
      "a checkpoint without the metric",
      () => {
        let taken: unknown;
        line().fit(x, t, {
          loss: mse,
          optimizer: adam(),
          epochs: 1,
          onEpoch: (epoch) => {
            taken = epoch.checkpoint();
          },
        });
        stopping({ metric: mae }, { resume: taken, epochs: 2 });
      },
      OptionError,
      'fit: resume: the checkpoint\'s epochs lack the metric "mae"',
    ],
  ]);
});

describe("reduceOnPlateau", () => {
  const losses = [5, 5, 5, 5, 5, 5, 5];
  const rates = (schedule: ReturnType<typeof reduceOnPlateau>) =>
    losses.map((_, epoch) => schedule(0, { epoch, losses: losses.slice(0, epoch) }));

  test("does not fall below minLearningRate", () => {
    const schedule = reduceOnPlateau(8, { factor: 0.5, patience: 1, minLearningRate: 3 });
    expect(rates(schedule)).toEqual([8, 8, 4, 3, 3, 3, 3]);
  });

  test("lets epochs pass after a reduction, as ReduceLROnPlateau's cooldown does", () => {
    // Epoch 2 waits, and the rate falls; epochs 3 and 4 do not count, and epoch 5 does.
    const schedule = reduceOnPlateau(8, { factor: 0.5, patience: 1, cooldown: 2 });
    expect(rates(schedule)).toEqual([8, 8, 4, 4, 4, 2, 2]);
  });

  test("watches a metric that should be large", () => {
    const schedule = reduceOnPlateau(8, { factor: 0.5, patience: 1, metric: accuracy });
    const evaluations = [0.1, 0.2, 0.2, 0.3].map((value) => ({ loss: 0, metrics: { accuracy: value } }));
    const at = (epoch: number) =>
      schedule(0, { epoch, losses: losses.slice(0, epoch), evaluations: evaluations.slice(0, epoch) });
    expect([0, 1, 2, 3, 4].map(at)).toEqual([8, 8, 8, 4, 4]);
  });

  test("in a second training it sees the metrics of the first, also after a checkpoint", () => {
    const metric: Metric = { name: "steady", mode: "min", compute: () => 1 };
    const make = () => sgd({ learningRate: reduceOnPlateau(1e-3, { factor: 0.5, patience: 1, metric }) });
    const options = { loss: mse, metrics: [metric] };
    const whole = line();
    const one = whole.fit(x, t, { ...options, optimizer: make(), epochs: 4 });
    const net = line();
    const optimizer = make();
    net.fit(x, t, { ...options, optimizer, epochs: 2 });
    let taken = "";
    net.fit(x, t, {
      ...options,
      optimizer,
      epochs: 1,
      onEpoch: (epoch) => {
        taken = JSON.stringify(epoch.checkpoint());
      },
    });
    const copy = line();
    const two = copy.fit(x, t, { ...options, optimizer: make(), epochs: 2, resume: JSON.parse(taken) });
    expect(two.epochs.map(({ learningRate }) => learningRate)).toEqual(
      one.epochs.slice(2).map(({ learningRate }) => learningRate),
    );
    expect(copy.parameters).toEqual(whole.parameters);
  });

  test("a checkpoint has the metrics of the trainings before", () => {
    const net = line();
    const options = { loss: mse, metrics: [mae], optimizer: sgd(), epochs: 1 };
    net.fit(x, t, options);
    let checkpoint: object = {};
    net.fit(x, t, {
      ...options,
      onEpoch: (epoch) => {
        checkpoint = JSON.parse(JSON.stringify(epoch.checkpoint()));
      },
    });
    expect(JSON.stringify(checkpoint)).toContain('"metrics":{"mae"');
  });

  testFailures([
    [
      "a metric that the training does not compute",
      () =>
        line().fit(x, t, {
          loss: mse,
          optimizer: sgd({ learningRate: reduceOnPlateau(0.1, { metric: rmse }) }),
          epochs: 2,
        }),
      OptionError,
      'reduceOnPlateau: the training has no metric "rmse"; give it in metrics',
    ],
    [
      "a least rate above the first",
      () => reduceOnPlateau(0.1, { minLearningRate: 0.2 }),
      OptionError,
      "reduceOnPlateau: minLearningRate is 0.2, wanted a number from 0 to 0.1",
    ],
    [
      "a metric that does not say its mode",
      () => reduceOnPlateau(0.1, { metric: { name: "own" } }),
      OptionError,
      'reduceOnPlateau: mode is undefined, wanted "min" or "max", which "own" does not say',
    ],
  ]);
});

describe("lbfgs ends a training", () => {
  const make = () => new Sequential([new Layer(1, 3, tanh), new Layer(3, 1)], { seed: 4 });
  const steepest = (net: ReturnType<typeof make>) =>
    Math.max(...net.backward(net.forward(x), t, mse).gradient.map(Math.abs));

  test("within its tolerance", () => {
    const net = make();
    const { stopped, epochs } = net.fit(x, t, { loss: mse, optimizer: lbfgs({ tolerance: 1e-3 }), epochs: 1000 });
    expect(stopped).toBe("optimizer");
    expect(steepest(net)).toBeLessThanOrEqual(1e-3);
    const before = make();
    before.fit(x, t, { loss: mse, optimizer: lbfgs(), epochs: epochs.length - 2 });
    expect(steepest(before)).toBeGreaterThan(1e-3);
  });

  test("after so many evaluations of E, and each training has as many", () => {
    const net = make();
    const optimizer = lbfgs({ maxEvaluations: 7 });
    const lengths = [1, 2].map(() => net.fit(x, t, { loss: mse, optimizer, epochs: 50, onWarning: () => {} }));
    for (const { stopped, epochs } of lengths) {
      expect(stopped).toBe("optimizer");
      // At least two a step.
      expect(epochs.length).toBeLessThanOrEqual(4);
    }
  });

  test("counts the evaluations exactly", () => {
    for (const most of [1, 2, 3, 10]) {
      let count = 0;
      const optimizer = lbfgs({ maxEvaluations: most });
      const p = new Float64Array([-1.2, 1]);
      const state = optimizer.initialize(2);
      const gradientAt = ([a, b]: Float64Array) => [2 * (a - 1) - 400 * a * (b - a * a), 200 * (b - a * a)];
      const context = {
        epoch: 0,
        losses: [],
        evaluate: (at: Float64Array, into?: Float64Array) => {
          count++;
          into?.set(gradientAt(at));
          return (1 - at[0]) ** 2 + 100 * (at[1] - at[0] ** 2) ** 2;
        },
        jacobian: () => {
          throw new Error("not used");
        },
      };
      while (optimizer.isDone?.(state) !== true)
        optimizer.step(p, Float64Array.from(gradientAt(p)), state, context as never);
      expect(count).toBe(most);
    }
  });

  test("and one that resumes afterwards has nothing to do", () => {
    const taken: string[] = [];
    const options = { loss: mse, epochs: 1000 };
    const net = make();
    net.fit(x, t, {
      ...options,
      optimizer: lbfgs({ tolerance: 1e-3 }),
      onEpoch: (epoch) => taken.push(JSON.stringify(epoch.checkpoint())),
    });
    const resumed = make();
    const history = resumed.fit(x, t, {
      ...options,
      optimizer: lbfgs({ tolerance: 1e-3 }),
      resume: JSON.parse(taken[taken.length - 1]),
    });
    expect([history.stopped, history.epochs.length]).toEqual(["optimizer", taken.length]);
    expect(resumed.parameters).toEqual(net.parameters);
  });
});
