import { hold, later, listenTo, sharedFlag, startWorker, type WorkerLike } from "../core/internal.js";
import { isMessage, type PoolMessage, revivedError } from "./message.js";
import type { Settling } from "./settling.js";
import type { Plain, RunContext } from "./trial.js";

/** A trial that waits for its result. */
export interface Job extends Settling {
  readonly id: number;
  readonly options: Plain;
  readonly onReport: RunContext["onReport"];
  /** Workers that ended in the middle of it. */
  losses: number;
}

/** How a pool makes a worker: from the module's URL, or by a function. */
export type WorkerStart = { readonly href: string } | (() => WorkerLike);

/** What a pool is told of a worker. */
interface PoolEvents {
  /** It is ready for the next trial. */
  free(worker: PoolWorker): void;
  /** It has ended, in the middle of `job` or between trials. */
  gone(worker: PoolWorker, job: Job | null, error: unknown, isRetried: boolean): void;
}

/** Milliseconds that a module has to call `serve`. */
const serveTime = 60_000;

/** Milliseconds that an aborted trial has to return; after that its worker is ended. */
const stopTime = 1000;

/** One worker of a pool, with the trial that runs in it. */
export class PoolWorker {
  /** The trials that have ended here. */
  trials = 0;
  isReady = false;
  #job: Job | null;
  #worker: WorkerLike | null = null;
  #isGone = false;
  readonly #abort: Int32Array | null = sharedFlag();
  readonly #data: unknown;
  readonly #events: PoolEvents;

  /** Starts a worker for a first trial. */
  constructor(start: WorkerStart, data: unknown, job: Job, events: PoolEvents) {
    this.#data = data;
    this.#events = events;
    this.#job = job;
    this.#open(start).catch((error) => this.#end(error));
  }

  async #open(start: WorkerStart): Promise<void> {
    const worker = typeof start === "function" ? start() : await startWorker(start);
    this.#worker = worker;
    if (this.#isGone) {
      worker.terminate();
      return;
    }
    listenTo(worker, {
      message: (message) => this.#hear(message),
      failed: (error) => this.#end(error),
      ended: (code) => this.#lost(code),
    });
    this.#greet();
    later(serveTime, () => {
      if (!this.isReady) this.#end(new Error("openPool: the worker's module has not called serve(trial)"));
    });
  }

  get isIdle(): boolean {
    return this.isReady && this.#job === null;
  }

  /** Runs a trial in this worker, which is idle. */
  run(job: Job): void {
    this.#job = job;
    if (this.#worker !== null) hold(this.#worker, true);
    try {
      this.#send({ deltarule: "run", job: job.id, options: job.options });
    } catch (error) {
      this.#settle(() => job.reject(error)); // Options that cannot be cloned.
    }
  }

  /** Stops the trial, if it runs here. */
  abort(job: Job): void {
    if (this.#job !== job) return;
    const end = (): void => {
      if (this.#job === job) this.#end(null);
    };
    if (this.#abort === null || !this.isReady) end();
    else {
      Atomics.store(this.#abort, 0, 1);
      later(stopTime, end);
    }
  }

  /** Ends the worker, and rejects its trial with the error. */
  async close(error: unknown): Promise<void> {
    const ended = this.#worker?.terminate();
    this.#end(error);
    await ended;
  }

  #send(message: PoolMessage): void {
    this.#worker?.postMessage(message);
  }

  #greet(): void {
    this.#send({ deltarule: "open", data: this.#data, abort: this.#abort });
  }

  #hear(message: unknown): void {
    if (this.#isGone || !isMessage(message)) return;
    const job = this.#job;
    if (message.deltarule === "hello") this.#greet();
    else if (message.deltarule === "ready") {
      this.isReady = true;
      if (job === null) this.#events.free(this);
      else this.run(job);
    } else if (job !== null && "job" in message && message.job === job.id) {
      if (message.deltarule === "report") job.onReport?.(message.progress);
      else if (message.deltarule === "result") this.#settle(() => job.resolve(message.result));
      else if (message.deltarule === "error") this.#settle(() => job.reject(revivedError(message.error)));
    }
  }

  #settle(tell: () => void): void {
    this.#job = null;
    this.trials++;
    if (this.#abort !== null) Atomics.store(this.#abort, 0, 0);
    if (this.#worker !== null) hold(this.#worker, false);
    tell();
    this.#events.free(this);
  }

  /** Node's worker has ended by itself: `process.exit`, or killed. */
  #lost(code: unknown): void {
    const job = this.#job;
    const told = `openPool: the worker ended (exit code ${code})`;
    if (!this.isReady) this.#end(new Error(`${told} before its module called serve(trial)`));
    else if (job?.losses === 0) {
      job.losses = 1;
      this.#end(null, true);
    } else {
      const trial = JSON.stringify(job?.options)?.slice(0, 200);
      this.#end(new Error(`${told} in the trial ${trial}, for the second time`));
    }
  }

  #end(error: unknown, isRetried = false): void {
    if (this.#isGone) return;
    this.#isGone = true;
    const job = this.#job;
    this.#job = null;
    if (this.#worker !== null) {
      hold(this.#worker, false);
      this.#worker.terminate();
    }
    this.#events.gone(this, job, error, isRetried);
  }
}
