import {
  adam,
  type Checkpoint,
  DeltaruleError,
  FormatError,
  Layer,
  OptionError,
  Sequential,
  sgd,
  squaredError,
  type TrainOptions,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkpointSum } from "../../../src/core/training/checkpoint.js";
import { testFailures, thrownBy } from "../../helpers/failures.js";

const x = [[0], [1], [2], [3]];
const t = [[1], [0], [2], [1]];
const make = (seed = 8, hidden = 3, dtype: "float64" | "float32" = "float64") =>
  new Sequential([new Layer(1, hidden, tanh), new Layer(hidden, 1)] as Layer[], { seed, dtype });
const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
const options: TrainOptions = { loss: squaredError, optimizer, batchSize: 2, validation: [x, t] };
const restoring = { patience: 5, restoreBest: true };

const taken = (rest: Partial<TrainOptions> = {}): Checkpoint => {
  let checkpoint: Checkpoint | undefined;
  make().fit(x, t, { ...options, epochs: 2, ...rest, onEpoch: (epoch) => (checkpoint = epoch.checkpoint()) });
  return JSON.parse(JSON.stringify(checkpoint));
};
const checkpoint = taken();
const resuming =
  (resume: unknown, rest: Partial<TrainOptions> = {}, net = make(), data = [x, t]) =>
  () =>
    net.fit(data[0], data[1], { ...options, epochs: 3, ...rest, resume: resume as Checkpoint });

/** The checkpoint with these parts replaced, and a checksum that fits. */
function signed(parts: Readonly<Record<string, unknown>>): unknown {
  const { training, ...fields } = { ...checkpoint, ...parts };
  const { checksum: _, ...rest } = training as Record<string, unknown>;
  return { ...fields, training: { ...rest, checksum: checkpointSum(fields, rest) } };
}

describe("a checkpoint of another training is refused", () => {
  const of = (theirs: string, ours: string) =>
    `fit: resume: the checkpoint is of ${theirs}, this training of ${ours}` as const;
  const layers = (hidden: number) =>
    `[{"activation":{"name":"tanh"},"bias":true,"dropout":0,"inputs":1,"outputs":${hidden}},` +
    `{"activation":{"name":"identity"},"bias":true,"dropout":0,"inputs":${hidden},"outputs":1}]`;
  testFailures([
    ["another seed", resuming(checkpoint, {}, make(9)), OptionError, of("seed 8", "9")],
    ["another dtype", resuming(checkpoint, {}, make(8, 3, "float32")), OptionError, of('dtype "float64"', '"float32"')],
    ["other layers", resuming(checkpoint, {}, make(8, 4)), OptionError, of(`layers ${layers(3)}`, layers(4))],
    [
      "another optimizer",
      resuming(checkpoint, { optimizer: adam() }),
      OptionError,
      of('the optimizer "sgd"', '"adam"'),
    ],
    [
      "the same optimizer without momentum",
      resuming(checkpoint, { optimizer: sgd() }),
      OptionError,
      "fit: resume: the state of sgd.velocity has 10 numbers, wanted 0",
    ],
    [
      "an optimizer with a larger state",
      resuming(signed({ optimizer: { name: "sgd", state: { ...Object(checkpoint.optimizer.state), more: 1 } } })),
      OptionError,
      "fit: resume: a new state.more is not a number",
    ],
    [
      "another number of samples",
      resuming(checkpoint, {}, make(), [x.slice(1), t.slice(1)]),
      OptionError,
      of("4 samples", "3"),
    ],
    [
      "taken without restoreBest",
      resuming(checkpoint, { earlyStopping: restoring }),
      OptionError,
      "fit: resume: the checkpoint was taken without restoreBest",
    ],
  ]);
});

describe("a value that is not a checkpoint gives a FormatError", () => {
  const no = (what: string, given: unknown, sentence: string, rest: Partial<TrainOptions> = {}) =>
    [what, resuming(given, rest), FormatError, `fit: resume: ${sentence}`] as const;
  const report = checkpoint.epochs[1];
  const cycle: Record<string, unknown> = { ...checkpoint };
  cycle.epochs = [cycle];
  const changed = "the checkpoint was changed after it was written";
  testFailures([
    no("null", null, "the checkpoint is null, wanted what epoch.checkpoint() gave"),
    no("a number", 5, "the checkpoint is 5, wanted what epoch.checkpoint() gave"),
    no(
      "a text",
      "checkpoint.json",
      'the checkpoint is "checkpoint.json", wanted what epoch.checkpoint() gave; read the text with JSON.parse first',
    ),
    no("an array", [checkpoint], "the checkpoint is an array of 1, wanted what epoch.checkpoint() gave"),
    no("nothing in it", {}, 'format is undefined, wanted "deltarule/checkpoint"'),
    no("a network", make().toJSON(), 'format is "deltarule/network", wanted "deltarule/checkpoint"'),
    no("another version", { ...checkpoint, version: 2 }, "version is 2, wanted 1, the version this library reads"),
    no("no network", { ...checkpoint, network: null }, "network is null, wanted an object"),
    no("no epochs", { ...checkpoint, epochs: undefined }, "epochs is undefined, wanted an array"),
    no("no optimizer", { ...checkpoint, optimizer: undefined }, "optimizer is undefined, wanted an object"),
    no("no training", { ...checkpoint, training: [] }, "training is an array of 0, wanted an object"),
    no("a changed loss", { ...checkpoint, epochs: [checkpoint.epochs[0], { ...report, loss: 1 }] }, changed),
    no("a cycle", cycle, changed),
    no("a bigint", { ...checkpoint, training: { steps: 4n, checksum: null } }, changed),
    no(
      "a number of steps below 0",
      signed({ training: { ...(checkpoint.training as object), steps: -1 } }),
      "training.steps is -1, wanted a whole number from 0",
    ),
    no("a report of another epoch", signed({ epochs: [report] }), "epochs[0] is not the report of epoch 1"),
    no(
      "a report without a loss",
      signed({ epochs: [checkpoint.epochs[0], { ...report, loss: null }] }),
      "epochs[1] is not the report of epoch 2",
    ),
    no(
      "parameters of other layers",
      signed({ network: { ...checkpoint.network, parameters: "AAAA" } }),
      "the parameters do not fit the layers",
    ),
    no(
      "best parameters of other layers",
      signed({ training: { ...(checkpoint.training as object), best: 5 } }),
      "the best parameters do not fit the layers",
      { earlyStopping: restoring },
    ),
  ]);
});

/** The paths of all values within a JSON value. */
function places(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, part]) => places(part, [...at, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  (copy as Record<string, unknown>)[key] = replaced((copy as Record<string, unknown>)[key], rest, by);
  return copy;
}

describe("a changed checkpoint", () => {
  const whole = taken({ earlyStopping: restoring });
  const all = places(whole).filter((place) => place.length > 0);
  const strange = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, true, 0, -1, 2.5, 1e308, Number.NaN, "", "NaN", "AAAA", [], {}, 3n),
    fc.jsonValue(),
  );
  const unchanged = make();
  resuming(whole, { earlyStopping: restoring }, unchanged)();

  test("gives a FormatError, or has the same content", () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), strange, (place, value) => {
        const changed = replaced(whole, place, value);
        const net = make();
        const before = net.parameters.slice();
        const error = thrownBy(resuming(changed, { earlyStopping: restoring }, net));
        if (error === undefined) {
          expect(JSON.stringify(changed)).toBe(JSON.stringify(whole));
          expect(net.parameters).toEqual(unchanged.parameters);
          return;
        }
        expect(error).toBeInstanceOf(FormatError);
        expect((error as Error).message).toMatch(/^fit: resume: /);
        expect(net.parameters).toEqual(before);
      }),
      { seed: 33, numRuns: 600 },
    );
  });

  test("with a checksum that fits gives a DeltaruleError or resumes, never a TypeError", () => {
    let resumed = 0;
    fc.assert(
      fc.property(fc.constantFrom(...all), strange, (place, value) => {
        const changed = replaced(whole, place, value) as Record<string, unknown>;
        if (typeof changed?.training !== "object" || changed.training === null) return;
        const { training, ...fields } = changed;
        const { checksum: _, ...rest } = training as Record<string, unknown>;
        const sum = checkpointSum(fields as never, rest);
        const error = thrownBy(
          resuming({ ...fields, training: { ...rest, checksum: sum } }, { earlyStopping: restoring }),
        );
        if (error === undefined) resumed++;
        else expect(error).toBeInstanceOf(DeltaruleError);
      }),
      { seed: 34, numRuns: 800 },
    );
    expect(resumed).toBeGreaterThan(20);
  });
});
