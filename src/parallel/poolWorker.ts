import type { Json } from "../core/index.js";
import { hold, later, listenTo, need, sharedFlag, startWorker, type WorkerLike } from "../core/internal.js";
import { inWords } from "./checks.js";
import { asError, type PoolMessage, type WorkerMessage } from "./message.js";
import type { Settling } from "./settling.js";
import type { Plain } from "./trial.js";

/** A trial that waits for its result. */
export interface Job extends Settling {
  readonly options: Plain;
  onReport(progress: Json): void;
  /** Whether its caller no longer waits for it. */
  isStopped: boolean;
  /** Whether a worker ended in the middle of it. */
  isLost: boolean;
}

/** How a pool makes a worker: from the module's URL, or by a function. */
export type WorkerStart = { readonly href: string } | (() => WorkerLike);

/** What a worker knows of its pool. */
interface Line {
  readonly start: WorkerStart;
  readonly data: unknown;
  /** The trials after which a worker ends. */
  readonly recycleAfter: number;
  /** Those that have not ended. */
  readonly workers: Set<PoolWorker>;
  /** Takes the next trial that waits. */
  take(): Job | undefined;
  /** Makes a trial the next one again. */
  giveBack(job: Job): void;
  /** Rejects all trials that wait. */
  rejectAll(error: unknown): void;
  /** A worker can take the next trial, or a new one can start. */
  free(): void;
}

/** One worker of a pool. */
export interface PoolWorker {
  /** Whether its module has called `serve`. */
  isReady: boolean;
  /** Runs the next trial that waits, unless it has one. */
  pull(): void;
  /** Stops the trial, if it runs here. */
  stop(job: Job): void;
  /** Ends the worker, and rejects its trial with the error; null tells that nothing is wrong. */
  close(error: unknown): unknown;
}

/** Milliseconds that a module has to call `serve`. */
const serveTime = 60_000;

/** Milliseconds that a stopped trial has to return; after that its worker is ended. */
const stopTime = 1000;

/** Starts a worker for a first trial. */
export function openWorker(line: Line, first: Job): PoolWorker {
  const { start, data, recycleAfter, workers, take, giveBack, rejectAll, free } = line;
  const call = "openPool";
  const flag = sharedFlag();
  let job: Job | undefined = first;
  let worker: WorkerLike | undefined;
  /** The trials that have ended here: the number of the one that runs. */
  let trials = 0;

  const send = (message: PoolMessage): void => worker?.postMessage(message);
  const greet = (): void => send({ deltarule: "open", data, abort: flag });
  const pull = (): void => {
    while (self.isReady && !job) {
      job = take();
      hold(worker, job !== undefined);
      if (!job) return;
      try {
        send({ deltarule: "run", job: trials, options: job.options });
      } catch (error) {
        job.reject(error); // Its options cannot be cloned.
        job = undefined;
      }
    }
  };
  const close = (error: unknown): unknown => {
    if (!workers.delete(self)) return;
    job?.reject(error);
    job = undefined;
    // A module that does not load fails for all that wait.
    if (error && ![self, ...workers].some(({ isReady }) => isReady)) rejectAll(error);
    free();
    return worker?.terminate();
  };
  const settle = (how: "resolve" | "reject", value: unknown): void => {
    job?.[how](value);
    job = undefined;
    if (flag) Atomics.store(flag, 0, 0);
    if (++trials < recycleAfter) free();
    else close(null);
  };
  const hear = (message: unknown): void => {
    const told: WorkerMessage = Object(message);
    if (told.deltarule === "hello") greet();
    if (told.deltarule === "ready") {
      self.isReady = true;
      if (job) giveBack(job);
      job = undefined;
      free();
    }
    if (!job || !("job" in told) || told.job !== trials) return;
    if (told.deltarule === "report") job.onReport(told.value);
    if (told.deltarule === "resolve") settle("resolve", told.value);
    if (told.deltarule === "reject") settle("reject", asError(told.value));
  };
  /** Node's worker has ended by itself: `process.exit`, or no memory. */
  const ended = (code: unknown): void => {
    const place = self.isReady
      ? `in the trial ${inWords(job?.options)}, for the second time`
      : "before its module called serve(trial)";
    if (self.isReady && job && !job.isLost) {
      job.isLost = true;
      giveBack(job);
      job = undefined;
    }
    close(new Error(`${call}: the worker ended (exit code ${code}) ${place}`));
  };
  /** An error that no trial caught. Node tells so too that there was not enough memory. */
  const failed = (error: unknown): unknown => {
    const { code } = Object(error);
    return code === "ERR_WORKER_OUT_OF_MEMORY" ? ended(code) : close(error);
  };
  const open = async (): Promise<unknown> => {
    worker = await (typeof start === "function" ? start() : startWorker(start));
    need(typeof worker?.postMessage === "function", call, "what start gave", worker, "a Worker");
    if (!workers.has(self)) return worker.terminate();
    listenTo(worker, { message: hear, failed, ended });
    later(serveTime, () => {
      if (!self.isReady) close(new Error(`${call}: the worker's module has not called serve(trial)`));
    });
    return greet();
  };
  const stop = (stopped: Job): unknown => {
    if (job !== stopped) return;
    if (!flag || !self.isReady) return close(null);
    Atomics.store(flag, 0, 1);
    return later(stopTime, () => {
      if (job === stopped) close(null);
    });
  };

  const self: PoolWorker = { isReady: false, pull, stop, close };
  open().catch(close);
  return self;
}
