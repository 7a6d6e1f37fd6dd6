import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import {
  adam,
  type Checkpoint,
  DeltaruleError,
  type Epoch,
  Layer,
  mse,
  Sequential,
  sgd,
  squaredError,
  type TrainOptions,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { thrownBy } from "../../helpers/failures.js";
import { optimizers, run, type Spec, specs, trainingOf } from "../../helpers/trainings.js";

const parsed = (text: string): Checkpoint => JSON.parse(text) as Checkpoint;
/** A checkpoint as text without its times, and without the checksum, which depends on them. */
const timeless = (text: string) => text.replace(/"durationMs":[^,}]+/g, "").replace(/"checksum":"\w+"\}\}$/, "");

describe("exact resume", () => {
  test("from any epoch of any training gives the same bits, reports, reason and checkpoints", () => {
    const stops = new Set<string>();
    fc.assert(
      fc.property(specs, (spec) => {
        const whole = run(spec);
        stops.add(whole.history.stopped);
        whole.checkpoints.forEach((text, cut) => {
          const resumed = run(spec, parsed(text));
          expect(resumed.parameters).toEqual(whole.parameters);
          expect(resumed.history).toEqual(whole.history);
          expect(resumed.checkpoints.map(timeless)).toEqual(whole.checkpoints.slice(cut + 1).map(timeless));
        });
      }),
      { seed: 31, numRuns: 90 },
    );
    expect([...stops].sort()).toEqual(["earlyStopping", "epochs", "targetLoss"]);
  });

  const spec = (rest: Partial<Spec>): Spec => ({
    optimizer: "adam",
    schedule: "plateau",
    dtype: "float64",
    seed: 5,
    hidden: 3,
    outputs: 2,
    dropout: 0.3,
    samples: 9,
    batchSize: 2,
    shuffle: true,
    validation: "fraction",
    earlyStopping: { patience: 3, restoreBest: true },
    metrics: true,
    weighted: true,
    targetLoss: null,
    epochs: 6,
    ...rest,
  });

  test("works with every optimizer", () => {
    for (const optimizer of Object.keys(optimizers)) {
      const whole = run(spec({ optimizer }));
      const resumed = run(spec({ optimizer }), parsed(whole.checkpoints[1]));
      expect([optimizer, resumed.parameters]).toEqual([optimizer, whole.parameters]);
      expect(resumed.history).toEqual(whole.history);
    }
  });

  test("twice gives the same bits as a training without a stop", () => {
    const long = spec({ earlyStopping: null });
    const whole = run(long);
    const first = run({ ...long, epochs: 2 });
    const second = run({ ...long, epochs: 4 }, parsed(first.checkpoints[1]));
    const third = run(long, parsed(second.checkpoints[1]));
    expect(third.parameters).toEqual(whole.parameters);
    expect(third.history).toEqual(whole.history);
  });

  test("in another process gives the same bits", () => {
    const jobs = ["nesterov", "adamW", "lbfgs", "clipNorm"].map((optimizer, k) => {
      const own = spec({ optimizer, dtype: k % 2 === 0 ? "float64" : "float32" });
      return { own, whole: run(own) };
    });
    const given = jobs.map(({ own, whole }) => ({ spec: own, checkpoint: parsed(whole.checkpoints[1]) }));
    const root = fileURLToPath(new URL("../../..", import.meta.url));
    const command = [
      "node_modules/tsx/dist/cli.mjs",
      "--tsconfig",
      "test/tsconfig.json",
      "test/helpers/children/resume.ts",
    ];
    const child = spawnSync(process.execPath, command, { cwd: root, input: JSON.stringify(given), encoding: "utf8" });
    expect(child.stderr).toBe("");
    const resumed = JSON.parse(child.stdout) as ReturnType<typeof run>[];
    expect(resumed.map(({ parameters, history }) => ({ parameters, history }))).toEqual(
      jobs.map(({ whole: { parameters, history } }) => ({ parameters, history })),
    );
  });
});

const x = [[0], [1], [2], [3]];
const t = [[1], [0], [2], [1]];
const make = () => new Sequential([new Layer(1, 3, tanh), new Layer(3, 1)], { seed: 8 });
const options: TrainOptions = {
  loss: squaredError,
  optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }),
  batchSize: 2,
};

describe("checkpoint()", () => {
  test("throws once the next epoch has begun", () => {
    const seen: Epoch[] = [];
    make().fit(x, t, { ...options, epochs: 3, onEpoch: (epoch) => seen.push(epoch) });
    for (const epoch of seen.slice(0, 2)) {
      const error = thrownBy(() => epoch.checkpoint());
      expect(error).toBeInstanceOf(DeltaruleError);
      expect((error as Error).message).toBe(`checkpoint: epoch ${epoch.epoch} is over; call it in onEpoch`);
    }
    expect(seen[2].checkpoint().epochs).toHaveLength(3);
  });

  test("works after fit has returned, with the last epoch's parameters even if the best ones were restored", () => {
    // A rate that grows makes each epoch worse than the first.
    const worse = { ...options, optimizer: sgd({ learningRate: (step) => 0.01 + 0.2 * step }) };
    const keep = { ...worse, epochs: 4, earlyStopping: { patience: 9, restoreBest: true } };
    let last: Epoch | undefined;
    let seen: number[] = [];
    const net = make();
    net.fit(x, t, {
      ...keep,
      onEpoch: (epoch) => {
        last = epoch;
        seen = Array.from(net.parameters);
      },
    });
    const checkpoint = last?.checkpoint() as Checkpoint;
    expect(Array.from(net.parameters)).not.toEqual(seen);
    expect(Array.from(Sequential.fromJSON(checkpoint.network).parameters)).toEqual(seen);
    const [resumed, whole] = [make(), make()];
    resumed.fit(x, t, { ...keep, epochs: 6, resume: checkpoint });
    whole.fit(x, t, { ...keep, epochs: 6 });
    expect(resumed.parameters).toEqual(whole.parameters);
  });

  test("after a break is not changed by the next training", () => {
    const net = make();
    let left: Epoch | undefined;
    for (const epoch of net.train(x, t, options)) {
      left = epoch;
      if (epoch.epoch === 2) break;
    }
    const before = JSON.stringify(left?.checkpoint());
    net.fit(x, t, { ...options, epochs: 3 });
    expect(JSON.stringify(left?.checkpoint())).toBe(before);
  });

  test("after an error in onEpoch can be resumed from", () => {
    const net = make();
    let left: Epoch | undefined;
    const onEpoch = (epoch: Epoch) => {
      left = epoch;
      if (epoch.epoch === 2) throw new RangeError("enough");
    };
    expect(String(thrownBy(() => net.fit(x, t, { ...options, onEpoch })))).toBe("RangeError: enough");
    net.parameters.fill(7);
    net.fit(x, t, { ...options, epochs: 5, resume: left?.checkpoint() });
    const whole = make();
    whole.fit(x, t, { ...options, epochs: 5 });
    expect(net.parameters).toEqual(whole.parameters);
  });

  test("includes edits made between two epochs", () => {
    const net = make();
    for (const epoch of net.train(x, t, options)) {
      net.layers[1].weights.data[0] = 42;
      expect(Sequential.fromJSON(epoch.checkpoint().network).parameters).toEqual(net.parameters);
      if (epoch.epoch === 2) break;
    }
  });

  test("is plain data that survives JSON, and an epoch copies as its report", () => {
    const nan = { name: "nan", compute: () => Number.NaN };
    const minus = { name: "minus", compute: () => -0 };
    let taken: Checkpoint | undefined;
    const odd = { ...options, epochs: 2, metrics: [nan, minus] };
    const history = make().fit(x, t, {
      ...odd,
      onEpoch: (epoch) => {
        taken = epoch.checkpoint();
        expect(JSON.parse(JSON.stringify(taken))).toEqual(taken);
        expect(Object.keys(epoch).sort()).toEqual(["durationMs", "epoch", "learningRate", "loss", "metrics"]);
      },
    });
    // Even a NaN and a −0 among the metrics survive.
    expect(make().fit(x, t, { ...odd, resume: taken })).toEqual(history);
  });
});

describe("resume", () => {
  const takenAt = (epochs: number): Checkpoint => {
    let taken: Checkpoint | undefined;
    make().fit(x, t, { ...options, epochs, onEpoch: (epoch) => (taken = epoch.checkpoint()) });
    return taken as Checkpoint;
  };

  test("at or past the last epoch trains nothing and gives the checkpoint's parameters", () => {
    const checkpoint = takenAt(4);
    const wanted = Sequential.fromJSON(checkpoint.network).parameters;
    for (const epochs of [4, 2, 0]) {
      const net = make();
      const history = net.fit(x, t, { ...options, epochs, resume: checkpoint });
      expect(net.parameters).toEqual(wanted);
      expect([history.epochs.length, history.stopped]).toEqual([4, "epochs"]);
    }
  });

  test("counts epochs from the start, in onEpoch and in the history", () => {
    const seen: number[] = [];
    const history = make().fit(x, t, {
      ...options,
      epochs: 5,
      resume: takenAt(3),
      onEpoch: ({ epoch }) => seen.push(epoch),
    });
    expect(seen).toEqual([4, 5]);
    expect(history.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
  });

  test("does not change the checkpoint, which can be resumed from again", () => {
    const checkpoint = takenAt(2);
    const text = JSON.stringify(checkpoint);
    const ends = [0, 1].map(() => {
      const net = make();
      net.fit(x, t, { ...options, epochs: 4, resume: checkpoint });
      return net.parameters;
    });
    expect(ends[0]).toEqual(ends[1]);
    expect(JSON.stringify(checkpoint)).toBe(text);
  });

  test("changes nothing before the first call of next(), and nothing when the checkpoint is refused", () => {
    const net = make();
    const before = net.parameters.slice();
    net.train(x, t, { ...options, resume: takenAt(2) });
    thrownBy(() => net.fit(x, t, { ...options, optimizer: adam(), resume: takenAt(2) }));
    thrownBy(() => net.fit(x, t, { loss: mse, resume: {} as never }));
    expect(net.parameters).toEqual(before);
  });

  test("goes on when targetLoss no longer stops it", () => {
    const { net, x: inputs, t: targets, options: own } = trainingOf(exampleSpec);
    let taken: Checkpoint | undefined;
    const onEpoch = (epoch: Epoch) => (taken = epoch.checkpoint());
    const first = net.fit(inputs, targets, { ...own, targetLoss: 1e9, onEpoch });
    expect([first.stopped, first.epochs.length]).toEqual(["targetLoss", 1]);
    expect(net.fit(inputs, targets, { ...own, targetLoss: 1e9, resume: taken })).toEqual(first);
    const more = net.fit(inputs, targets, { ...own, targetLoss: undefined, resume: taken });
    expect([more.stopped, more.epochs.length]).toEqual(["epochs", exampleSpec.epochs]);
  });
});

const exampleSpec: Spec = {
  optimizer: "sgd",
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
  epochs: 3,
};
