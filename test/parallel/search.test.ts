import { type Checkpoint, DataError, type Json, OptionError } from "deltarule";
import { crossValidateWith, grid, halving, inProcess, type RunContext, search, TrialError } from "deltarule/parallel";
import { describe, expect, test } from "vitest";
import trial, { type TrialOutcome } from "../helpers/children/trial.js";

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const scored = inProcess(({ score, wait = 0 }: { score: string; wait?: number }) =>
  later(wait).then(() => ({ loss: Number(score) })),
);
const scores = (...all: readonly string[]) => all.map((score) => ({ score }));

describe("search", () => {
  test("ranks the smallest score first, equal ones in their order, and scores that are not finite last", async () => {
    const { best, ranking, trials } = await search(scored, scores("3", "NaN", "1", "-Infinity", "1", "Infinity"));
    expect(ranking).toEqual([2, 4, 0, 1, 3, 5]);
    expect(best).toMatchObject({ index: 2, score: 1, options: { score: "1" }, result: { loss: 1 } });
    expect(trials.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("takes a score of the result, such as an accuracy with the sign changed", async () => {
    const { ranking } = await search(scored, scores("1", "3", "2"), { score: ({ loss }) => -loss });
    expect(ranking).toEqual([1, 2, 0]);
  });

  test("refuses a score that is no number", async () => {
    const run = inProcess((() => ({})) as never);
    await expect(search(run as never, [{}])).rejects.toThrow("the score of trial 0 is undefined, wanted a number");
  });

  test("tells of the first candidate that throws, whichever ends first, and aborts those after it", async () => {
    const aborted: number[] = [];
    const run = inProcess(async ({ k, wait }: { k: number; wait: number }, { signal }) => {
      await later(wait);
      if (k === 1 || k === 2) throw new RangeError(`bad ${k}`);
      if (signal.aborted) aborted.push(k);
      return { loss: k };
    });
    const candidates = [60, 40, 5, 30, 70].map((wait, k) => ({ k, wait }));
    const error = await search(run, candidates).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(TrialError);
    expect(error).toMatchObject({ index: 1, options: { k: 1, wait: 40 } });
    expect(error.message).toBe('search: trial 1 with {"k":1,"wait":40} threw RangeError: bad 1');
    expect(error.cause).toMatchObject({ name: "RangeError", message: "bad 1" });
    expect(aborted).toEqual([3, 4]);
  });

  test("starts nothing after a candidate that throws", async () => {
    const started: number[] = [];
    const run = inProcess(({ k }: { k: number }) => {
      started.push(k);
      if (k === 1) throw new Error("bad");
      return { loss: k };
    });
    await expect(search(run, grid({ k: [0, 1, 2, 3] }), { concurrency: 1 })).rejects.toThrow(TrialError);
    expect(started).toEqual([0, 1]);
  });

  test("keeps errors and ranks them last", async () => {
    const run = inProcess(({ score }: { score: string }) => {
      if (score === "bad") throw new RangeError("bad");
      return { loss: Number(score) };
    });
    const { ranking, trials } = await search(run, scores("bad", "NaN", "2"), { errors: "keep" });
    expect(ranking).toEqual([2, 1, 0]);
    expect(trials[0]?.error).toBeInstanceOf(RangeError);
    expect(trials[0]?.score).toBeNaN();
  });

  test("what a run of one's own throws is an error as of inProcess, kept or told", async () => {
    const thrown: readonly unknown[] = ["only text", null, { name: "TypeError", message: "like one", cause: "text" }];
    const kinds = [Error, Error, TypeError];
    const run = ({ k }: { k: number }): Promise<{ loss: number }> => Promise.reject(thrown[k]);
    const { trials } = await search(run, grid({ k: [0, 1, 2] }), { errors: "keep" });
    expect(trials.map(({ error }) => String(error))).toEqual([
      "Error: only text",
      "Error: null",
      "TypeError: like one",
    ]);
    for (const [k, { error }] of trials.entries()) expect(error).toBeInstanceOf(kinds[k]);
    expect(trials[2]?.error).toMatchObject({ cause: { message: "text" } });
    await expect(search(run, [{ k: 0 }])).rejects.toThrow('search: trial 0 with {"k":0} threw Error: only text');
    const circle: { message: string; cause?: unknown } = { message: "in a circle" };
    circle.cause = circle;
    const around = await search(() => Promise.reject(circle), [{}], { errors: "keep" });
    expect(around.best.error?.message).toBe("in a circle");
  });

  test("a signal that is aborted again tells its listeners once", async () => {
    const told: number[] = [];
    const waits = [30, 20, 10, 60];
    const run = ({ k }: { k: number }, { signal }: RunContext = {}): Promise<{ loss: number }> =>
      new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => told.push(k));
        setTimeout(() => (k === 3 ? resolve({ loss: k }) : reject(new Error(`bad ${k}`))), waits[k]);
      });
    await expect(search(run, grid({ k: [0, 1, 2, 3] }))).rejects.toThrow("bad 0");
    expect(told).toEqual([3, 2, 1]);
  });

  test("runs at most so many at the same time, and tells of each", async () => {
    let running = 0;
    let most = 0;
    const run = async ({ score }: { score: string }) => {
      most = Math.max(most, ++running);
      await later(5);
      running--;
      return { loss: Number(score) };
    };
    const told: [number, number, number][] = [];
    const onTrial = ({ index }: { index: number }, done: number, of: number) => void told.push([index, done, of]);
    await search(run, scores("1", "2", "3", "4", "5"), { concurrency: 2, onTrial });
    expect(most).toBe(2);
    expect(told.map(([index]) => index).sort()).toEqual([0, 1, 2, 3, 4]);
    expect(told.map(([, done, of]) => [done, of])).toEqual([1, 2, 3, 4, 5].map((done) => [done, 5]));
  });

  test("an abort rejects with its reason, and an error of onTrial with that error", async () => {
    const control = new AbortController();
    const slow = [1, 2, 3].map((k) => ({ score: String(k), wait: 20 }));
    setTimeout(() => control.abort(new Error("enough")), 5);
    await expect(search(scored, slow, { signal: control.signal })).rejects.toThrow("enough");
    await expect(search(scored, slow, { signal: control.signal })).rejects.toThrow("enough");
    const onTrial = () => {
      throw new Error("mine");
    };
    await expect(search(scored, slow, { onTrial })).rejects.toThrow("mine");
  });

  test("refuses no candidates, and bad options", async () => {
    await expect(search(scored, [])).rejects.toThrow(DataError);
    await expect(search(scored, {} as never)).rejects.toThrow("search: candidates is an object, wanted an array");
    await expect(search(scored, scores("1"), { concurrency: 0 })).rejects.toThrow(OptionError);
    await expect(search(scored, scores("1"), { errors: "ignore" as never })).rejects.toThrow(
      'wanted "throw" or "keep"',
    );
    await expect(search(scored, scores("1"), { scores: 1 } as never)).rejects.toThrow('there is no option "scores"');
    await expect(search(undefined as never, scores("1"))).rejects.toThrow("run is undefined");
  });
});

test("trials in process cannot change what the caller holds", async () => {
  const options = { list: [1, 2] };
  const run = inProcess((given: { list: number[] }) => {
    given.list.push(3);
    return { loss: given.list.length };
  });
  expect((await run(options)).loss).toBe(3);
  expect(options.list).toEqual([1, 2]);
});

describe("halving", () => {
  const run = inProcess<Json, TrialOutcome, unknown>(trial as never, { data: undefined });
  const candidates = grid({ learningRate: [0.001, 0.01, 0.1], hidden: [3, 4, 6] });

  test("goes on from checkpoints, so that the best is a training that never stopped", async () => {
    const resumed: boolean[] = [];
    const counted = (options: never, context?: object) => {
      resumed.push("resume" in (options as object));
      return run(options, context);
    };
    const told: number[] = [];
    const result = await halving(counted, candidates, { maxEpochs: 27, onTrial: ({ index }) => void told.push(index) });
    expect(result.rungs.map(({ epochs, trials }) => [epochs, trials.length])).toEqual([
      [3, 9],
      [9, 3],
      [27, 1],
    ]);
    expect(resumed.filter(Boolean)).toHaveLength(4);
    const straight = await run({ ...Object(result.best.options), epochs: 27 });
    expect(result.best.result?.parameters).toEqual(straight.parameters);
    expect(result.best.options).toEqual(candidates[result.best.index]);
    expect(result.ranking[0]).toBe(result.best.index);
    expect([...result.ranking].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(told.slice(9, 12).sort()).toEqual([...result.ranking.slice(0, 3)].sort());
  });

  test("gives a lone candidate all epochs at once", async () => {
    const { rungs } = await halving(run, candidates.slice(0, 1), { maxEpochs: 4 });
    expect(rungs.map(({ epochs }) => epochs)).toEqual([4]);
    const two = await halving(run, candidates.slice(0, 2), { minEpochs: 2, maxEpochs: 9 });
    expect(two.rungs.map(({ epochs, trials }) => [epochs, trials.length])).toEqual([
      [2, 2],
      [9, 1],
    ]);
  });

  test("drops candidates that threw, and ends when all have", async () => {
    const mixed = [{ kind: "fail" }, { hidden: 3 }, { hidden: 4 }];
    const kept = await halving(run, mixed, { minEpochs: 1, maxEpochs: 3, errors: "keep" });
    expect(kept.ranking[2]).toBe(0);
    const all = await halving(run, [{ kind: "fail" }], { maxEpochs: 3, errors: "keep" });
    expect(all.best.error).toBeInstanceOf(TypeError);
    await expect(halving(run, mixed, { maxEpochs: 3 })).rejects.toThrow(TrialError);
  });

  test("refuses results without a checkpoint, and bad options", async () => {
    const bare = inProcess((() => ({ loss: 1 })) as never) as never;
    await expect(halving(bare, [{}, {}], { maxEpochs: 9 })).rejects.toThrow(
      "halving: the result of trial 0 has checkpoint undefined, wanted the last epoch's checkpoint()",
    );
    await expect(halving(run, candidates, { maxEpochs: 3, minEpochs: 4 })).rejects.toThrow(OptionError);
    await expect(halving(run, candidates, { maxEpochs: 3, factor: 1 })).rejects.toThrow(OptionError);
    await expect(halving(run, [], { maxEpochs: 3 })).rejects.toThrow(DataError);
  });
});

test("crossValidateWith tries a candidate on each fold and scores by the mean", async () => {
  const run = inProcess(({ a, fold, folds }: { a: number; fold: number; folds: number }) => ({
    loss: a * fold + folds,
  }));
  const { best, trials } = await search(crossValidateWith(run as never, { folds: 3 }), grid({ a: [2, 1] }));
  expect(trials.map(({ score }) => score)).toEqual([5, 4]);
  expect(best.result).toEqual({ loss: 4, folds: [{ loss: 3 }, { loss: 4 }, { loss: 5 }] });
  expect(() => crossValidateWith(run as never, { folds: 1 })).toThrow(OptionError);
});

test("options may be of an interface, with the checkpoint that halving adds", async () => {
  interface Settings {
    readonly rate: number;
    readonly epochs: number;
    readonly resume?: Checkpoint;
  }
  const checkpoint = { format: "deltarule/checkpoint" } as Checkpoint;
  const run = inProcess(({ rate, epochs, resume }: Settings) => ({
    loss: rate / epochs,
    checkpoint: resume ?? checkpoint,
  }));
  const { best } = await halving(run, grid({ rate: [2, 1, 3] }), { minEpochs: 1, maxEpochs: 3 });
  expect(best).toMatchObject({ index: 1, options: { rate: 1 }, result: { loss: 1 / 3, checkpoint } });
});
