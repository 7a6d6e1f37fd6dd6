import { Worker } from "node:worker_threads";
import { OptionError } from "deltarule";
import { inProcess, openPool, type Pool, type Run, search, TrialError } from "deltarule/parallel";
import { afterAll, expect, test } from "vitest";
import trial, { type OddOptions } from "../helpers/children/odd.js";
import { bundledPrograms } from "../helpers/trialWorker.js";

interface Outcome {
  readonly loss: number;
  readonly bytes?: Uint8Array;
}

const programs = bundledPrograms("odd");
const start = () => new Worker(programs.url("odd"));
const pool: Pool<OddOptions, Outcome> = openPool(start, { size: 2 });
const here: Run<OddOptions, Outcome> = inProcess(trial);
afterAll(async () => {
  await pool.close();
  programs.remove();
});

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.fail("it resolved"),
    (error) => error,
  );

test.each([
  ["text", "Error", "only text"],
  ["nothing", "Error", "undefined"],
  ["null", "Error", "null"],
  ["number", "Error", "404"],
  ["symbol", "Error", "Symbol(sign)"],
  ["bare", "Error", "{}"],
  ["object", "Error", '{"code":5}'],
  ["alike", "HttpError", "not found"],
  ["named", "constructor", "own name"],
  ["circular", "Error", "in a circle"],
])("what is thrown is the same error here and in a worker: %s", async (what, name, message) => {
  for (const run of [here, pool.run]) {
    const error = await failure(run({ kind: "throw", what }));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name, message });
    const found = await failure(search(run, [{ kind: "throw", what }]));
    expect(found.message).toBe(`search: trial 0 with {"kind":"throw","what":"${what}"} threw ${name}: ${message}`);
  }
});

test("options that JSON does not have are told without it", async () => {
  const circle: Record<string, unknown> = { kind: "throw", what: "text" };
  circle.self = circle;
  for (const options of [circle, { kind: "throw", what: "text", big: 1n }] as OddOptions[]) {
    const error = await failure(search(pool.run, [options]));
    expect(error).toBeInstanceOf(TrialError);
    expect(error.message).toBe("search: trial 0 with an object threw Error: only text");
    expect((await failure(pool.run({ ...options, kind: "die" }))).message).toMatch(
      /the trial an object, for the second time$/,
    );
  }
});

test("many trials that cannot travel, and many that wait, do not fill the stack", async () => {
  const many = 20_000;
  const stuck = Array.from({ length: many }, () => ({ kind: "score", f: () => 1 }));
  const { trials } = await search(pool.run, stuck, { errors: "keep" });
  expect(trials.filter(({ error }) => error?.name === "DataCloneError")).toHaveLength(many);
  const control = new AbortController();
  const waiting = search(
    pool.run,
    Array.from({ length: many }, (_, what) => ({ kind: "score", what })),
    {
      signal: control.signal,
      onTrial: ({ index }) => index === 100 && control.abort(new Error("enough")),
    },
  );
  expect((await failure(waiting)).message).toBe("enough");
  expect((await pool.run({ kind: "score", what: 4 })).loss).toBe(4);
});

test("an onReport that throws rejects and stops its trial, here and in a worker", async () => {
  for (const run of [here, pool.run]) {
    const told: unknown[] = [];
    const onReport = (progress: unknown): void => {
      told.push(progress);
      if (progress === 2) throw new RangeError("no more");
    };
    const error = await failure(run({ kind: "chatter" }, { onReport }));
    expect(error).toMatchObject({ name: "RangeError", message: "no more" });
    expect(told).toEqual([0, 1, 2]);
  }
  expect((await pool.run({ kind: "score", what: 4 })).loss).toBe(4);
});

test("a callback may run another search in the same pool, and its error ends the search", async () => {
  const inner: number[] = [];
  const runs: Promise<unknown>[] = [];
  await search(pool.run, [{ kind: "score", what: 1 }], {
    onTrial: () => {
      runs.push(search(pool.run, [{ kind: "score", what: 7 }]).then(({ best }) => inner.push(best.score)));
    },
  });
  await Promise.all(runs);
  expect(inner).toEqual([7]);
});

test("large options and results arrive whole", async () => {
  const bytes = new Uint8Array(30_000_000);
  expect((await pool.run({ kind: "size", bytes })).loss).toBe(30_000_000);
  expect((await pool.run({ kind: "large", what: 30_000_000 })).bytes).toHaveLength(30_000_000);
});

test("a worker without enough memory is lost: its trial runs once more, then is told", async () => {
  let started = 0;
  const small = openPool<OddOptions, Outcome>(
    () => {
      started++;
      return new Worker(programs.url("odd"), { resourceLimits: { maxOldGenerationSizeMb: 16 } });
    },
    { size: 1 },
  );
  const error = await failure(small.run({ kind: "hoard" }));
  expect(error.message).toMatch(/\(exit code ERR_WORKER_OUT_OF_MEMORY\) in the trial .* for the second time$/);
  expect(started).toBe(2);
  expect((await small.run({ kind: "score", what: 4 })).loss).toBe(4);
  await small.close();
});

test("closing a pool while it starts rejects what runs and what waits", async () => {
  const closing = openPool<OddOptions, Outcome>(start, { size: 2 });
  const all = [1, 2, 3].map((what) => failure(closing.run({ kind: "score", what })));
  await closing.close();
  for (const error of await Promise.all(all)) expect(error.message).toBe("openPool: the pool is closed");
});

test("a start that makes no worker is told", async () => {
  const none = openPool<OddOptions, Outcome>((() => undefined) as never);
  const error = await failure(none.run({ kind: "score" }));
  expect(error).toBeInstanceOf(OptionError);
  expect(error.message).toBe("openPool: what start gave is undefined, wanted a Worker");
});

test("data that cannot travel rejects all that wait", async () => {
  const stuck = openPool<OddOptions, Outcome, unknown>(start, { data: { f: () => 1 }, size: 1 });
  for (const error of await Promise.all([1, 2].map((what) => failure(stuck.run({ kind: "score", what }))))) {
    expect(error.name).toBe("DataCloneError");
  }
});
