/**
 * Programs of the tests of deltarule/parallel that could hang, each in a process of its own.
 * `hangs PART` prints one line of JSON.
 */
import process from "node:process";
import { Worker } from "node:worker_threads";
import { openPool } from "deltarule/parallel";
import type { BusyOptions } from "./busy.js";

const workers: Worker[] = [];
const pool = openPool<BusyOptions, { readonly loss: number }>(
  () => {
    const worker = new Worker(new URL("./busy.mjs", import.meta.url));
    workers.push(worker);
    return worker;
  },
  { size: 1 },
);
const messageOf = (reason: Error): string => reason.message;

/** A trial that does not end, with what is done once it runs. */
const endless = (kind: BusyOptions["kind"], then: () => unknown, signal?: AbortSignal): Promise<unknown> =>
  pool.run({ kind }, { ...(signal && { signal }), onReport: then }).catch(messageOf);

const parts: Readonly<Record<string, () => Promise<unknown>>> = {
  /** Without `close`, neither of the pool nor of the threads in its worker. */
  forgets: () => pool.run({ kind: "threads" }),

  /** Node ends by itself at SIGINT, whatever its threads compute. */
  interrupted: () => endless("loop", () => process.kill(process.pid, "SIGINT")),

  /** One that closes its pool at SIGINT. */
  closes: () => {
    process.once("SIGINT", () => pool.close());
    return endless("loop", () => process.kill(process.pid, "SIGINT"));
  },

  /** A worker that its owner ends: in the middle of a loop, and while it is idle. */
  terminated: async () => {
    const first = await pool.run({ kind: "short" }, { onReport: () => workers.length === 1 && workers[0].terminate() });
    await workers[1].terminate();
    const second = await pool.run({ kind: "short" });
    await pool.close();
    return [first.loss, second.loss, workers.length];
  },

  /** Aborts of a training on three threads in a worker, which reads its signal or does not. */
  aborted: async () => {
    const told: unknown[] = [];
    for (const kind of ["threadsSignal", "threadsDeaf"] as const) {
      const control = new AbortController();
      told.push(await endless(kind, () => control.abort(new Error(kind)), control.signal));
    }
    told.push(await endless("threadsDeaf", () => pool.close()));
    return told;
  },
};

console.log(JSON.stringify(await parts[process.argv[2]]()));
