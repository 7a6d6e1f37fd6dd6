import { type Job, Queue, QueueEvents } from "bullmq";
import { DeltaruleError } from "../core/index.js";
import { checkNamesWith, noHint, show } from "../core/internal.js";
import type { Run, RunContext } from "../parallel/index.js";
import { asError } from "../parallel/message.js";
import { type Settling, untilAborted } from "../parallel/settling.js";
import type { Plain } from "../parallel/trial.js";
import { checkQueue, checkText, isSoon, type JobProgress, jobId, PatientConnection, unpack } from "./wire.js";

/** Options of {@link openQueue}. */
export interface QueueOptions {
  /** That of Redis: `{ host, port }`, or a client of ioredis. */
  readonly connection: object;
  /**
   * The version of the trial's code and data. Results are kept under the hash of options and
   * version: **when the code or the data changes, give a new version**, else old results return.
   */
  readonly version: string;
}

/** A queue of trials for many machines. */
export interface TrialQueue<Options extends Plain, Result> {
  /**
   * Runs one trial on some machine that serves the queue, or gives the result of the same options
   * from an earlier sweep. Rejects with the error of the trial, which keeps its name, message and
   * stack. An abort ends the waiting: a trial that has begun runs to its end.
   */
  readonly run: Run<Options, Result>;
  /**
   * Ends the connections, also where Redis is away. Trials that have not ended reject here, and
   * stay in the queue.
   */
  close(): Promise<void>;
}

interface Waiter extends Settling {
  readonly context: RunContext;
}

/** Milliseconds between two looks at all jobs: events are lost while Redis is away. */
const lookInterval = 3000;

/** Milliseconds in which Redis answers for the first time. */
const answerTime = 20_000;

/**
 * Opens a queue of trials on BullMQ and Redis. Machines serve it with {@link work}, and its `run`
 * is one like any other: `search(queue.run, candidates)`.
 *
 * Each trial runs at least once and gives the same answer each time, so that the result is that of
 * one process whatever machines come and go. Equal options are one job, also those of two sweeps.
 *
 * ```js
 * import { openQueue } from "deltarule/bullmq";
 * import { grid, search } from "deltarule/parallel";
 *
 * const connection = { host: "localhost", port: 6379 };
 * const queue = await openQueue("search", { connection, version: "1" });
 * const { best } = await search(queue.run, grid({ hidden: [4, 8, 16] }));
 * await queue.close();
 * ```
 *
 * @throws OptionError if the name or the version is not a text; DeltaruleError if Redis does not
 * answer.
 */
export async function openQueue<Options extends Plain, Result>(
  name: string,
  options: QueueOptions,
): Promise<TrialQueue<Options, Result>> {
  const call = "openQueue";
  checkNamesWith(noHint, call, options, ["connection", "version"]);
  const { connection, version } = options;
  checkQueue(call, name, connection);
  checkText(call, "version", version);
  const line = new PatientConnection(connection);
  const queue = new Queue<Options, string, "trial", Options, string, "trial">(name, { connection: line.options });
  const events = new QueueEvents(name, { connection: line.options });
  let lastError: unknown;
  const remember = (error: Error): void => {
    lastError = error; // Redis is away: the client connects again by itself.
  };
  queue.on("error", remember);
  events.on("error", remember);
  const closeBoth = async (): Promise<void> => {
    const isThere = await line.end(queue.count());
    const closing = Promise.all([queue.close(), events.close()]);
    if (isThere) await closing;
    else closing.catch(() => undefined);
  };
  if (!(await isSoon(Promise.all([queue.waitUntilReady(), events.waitUntilReady()]), answerTime))) {
    await closeBoth();
    throw new DeltaruleError(
      `openQueue: Redis does not answer: ${lastError instanceof Error ? lastError.message : show(lastError)}`,
    );
  }

  const waiters = new Map<string, Set<Waiter>>();
  /** One waits no longer; the last one takes its job out of the queue. */
  const leave = (id: string, waiter: Waiter): void => {
    const waiting = waiters.get(id);
    waiting?.delete(waiter);
    if (waiting?.size !== 0) return;
    waiters.delete(id);
    // Fails for a job that a machine has taken: that one runs to its end.
    queue.remove(id).catch(() => undefined);
  };
  /** All that wait for this job, which do so no longer. */
  const taken = (id: string): Iterable<Waiter> => {
    const waiting = waiters.get(id) ?? [];
    waiters.delete(id);
    return waiting;
  };
  /** Tells all that wait for this job, if it has ended. */
  const settle = async (id: string): Promise<void> => {
    const job = waiters.has(id) ? await queue.getJob(id) : undefined;
    if (!job?.finishedOn) return;
    for (const one of taken(id)) {
      if (job.failedReason) one.reject(errorOf(job));
      else one.resolve(unpack(job.returnvalue));
    }
  };
  const look = (id: string): void => {
    settle(id).catch(() => undefined); // Redis is away: the next look finds it.
  };
  events.on("completed", ({ jobId: id }) => look(id));
  events.on("failed", ({ jobId: id }) => look(id));
  events.on("progress", ({ jobId: id, data }) => {
    const progress = data as JobProgress;
    for (const one of waiters.get(id) ?? []) {
      try {
        if ("report" in progress) one.context.onReport?.(progress.report);
      } catch (error) {
        one.reject(error);
        leave(id, one);
      }
    }
  });
  const timer = setInterval(() => {
    for (const id of waiters.keys()) look(id);
  }, lookInterval);

  /** Puts the job into the queue, unless it is there or has ended well. */
  const enqueue = async (id: string, asked: Options): Promise<void> => {
    const known = await queue.getJob(id);
    if (known?.failedReason) await known.remove(); // An earlier sweep's failure runs again.
    if (known === undefined || known.failedReason) await queue.add("trial", asked, { jobId: id, attempts: 1 });
    else await settle(id);
  };
  const run: Run<Options, Result> = async (asked, context = {}) => {
    const id = jobId(version, asked);
    return untilAborted(context.signal, (settling) => {
      const waiter = { ...settling, context };
      const waiting = waiters.get(id);
      if (waiting !== undefined) waiting.add(waiter);
      else {
        waiters.set(id, new Set([waiter]));
        enqueue(id, asked).catch((error) => {
          for (const one of taken(id)) one.reject(error);
        });
      }
      return () => leave(id, waiter);
    });
  };
  const close = async (): Promise<void> => {
    clearInterval(timer);
    const waiting = [...waiters.values()].flatMap((all) => [...all]);
    waiters.clear();
    for (const one of waiting) one.reject(new DeltaruleError("openQueue: the queue is closed"));
    await closeBoth();
  };
  return { run, close };
}

/** The error of a failed job. One whose machines were lost again and again has none of its own. */
function errorOf(job: Job): Error {
  const progress = Object(job.progress);
  return progress.error ? asError(progress.error) : new DeltaruleError(`openQueue: ${job.failedReason}`);
}
