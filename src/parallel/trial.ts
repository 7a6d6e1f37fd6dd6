import type { Json } from "../core/index.js";
import { checkFunction } from "../core/internal.js";
import { asError } from "./message.js";

/** What a trial reads of its signal. An `AbortSignal` is one. */
export interface AbortFlag {
  readonly aborted: boolean;
}

/** What a caller passes to stop a trial: an `AbortSignal`. */
export interface TrialSignal extends AbortFlag {
  readonly reason?: unknown;
  /** Calls the listener when the signal is aborted. */
  addEventListener(type: "abort", listener: () => void): void;
  /** Takes the listener back. */
  removeEventListener(type: "abort", listener: () => void): void;
}

/** What a {@link Trial} gets besides its options. */
export interface TrialContext<Data = undefined> {
  /**
   * Whether the caller has aborted the trial. Pass it to `fit` as `signal`: where memory is shared
   * between threads it also changes during a synchronous `fit`.
   */
  readonly signal: AbortFlag;
  /** Sends progress to the caller's `onReport`. */
  report(progress: Json): void;
  /** The `data` of the pool, the same for all its trials. */
  readonly data: Data;
}

/**
 * Plain data, which travels between threads. An interface is plain data too, where Json wants a
 * type alias; a function among the options is refused when they are sent.
 */
export type Plain = Json | object;

/**
 * One training: options in, a result out. Both travel between threads, so they are plain data (a
 * network travels as `net.toJSON()`). Equal options must give equal results, so random numbers come
 * from a seed among the options.
 */
export type Trial<Options extends Plain, Result, Data = undefined> = (
  options: Options,
  context: TrialContext<Data>,
) => Result | Promise<Result>;

/** What a {@link Run} takes besides the options of a trial. */
export interface RunContext {
  /** Rejects with the signal's reason once it is aborted, and stops the trial. */
  readonly signal?: TrialSignal | undefined;
  /** Called with all that the trial reports. */
  readonly onReport?: ((progress: Json) => void) | undefined;
}

/** Runs one trial somewhere: in this thread, in a worker, on another machine. */
export type Run<Options extends Plain, Result> = (options: Options, context?: RunContext) => Promise<Result>;

declare const structuredClone: (<Value>(value: Value) => Value) | undefined;

/** A copy as another thread would get it; hosts without structured clones get the value itself. */
function travelled<Value>(value: Value): Value {
  return typeof structuredClone === "function" ? structuredClone(value) : value;
}

/**
 * Runs trials in this thread: the definition of what a pool and a queue compute. Options and result
 * are copied as on the way to a worker, so that a trial cannot depend on shared objects.
 *
 * ```ts
 * import { inProcess, search } from "deltarule/parallel";
 *
 * const run = inProcess(({ a }: { a: number }) => ({ loss: (a - 2) ** 2 }));
 * const { best } = await search(run, [{ a: 1 }, { a: 2 }, { a: 3 }]);
 * best.index; // 1
 * ```
 *
 * A signal stops a trial that reads it; an aborted call rejects with the signal's reason.
 */
export function inProcess<Options extends Plain, Result>(trial: Trial<Options, Result>): Run<Options, Result>;
/** The same for trials with data. */
export function inProcess<Options extends Plain, Result, Data>(
  trial: Trial<Options, Result, Data>,
  options: { readonly data: Data },
): Run<Options, Result>;
export function inProcess<Options extends Plain, Result, Data>(
  trial: Trial<Options, Result, Data | undefined>,
  { data }: { readonly data?: Data } = {},
): Run<Options, Result> {
  checkFunction("inProcess", "trial", trial, "a function of the options");
  return async (options, { signal, onReport } = {}) => {
    if (signal?.aborted) throw signal.reason;
    const context = {
      signal: signal ?? { aborted: false },
      report: (progress: Json) => onReport?.(travelled(progress)),
      data,
    };
    try {
      const result = travelled(await trial(travelled(options), context));
      if (!signal?.aborted) return result;
    } catch (thrown) {
      if (!signal?.aborted) throw asError(thrown);
    }
    throw signal?.reason;
  };
}
