import type { Json } from "../core/index.js";
import { checkNamesWith, need, noHint, threadCount } from "../core/internal.js";
import { checkCount } from "./checks.js";
import { type Job, openWorker, type PoolWorker, type WorkerStart } from "./poolWorker.js";
import { untilAborted } from "./settling.js";
import type { Plain, Run } from "./trial.js";

/** Options of {@link openPool}. */
export interface PoolOptions<Data> {
  /** The number of workers; by default the threads that run at the same time here. */
  readonly size?: number | undefined;
  /**
   * What each trial gets as `context.data`. It is sent once to each worker; a Matrix over a
   * SharedArrayBuffer is handed over without a copy.
   */
  readonly data?: Data | undefined;
  /** Ends a worker after this many trials and starts another one in its place; never by default. */
  readonly recycleAfter?: number | undefined;
}

/** Workers that run trials. */
export interface Pool<Options extends Plain, Result> {
  readonly size: number;
  /**
   * Runs one trial in the next free worker.
   *
   * Rejects with the error of the trial, which keeps its name, message and stack; with the signal's
   * reason; or when two workers ended in the middle of the same trial.
   */
  readonly run: Run<Options, Result>;
  /** Ends all workers. Trials that have not ended reject. */
  close(): Promise<void>;
}

/**
 * Opens a pool of workers for the trial of a module, which calls {@link serve}.
 *
 * `start` makes a worker, `() => new Worker(new URL("./trial.js", import.meta.url), { type:
 * "module" })`: the form that bundlers know, with the Worker of the page or the one of
 * `node:worker_threads`. Where nothing is bundled the URL alone is enough. Workers start when there
 * is work for them.
 *
 * Results do not depend on the number of workers. A worker that ends in the middle of a trial is
 * replaced, and the trial run once more. The process does not wait for an idle pool.
 *
 * ```js
 * import { openPool, grid, search } from "deltarule/parallel";
 *
 * // trial.js ends with serve(({ hidden }) => …).
 * const start = () => new Worker(new URL("./trial.js", import.meta.url), { type: "module" });
 * const pool = openPool(start);
 * const { best } = await search(pool.run, grid({ hidden: [4, 8, 16] }));
 * await pool.close();
 * ```
 *
 * @throws OptionError if an option is unknown or out of range.
 */
export function openPool<Options extends Plain, Result, Data = undefined>(
  start: WorkerStart,
  options: PoolOptions<Data> = {},
): Pool<Options, Result> {
  const call = "openPool";
  checkNamesWith(noHint, call, options, ["size", "data", "recycleAfter"]);
  const { size = threadCount(), data, recycleAfter = Infinity } = options;
  checkCount(call, "size", size);
  if (recycleAfter !== Infinity) checkCount(call, "recycleAfter", recycleAfter);
  const isStart = typeof start === "function" || typeof start?.href === "string";
  need(isStart, call, "start", start, "a URL, or a function that makes a Worker");
  const workers = new Set<PoolWorker>();
  /** The trials that wait: the last of `turned` is the next, then comes the first of `queue`. */
  const queue: Job[] = [];
  let turned: Job[] = [];
  let isClosed = false;

  /** Takes the next trial that waits; those that were stopped wait no longer. */
  const take = (): Job | undefined => {
    for (;;) {
      if (turned.length === 0) turned = queue.splice(0).reverse();
      const job = turned.pop();
      if (!job?.isStopped) return job;
    }
  };
  const giveBack = (job: Job): unknown => turned.push(job);
  /** Rejects all that wait. */
  const rejectAll = (error: unknown): void => {
    for (let job = take(); job; job = take()) job.reject(error);
  };
  /** Gives each free worker the next trial, and starts workers while there is work for them. */
  const free = (): void => {
    for (const worker of workers) worker.pull();
    while (workers.size < size) {
      const job = take();
      if (!job) return;
      workers.add(openWorker(line, job));
    }
  };
  const line = { start, data, recycleAfter, workers, take, giveBack, rejectAll, free };

  const run: Run<Options, Result> = async (trialOptions, { signal, onReport } = {}) => {
    if (isClosed) throw closed();
    return untilAborted(signal, (settling) => {
      const stop = (): void => {
        job.isStopped = true;
        for (const worker of workers) worker.stop(job);
      };
      const hear = (progress: Json): void => {
        try {
          if (!job.isStopped) onReport?.(progress); // A worker may report until it sees the abort.
        } catch (error) {
          settling.reject(error);
          stop();
        }
      };
      const job: Job = { ...settling, options: trialOptions, onReport: hear, isStopped: false, isLost: false };
      queue.push(job);
      free();
      return stop;
    });
  };
  const close = async (): Promise<void> => {
    isClosed = true;
    rejectAll(closed());
    await Promise.all([...workers].map((worker) => worker.close(closed())));
  };
  return { size, run, close };
}

function closed(): Error {
  return new Error("openPool: the pool is closed");
}
