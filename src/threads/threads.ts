import { type Engine, OptionError } from "../core/index.js";
import {
  checkNames,
  checkNumber,
  defaultMachine,
  mark,
  messageOf,
  sharesMemory,
  show,
  startScript,
  threadCount,
  type WorkerLike,
} from "../core/internal.js";
import { helperScript } from "./helper.js";
import { Team } from "./team.js";

/** Options of {@link threads}. */
export interface ThreadsOptions {
  /**
   * Threads that compute, this one among them: from 1 to 64. By default as many as run at the same
   * time here, at most 8.
   */
  readonly count?: number | undefined;
  /**
   * Makes a worker whose module calls {@link serveThread}: for pages whose content security policy
   * refuses the one that the library writes itself.
   */
  readonly start?: (() => WorkerLike) | undefined;
}

/** An engine on several threads. */
export interface ThreadsEngine extends Engine {
  /** Ends the threads. Networks with this engine compute on one thread from then on. */
  close(): Promise<void>;
}

/** The most threads: as many as kernels/threads/team.ts has room for. */
const mostThreads = 64;

/** More help little: a batch of 128 samples has 32 parts, and all meet twice in each. */
const usualThreads = 8;

/** Products of a forward pass from which on a call is worth several threads. */
const leastProducts = 2 ** 20;

/**
 * An engine that computes one network on several threads, to the same bits as on one:
 *
 * ```ts
 * import { crossEntropy, Layer, relu, Sequential, softmax } from "deltarule";
 * import { threads } from "deltarule/threads";
 *
 * const engine = await threads({ count: 2 });
 * const net = new Sequential([new Layer(784, 128, relu), new Layer(128, 10, softmax)], { engine });
 * await engine.close();
 * ```
 *
 * No sum is split: samples are shared for z, a and δ, outputs for ∂E/∂W, ∂E/∂b and the update.
 * Batches of less than about 1,000,000 products (samples × weights) are computed on one thread.
 *
 * Where memory cannot be shared it is one thread, and `engine.name` says why: on a page's main
 * thread, which may not block, and on a page that is not cross-origin isolated. The process does
 * not wait for the threads.
 *
 * @throws OptionError if an option is unknown or out of range; whatever `start` throws. Rejects
 * too when a worker of `start` does not call `serveThread`.
 */
export async function threads(options: ThreadsOptions = {}): Promise<ThreadsEngine> {
  return openThreads(options, leastProducts);
}

/** The same for calls of at least so many products. */
export async function openThreads(options: ThreadsOptions, least: number): Promise<ThreadsEngine> {
  const call = "threads";
  checkNames(call, options, ["count", "start"]);
  const { count = Math.min(threadCount(), usualThreads), start } = options;
  checkNumber(call, "count", count, { integer: true, min: 1, max: mostThreads });
  if (start !== undefined && typeof start !== "function") {
    throw new OptionError(`${call}: start is ${show(start)}, wanted a function that makes a Worker`);
  }
  if (count === 1) return oneThread();
  const obstacle = whyNot();
  if (obstacle !== null) return oneThread(obstacle);
  let team: Team;
  try {
    team = new Team(count, least);
  } catch (error) {
    return oneThread(messageOf(error));
  }
  try {
    await team.open(start ?? startHelper);
  } catch (error) {
    if (start !== undefined) throw error;
    return oneThread(messageOf(error).replace("threads: ", ""));
  }
  return Object.freeze(mark(team.machine(`simd on ${count} threads`)));
}

async function startHelper(): Promise<WorkerLike> {
  const worker = await startScript(helperScript);
  if (worker === null) throw new Error("this host has no workers");
  return worker;
}

/** Why threads cannot compute together here; null where they can. */
function whyNot(): string | null {
  if (!sharesMemory()) return "the page is not cross-origin isolated";
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return null;
  } catch {
    return "this thread may not block; call threads in a worker";
  }
}

/** The default engine, by another name. */
function oneThread(obstacle?: string): ThreadsEngine {
  const machine = defaultMachine();
  const name = `${machine.name} on 1 thread${obstacle === undefined ? "" : `: ${obstacle}`}`;
  return Object.freeze(mark({ ...machine, name, close: async () => undefined }));
}
