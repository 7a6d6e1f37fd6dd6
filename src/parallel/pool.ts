import { OptionError } from "../core/index.js";
import { checkNamesWith, checkNumber, noHint, show, threadCount } from "../core/internal.js";
import { type Job, PoolWorker, type WorkerStart } from "./poolWorker.js";
import { type Settling, untilAborted } from "./settling.js";
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
  const { size = threadCount(), data, recycleAfter = Number.MAX_SAFE_INTEGER } = options;
  checkNumber(call, "size", size, { integer: true, min: 1 });
  checkNumber(call, "recycleAfter", recycleAfter, { integer: true, min: 1 });
  if (typeof start !== "function" && typeof start?.href !== "string") {
    throw new OptionError(`${call}: start is ${show(start)}, wanted a URL, or a function that makes a Worker`);
  }
  const queue: Job[] = [];
  const workers = new Set<PoolWorker>();
  let isClosed = false;
  let count = 0;

  const free = (worker: PoolWorker): void => {
    if (worker.trials >= recycleAfter) worker.close(null);
    fill();
  };
  const gone = (worker: PoolWorker, job: Job | null, error: unknown, isRetried: boolean): void => {
    workers.delete(worker);
    if (job !== null && isRetried) queue.unshift(job);
    else job?.reject(error);
    // A module that does not load fails for all that wait.
    const isHopeless = !worker.isReady && error !== null && ![...workers].some(({ isReady }) => isReady);
    if (isHopeless) for (const waiting of queue.splice(0)) waiting.reject(error);
    fill();
  };
  /** Gives each free worker the next trial. */
  const fill = (): void => {
    while (queue.length > 0 && !isClosed) {
      const idle = [...workers].find(({ isIdle }) => isIdle);
      if (idle === undefined && workers.size >= size) return;
      const job = queue.shift() as Job;
      if (idle === undefined) workers.add(new PoolWorker(start, data, job, { free, gone }));
      else idle.run(job);
    }
  };

  const run: Run<Options, Result> = async (trialOptions, { signal, onReport } = {}) => {
    if (isClosed) throw closed();
    let job: Job | undefined;
    const begin = (settling: Settling): void => {
      job = {
        ...settling,
        id: count++,
        options: trialOptions,
        // After an abort the worker may still report.
        onReport: (progress) => {
          if (!signal?.aborted) onReport?.(progress);
        },
        losses: 0,
      };
      queue.push(job);
      fill();
    };
    const stopped = (): void => {
      if (job === undefined) return;
      const place = queue.indexOf(job);
      if (place >= 0) queue.splice(place, 1);
      for (const worker of workers) worker.abort(job);
    };
    return untilAborted(signal, begin, stopped);
  };

  const close = async (): Promise<void> => {
    isClosed = true;
    for (const waiting of queue.splice(0)) waiting.reject(closed());
    await Promise.all([...workers].map((worker) => worker.close(closed())));
  };
  return { size, run, close };
}

function closed(): Error {
  return new Error("openPool: the pool is closed");
}
