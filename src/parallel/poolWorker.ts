import type { Json } from "../core/index.js";
import { hold, later, listenTo, need, sharedFlag, startWorker, type WorkerLike } from "../core/internal.js";
import { inWords } from "./checks.js";
import { isMessage, type PoolMessage, revivedError } from "./message.js";
import type { Settling } from "./settling.js";
import type { Plain, TrialSignal } from "./trial.js";

/** A trial that waits for its result. */
export interface Job extends Settling {
  readonly options: Plain;
  readonly signal: TrialSignal | undefined;
  onReport(progress: Json): void;
  /** Whether a worker ended in the middle of it. */
  isLost: boolean;
}

/** How a pool makes a worker: from the module's URL, or by a function. */
export type WorkerStart = { readonly href: string } | (() => WorkerLike);

/** What a worker wants of its pool. */
interface WorkerOptions {
  readonly start: WorkerStart;
  readonly data: unknown;
  /** The trials after which a worker ends. */
  readonly recycleAfter: number;
  /** Takes the next trial that waits. */
  take(): Job | undefined;
  /** A worker is ready for the next trial. */
  free(): void;
  /** A worker has ended; the error tells why, null that nothing is wrong. */
  gone(worker: PoolWorker, error: unknown): void;
  /** A worker was lost with this trial. */
  retry(job: Job): void;
}

/** One worker of a pool. */
export interface PoolWorker {
  /** Whether its module has called `serve`. */
  isReady(): boolean;
  /** Runs the next trial that waits, unless it has one. */
  pull(): void;
  /** Stops the trial, if it runs here. */
  abort(job: Job): void;
  /** Ends the worker, and rejects its trial with the error. */
  close(error: unknown): unknown;
}

/** Milliseconds that a module has to call `serve`. */
const serveTime = 60_000;

/** Milliseconds that an aborted trial has to return; after that its worker is ended. */
const stopTime = 1000;

/** Starts a worker for a first trial. */
export function openWorker(options: WorkerOptions, first: Job): PoolWorker {
  const { start, data, recycleAfter, take, free, gone, retry } = options;
  const call = "openPool";
  const flag = sharedFlag();
  let job: Job | undefined = first;
  let worker: WorkerLike | undefined;
  let isServed = false;
  let isGone = false;
  /** The trials that have ended here: the number of the one that runs. */
  let trials = 0;

  const send = (message: PoolMessage): void => worker?.postMessage(message);
  const greet = (): void => send({ deltarule: "open", data, abort: flag });
  /** Sends the trial; options that cannot be cloned reject it. */
  const begin = (next: Job): void => {
    job = next;
    try {
      send({ deltarule: "run", job: trials, options: job.options });
    } catch (error) {
      job.reject(error);
      job = undefined;
    }
    if (worker) hold(worker, job !== undefined);
  };
  const pull = (): void => {
    while (isServed && !job) {
      const next = take();
      if (!next) return;
      begin(next);
    }
  };
  const settle = (how: "resolve" | "reject", value: unknown): void => {
    job?.[how](value);
    job = undefined;
    if (flag) Atomics.store(flag, 0, 0);
    if (worker) hold(worker, false);
    if (++trials < recycleAfter) free();
    else close(null);
  };
  const close = (error: unknown): unknown => {
    if (isGone) return;
    isGone = true;
    job?.reject(error);
    job = undefined;
    if (worker) hold(worker, false);
    gone(self, error);
    return worker?.terminate();
  };
  const hear = (message: unknown): void => {
    if (isGone || !isMessage(message)) return;
    if (message.deltarule === "hello") greet();
    if (message.deltarule === "ready") {
      isServed = true;
      if (job) begin(job);
      free();
    }
    if (!job || !("job" in message) || message.job !== trials) return;
    if (message.deltarule === "report") job.onReport(message.progress);
    if (message.deltarule === "result") settle("resolve", message.result);
    if (message.deltarule === "error") settle("reject", revivedError(message.error));
  };
  /** Node's worker has ended by itself: `process.exit`, or no memory. */
  const ended = (code: unknown): void => {
    const told = `${call}: the worker ended (exit code ${code})`;
    if (!isServed) close(new Error(`${told} before its module called serve(trial)`));
    else if (!job || job.isLost) close(new Error(`${told} in the trial ${inWords(job?.options)}, for the second time`));
    else {
      const lost = job;
      lost.isLost = true;
      job = undefined;
      close(null);
      retry(lost);
    }
  };
  /** An error that no trial caught. Node tells so too that there was not enough memory. */
  const failed = (error: unknown): unknown => {
    const { code } = Object(error);
    return code === "ERR_WORKER_OUT_OF_MEMORY" ? ended(code) : close(error);
  };
  const open = async (): Promise<void> => {
    worker = typeof start === "function" ? start() : await startWorker(start);
    need(typeof worker?.postMessage === "function", call, "what start gave", worker, "a Worker");
    if (isGone) return void worker.terminate();
    listenTo(worker, { message: hear, failed, ended });
    greet();
    later(serveTime, () => {
      if (!isServed) close(new Error(`${call}: the worker's module has not called serve(trial)`));
    });
  };
  const abort = (stopped: Job): void => {
    if (job !== stopped) return;
    if (!flag || !isServed) close(null);
    else {
      Atomics.store(flag, 0, 1);
      later(stopTime, () => {
        if (job === stopped) close(null);
      });
    }
  };

  const self: PoolWorker = { isReady: () => isServed, pull, abort, close };
  open().catch(close);
  return self;
}
