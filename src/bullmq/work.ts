import { type Job, Queue, UnrecoverableError, Worker } from "bullmq";
import type { Json } from "../core/index.js";
import { checkNamesWith, need, noHint } from "../core/internal.js";
import type { Pool } from "../parallel/index.js";
import { plainError } from "../parallel/message.js";
import type { Plain } from "../parallel/trial.js";
import { checkQueue, type JobProgress, PatientConnection, pack } from "./wire.js";

/** A machine's share in the work of a queue. */
export interface Serving {
  /**
   * Takes no more trials and resolves when those that run have ended. The pool stays open. Where
   * Redis is away their results are lost, and another machine runs them again.
   */
  close(): Promise<void>;
}

/**
 * Milliseconds after which a job without a sign of life is another worker's, and between two looks
 * for such jobs. The lock is renewed by this thread, which the trials do not block.
 */
const lockDuration = 10_000;
const stalledInterval = 5000;

/** Machines that a job may lose before it fails: it is likely the job that ends them. */
const maxStalledCount = 5;

/**
 * Serves the trials of a queue with a pool, as many at a time as the pool has workers. A trial that
 * throws fails at once and is not tried again; one whose machine is lost goes to another machine.
 *
 * `connection` is that of Redis: `{ host, port }`, or a client of ioredis.
 *
 * ```js
 * import { work } from "deltarule/bullmq";
 * import { openPool } from "deltarule/parallel";
 *
 * const pool = openPool(new URL("./trial.js", import.meta.url));
 * const serving = work("search", pool, { connection: { host: "localhost", port: 6379 } });
 * process.on("SIGTERM", () => serving.close().then(() => pool.close()));
 * ```
 *
 * @throws OptionError for a bad name, pool or connection.
 */
export function work<Options extends Plain, Result>(
  name: string,
  pool: Pool<Options, Result>,
  options: { readonly connection: object },
): Serving {
  const call = "work";
  checkNamesWith(noHint, call, options, ["connection"]);
  const { connection } = options;
  checkQueue(call, name, connection);
  need(typeof pool?.run === "function", call, "pool", pool, "what openPool gives");
  const line = new PatientConnection(connection);
  const running = new Set<Promise<unknown>>();
  const process = async (job: Job<Options, string>): Promise<string> => {
    const tell = (progress: JobProgress): Promise<void> => job.updateProgress(progress);
    try {
      const onReport = (report: Json): void => {
        tell({ report }).catch(ignore); // A report that Redis did not get is lost.
      };
      const result = pool.run(job.data, { onReport });
      running.add(result);
      return pack(await result.finally(() => running.delete(result)));
    } catch (thrown) {
      const error = plainError(thrown);
      await tell({ error });
      const failure = new UnrecoverableError(`${error.name}: ${error.message}`);
      failure.stack = error.stack;
      throw failure;
    }
  };
  const worker = new Worker<Options, string>(name, process, {
    connection: line.options,
    concurrency: pool.size,
    lockDuration,
    stalledInterval,
    maxStalledCount,
  });
  worker.on("error", ignore); // Redis is away: the client connects again by itself.
  const close = async (): Promise<void> => {
    await worker.pause(true);
    await Promise.allSettled(running);
    const queue = new Queue(name, { connection: line.options });
    queue.on("error", ignore);
    const isThere = await line.end(queue.waitUntilReady());
    await Promise.all([worker.close(!isThere), queue.close()]);
  };
  return { close };
}

function ignore(): void {}
