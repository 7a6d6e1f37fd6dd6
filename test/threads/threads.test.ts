import { spawnSync } from "node:child_process";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { type Engine, Layer, matrix, mse, OptionError, Sequential, sgd, simd, tanh } from "deltarule";
import { threads } from "deltarule/threads";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { openThreads } from "../../src/threads/threads.js";
import { bundledPrograms } from "../helpers/trialWorker.js";
import { platform } from "../helpers/webAssembly.js";

const programs = bundledPrograms("thread");
afterAll(() => programs.remove());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const x = matrix(
  300,
  120,
  Float64Array.from({ length: 300 * 120 }, (_, k) => Math.sin(k)),
);
const t = matrix(
  300,
  2,
  Float64Array.from({ length: 600 }, (_, k) => Math.cos(k)),
);

function trained(engine: Engine): readonly number[] {
  const net = new Sequential([new Layer(120, 90, tanh), new Layer(90, 2)], { seed: 1, engine });
  net.fit(x, t, { loss: mse, optimizer: sgd(), batchSize: 150, epochs: 2, onWarning: () => undefined });
  return [...net.parameters, ...net.predict(x).data];
}
const wanted = trained(simd);

test("the engine's name says how many threads there are", async () => {
  for (const [count, name] of [
    [1, "simd on 1 thread"],
    [2, "simd on 2 threads"],
    [5, "simd on 5 threads"],
  ] as const) {
    const engine = await threads({ count });
    expect(engine.name).toBe(name);
    expect(new Sequential([new Layer(1, 1)], { engine }).summary()).toContain(name);
    expect(trained(engine)).toEqual(wanted);
    await engine.close();
  }
});

test("by default there are as many threads as run at the same time, at most 8", async () => {
  vi.stubGlobal("navigator", { hardwareConcurrency: 3 });
  const three = await threads();
  vi.stubGlobal("navigator", { hardwareConcurrency: 30 });
  const eight = await threads();
  expect([three.name, eight.name]).toEqual(["simd on 3 threads", "simd on 8 threads"]);
  await Promise.all([three.close(), eight.close()]);
});

test("after close, and after a second one, a network computes on one thread", async () => {
  const engine = await openThreads({ count: 3 }, 0);
  const net = new Sequential([new Layer(120, 2)], { seed: 1, engine });
  const before = net.predict(x);
  await Promise.all([engine.close(), engine.close()]);
  expect(net.predict(x)).toEqual(before);
  expect(trained(engine)).toEqual(wanted);
});

test("several engines, and networks of one engine in turns, keep their numbers apart", async () => {
  const engines = [await openThreads({ count: 2 }, 0), await openThreads({ count: 3 }, 0)];
  const nets = engines.flatMap((engine) =>
    [1, 1].map(() => new Sequential([new Layer(120, 9, tanh), new Layer(9, 2)], { seed: 1, engine })),
  );
  const options = { loss: mse, optimizer: sgd(), batchSize: 50, epochs: 3, onWarning: () => undefined };
  const runs = nets.map((net) => net.train(x, t, options));
  for (let epoch = 0; epoch < 3; epoch++) for (const run of runs) run.next();
  const [first, ...others] = nets.map((net) => [...net.parameters]);
  const one = new Sequential([new Layer(120, 9, tanh), new Layer(9, 2)], { seed: 1, engine: simd });
  one.fit(x, t, options);
  expect(first).toEqual([...one.parameters]);
  for (const other of others) expect(other).toEqual(first);
  await Promise.all(engines.map((engine) => engine.close()));
});

test("workers of one's own help whose module calls serveThread", async () => {
  const workers: Worker[] = [];
  const start = () => {
    const worker = new Worker(programs.url("thread"));
    workers.push(worker);
    return worker;
  };
  const engine = await openThreads({ count: 3, start }, 0);
  expect(workers.length).toBe(2);
  expect(engine.name).toBe("simd on 3 threads");
  expect(trained(engine)).toEqual(wanted);
  const ends = workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve)));
  await engine.close();
  await Promise.all(ends);
});

test("serveThread does nothing on a main thread, which it does not keep alive", () => {
  const { status, signal } = spawnSync(execPath, [fileURLToPath(programs.url("thread"))], { timeout: 30_000 });
  expect([status, signal]).toEqual([0, null]);
});

test("where memory cannot be shared it is one thread, and the name says why", async () => {
  vi.stubGlobal("crossOriginIsolated", false);
  const notIsolated = await threads({ count: 2 });
  vi.unstubAllGlobals();
  vi.stubGlobal("SharedArrayBuffer", undefined);
  const without = await threads({ count: 2 });
  vi.unstubAllGlobals();
  const wait = vi.spyOn(Atomics, "wait").mockImplementation(() => {
    throw new TypeError("Atomics.wait cannot be called in this context");
  });
  const page = await threads({ count: 2 });
  wait.mockRestore();
  const { Module, Instance } = platform;
  class Memory {
    constructor() {
      throw new RangeError("could not allocate memory");
    }
  }
  vi.stubGlobal("WebAssembly", { Module, Instance, Memory });
  const refused = await threads({ count: 2 });
  vi.unstubAllGlobals();
  const engines = [notIsolated, without, page, refused];
  expect(engines.map(({ name }) => name)).toEqual([
    "simd on 1 thread: the page is not cross-origin isolated",
    "simd on 1 thread: the page is not cross-origin isolated",
    "simd on 1 thread: this thread may not block; call threads in a worker",
    "simd on 1 thread: could not allocate memory",
  ]);
  for (const engine of engines) {
    expect(trained(engine)).toEqual(wanted);
    expect(await engine.close()).toBeUndefined();
  }
});

test("a bad option is refused", async () => {
  const refusal = (options: unknown) =>
    threads(options as { count: number }).then(
      () => "none",
      (error) => `${error.name}: ${error.message}`,
    );
  const range = "wanted a whole number from 1 to 64";
  expect(await refusal({ count: 0 })).toBe(`OptionError: threads: count is 0, ${range}`);
  expect(await refusal({ count: 1.5 })).toBe(`OptionError: threads: count is 1.5, ${range}`);
  expect(await refusal({ count: 65 })).toBe(`OptionError: threads: count is 65, ${range}`);
  expect(await refusal({ count: Number.NaN })).toBe(`OptionError: threads: count is NaN, ${range}`);
  expect(await refusal({ counts: 2 })).toMatch(/^OptionError: threads: there is no option "counts"; there are count, /);
  expect(await refusal({ start: "thread.js" })).toBe(
    'OptionError: threads: start is "thread.js", wanted a function that makes a Worker',
  );
  expect(await refusal({ count: 2, start: () => ({}) })).toBe(
    "OptionError: threads: start gives an object, wanted a Worker",
  );
});

test("what start throws is thrown, and a worker that does not help is told", async () => {
  const mine = new RangeError("mine");
  await expect(
    threads({
      count: 2,
      start: () => {
        throw mine;
      },
    }),
  ).rejects.toBe(mine);
  const other = threads({ count: 2, start: () => new Worker("", { eval: true }) });
  await expect(other).rejects.toEqual(new OptionError("threads: a worker cannot be used: it has ended (exit code 0)"));
  const broken = threads({ count: 2, start: () => new Worker("throw new Error('no')", { eval: true }) });
  await expect(broken).rejects.toEqual(new OptionError("threads: a worker cannot be used: no"));
});
