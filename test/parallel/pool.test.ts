import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { DivergenceError, type Json, matrix, OptionError } from "deltarule";
import { grid, inProcess, openPool, type Pool, search } from "deltarule/parallel";
import { afterAll, afterEach, expect, test } from "vitest";
import trial, { type TrialOutcome } from "../helpers/children/trial.js";
import { bundledPrograms } from "../helpers/trialWorker.js";

const programs = bundledPrograms("trial");
const pools: Pool<Json, TrialOutcome>[] = [];
const start = () => new Worker(programs.url("trial"));
const here = inProcess<Json, TrialOutcome, unknown>(trial as never, { data: undefined });

function open(options: { size?: number; data?: unknown; recycleAfter?: number } = { size: 2 }) {
  const pool = openPool<Json, TrialOutcome, unknown>(start, options);
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});
afterAll(() => programs.remove());

const space = grid({ learningRate: [0.003, 0.03], hidden: [3, 5], seed: [1, 2] });
const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.fail("it resolved"),
    (error) => error,
  );

test("a pool of any size, and trials that end in any order, give the results of one thread", async () => {
  const uneven = space.map((options, k) => ({ ...options, wait: ((k * 5) % 4) * 10 }));
  const plain = ({ trials, ranking }: Awaited<ReturnType<typeof search<Json, TrialOutcome>>>) => ({
    ranking,
    results: trials.map(({ score, result }) => [score, result?.parameters]),
  });
  const wanted = plain(await search(here, space));
  for (const size of [1, 3]) {
    const pool = open({ size });
    expect(plain(await search(pool.run, space))).toEqual(wanted);
    expect(plain(await search(pool.run, uneven))).toEqual(wanted);
  }
});

test("the URL of a module starts workers too", async () => {
  const pool = openPool<Json, TrialOutcome>(programs.url("trial"), { size: 1 });
  pools.push(pool);
  expect((await pool.run({ kind: "score", score: "3" })).loss).toBe(3);
});

test("an error of a trial keeps class, name, message, stack and cause, and does not end its worker", async () => {
  const pool = open({ size: 1 });
  for (const run of [pool.run, here]) {
    const error = await failure(run({ kind: "fail" }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ name: "TypeError", message: "no such thing", cause: { name: "RangeError" } });
    expect(error.stack).toMatch(/trial\.(mjs|ts):\d+/);
    const diverged = await failure(run({ learningRate: 1e308, epochs: 50 }));
    expect(diverged).toBeInstanceOf(DivergenceError);
  }
  expect((await pool.run({ kind: "score", score: "4" })).loss).toBe(4);
});

test("a worker lost in a trial is replaced once, then the trial rejects and the pool goes on", async () => {
  const pool = open();
  const once = join(programs.folder, "once");
  expect((await pool.run({ kind: "exit", log: once })).loss).toBe(0);
  const always = join(programs.folder, "always");
  const error = await failure(pool.run({ kind: "exit", score: "always", log: always }));
  expect(error.message).toMatch(/^openPool: the worker ended \(exit code 7\) in the trial .*, for the second time$/);
  expect(readFileSync(always, "utf8")).toBe("here\nhere\n");
  expect((await pool.run({ kind: "score", score: "4" })).loss).toBe(4);
});

test("an abort ends a synchronous fit, and the same worker goes on", async () => {
  const pool = open({ size: 1 });
  const control = new AbortController();
  const onReport = () => control.abort(new Error("enough"));
  const error = await failure(pool.run({ kind: "long" }, { signal: control.signal, onReport }));
  expect(error.message).toBe("enough");
  const after = await pool.run(space[0] as Json);
  expect(after.parameters).toEqual((await here(space[0] as Json)).parameters);
});

test("an abort ends a trial that does not look at its signal, with its worker", async () => {
  const pool = open({ size: 1 });
  const control = new AbortController();
  const onReport = () => control.abort();
  await failure(pool.run({ kind: "deaf" }, { signal: control.signal, onReport }));
  expect((await pool.run({ kind: "score", score: "4" })).loss).toBe(4);
});

test("an aborted trial that waits, or has not been asked for, never runs", async () => {
  const pool = open({ size: 1 });
  const control = new AbortController();
  const busy = pool.run({ kind: "score", score: "1", wait: 100 });
  const waiting = failure(pool.run({ kind: "exit", log: join(programs.folder, "never") }, control));
  control.abort(new Error("no more"));
  expect((await waiting).message).toBe("no more");
  expect((await failure(pool.run({ kind: "score", score: "1" }, control))).message).toBe("no more");
  expect((await busy).loss).toBe(1);
  expect(existsSync(join(programs.folder, "never"))).toBe(false);
});

test("what cannot travel rejects, and the worker goes on", async () => {
  const pool = open({ size: 1 });
  expect((await failure(pool.run({ f: () => 1 } as never))).name).toBe("DataCloneError");
  expect((await failure(pool.run({ kind: "function" }))).name).toBe("DataCloneError");
  expect((await failure(here({ kind: "function" }))).name).toBe("DataCloneError");
  expect((await pool.run({ kind: "score", score: "4" })).loss).toBe(4);
});

test("an error that no trial caught ends the worker and rejects its trial", async () => {
  const pool = open({ size: 1 });
  const error = await failure(pool.run({ kind: "uncaught" }));
  expect(error).toMatchObject({ name: "SyntaxError", message: "out of the trial" });
  expect((await pool.run({ kind: "score", score: "4" })).loss).toBe(4);
});

test("a Matrix over shared memory is not copied", async () => {
  const data = matrix(1, 2, new Float64Array(new SharedArrayBuffer(16)));
  const pool = open({ size: 1, data });
  expect((await pool.run({ kind: "data" })).loss).toBe(1);
  expect((await pool.run({ kind: "data" })).loss).toBe(2);
  expect(data.data[0]).toBe(2);
});

test("workers are replaced after so many trials", async () => {
  const shared = matrix(1, 1, new Float64Array(1));
  const pool = open({ size: 1, recycleAfter: 2, data: shared });
  const losses = [];
  for (let k = 0; k < 5; k++) losses.push((await pool.run({ kind: "data" })).loss);
  expect(losses).toEqual([1, 2, 1, 2, 1]); // Each worker has a copy of its own.
});

test("modules that do not load, throw, or do not call serve are told, for all that wait", async () => {
  const broken = join(programs.folder, "broken.mjs");
  const silent = join(programs.folder, "silent.mjs");
  writeFileSync(broken, "throw new RangeError('at the top');");
  writeFileSync(silent, "export {};");
  const errors = async (path: string) => {
    const pool = openPool<Json, TrialOutcome>(() => new Worker(path), { size: 2 });
    pools.push(pool);
    const all = await Promise.all([1, 2, 3, 4].map((k) => failure(pool.run({ k }))));
    return all.map(({ message }) => message);
  };
  for (const message of await errors(join(programs.folder, "absent.mjs"))) expect(message).toMatch(/absent\.mjs/);
  for (const message of await errors(broken)) expect(message).toBe("at the top");
  for (const message of await errors(silent)) {
    expect(message).toBe("openPool: the worker ended (exit code 0) before its module called serve(trial)");
  }
  const thrower = openPool<Json, TrialOutcome>(() => {
    throw new Error("no worker today");
  });
  expect((await failure(thrower.run({}))).message).toBe("no worker today");
});

test("close ends trials that run and that wait, and a closed pool rejects", async () => {
  const pool = open({ size: 1 });
  const all = [pool.run({ kind: "deaf" }), pool.run({ kind: "score", score: "1" })].map(failure);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await pool.close();
  await pool.close();
  for (const error of await Promise.all(all)) expect(error.message).toBe("openPool: the pool is closed");
  expect((await failure(pool.run({}))).message).toBe("openPool: the pool is closed");
});

test("bad options are sentences", () => {
  expect(() => openPool(start, { size: 0 })).toThrow("openPool: size is 0, wanted a whole number from 1");
  expect(() => openPool(start, { workers: 2 } as never)).toThrow(OptionError);
  expect(() => openPool("./trial.js" as never)).toThrow(/start is "\.\/trial\.js", wanted a URL, or a function/);
});
