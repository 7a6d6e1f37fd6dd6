import { DataError, DeltaruleError } from "../core/index.js";
import { checkFunction, checkNamesWith, need, noHint, now } from "../core/internal.js";
import { checkCount, inWords } from "./checks.js";
import { asError } from "./message.js";
import { untilAborted } from "./settling.js";
import type { Plain, Run, TrialSignal } from "./trial.js";

/** What became of one candidate. */
export interface TrialResult<Options, Result> {
  readonly options: Options;
  /** Its place among the candidates. */
  readonly index: number;
  /** Smaller is better; NaN where the trial threw. */
  readonly score: number;
  readonly result?: Result;
  readonly error?: Error;
  /** From the start of the trial to its result, in milliseconds. */
  readonly durationMs: number;
}

/** Options of {@link search}. */
export interface SearchOptions<Options extends Plain, Result> {
  /** The number to make small, `result.loss` by default; the negative of a metric to make large. */
  readonly score?: ((result: Result) => number) | undefined;
  /** What to do when a trial throws: stop the search (`"throw"`, the default), or rank it last. */
  readonly errors?: "throw" | "keep" | undefined;
  /** The most trials at the same time; all by default (a pool has a queue of its own). */
  readonly concurrency?: number | undefined;
  /** Stops the search, which rejects with the signal's reason. */
  readonly signal?: TrialSignal | undefined;
  /**
   * Called after each trial, in the order in which they end; `progress()` of `deltarule/node` is
   * one.
   */
  readonly onTrial?: ((trial: TrialResult<Options, Result>, done: number, of: number) => void) | undefined;
}

/** What {@link search} finds. */
export interface SearchResult<Options, Result> {
  readonly best: TrialResult<Options, Result>;
  /** One for each candidate, in their order. */
  readonly trials: readonly TrialResult<Options, Result>[];
  /** The candidates' places, best first. */
  readonly ranking: readonly number[];
}

/**
 * A trial of a search that threw. `cause` is its error.
 *
 * ```ts
 * import { inProcess, search } from "deltarule/parallel";
 *
 * const run = inProcess((): { loss: number } => {
 *   throw new Error("no data");
 * });
 * await search(run, [{ rate: 0.1 }]); // throws TrialError: search: trial 0 with {"rate":0.1}
 * // threw Error: no data
 * ```
 */
export class TrialError extends DeltaruleError {
  override readonly name: string = "TrialError";
  /** The place of the candidate. */
  readonly index: number;
  /** The options of the candidate. */
  readonly options: Plain;
  /** The error that the trial threw. */
  declare readonly cause: Error;

  constructor(call: string, index: number, options: Plain, cause: Error) {
    super(`${call}: trial ${index} with ${inWords(options)} threw ${cause.name}: ${cause.message}`, { cause });
    this.index = index;
    this.options = options;
  }
}

/**
 * Runs a trial for each candidate and ranks the results, the smallest score first. Scores that are
 * not finite come last, and of equal scores the earlier candidate is better. `run` is
 * {@link inProcess}, or the `run` of a pool or a queue: the result is the same, bit for bit.
 *
 * ```ts
 * import { grid, inProcess, search } from "deltarule/parallel";
 *
 * const run = inProcess(({ rate }: { rate: number }) => ({ loss: (rate - 0.1) ** 2 }));
 * const { best } = await search(run, grid({ rate: [0.01, 0.1, 1] }));
 * best.options; // { rate: 0.1 }
 * ```
 *
 * @throws TrialError when a trial throws, of the first such candidate (unless `errors: "keep"`);
 * DataError for no candidates; OptionError for a bad option or a score that is not a number.
 */
export async function search<Options extends Plain, Result extends { readonly loss: number }>(
  run: Run<Options, Result>,
  candidates: readonly Options[],
  options: SearchOptions<Options, Result> = {},
): Promise<SearchResult<Options, Result>> {
  const call = "search";
  checkSearch(call, run, candidates, options);
  const trials = await runAll(call, run, candidates, options);
  const ranking = rank(trials);
  return { best: trials[ranking[0]], trials, ranking };
}

/** Throws unless what all searches take is good; `more` are the names of further options. */
export function checkSearch<Options, Result>(
  call: string,
  run: unknown,
  candidates: readonly Options[],
  options: Omit<SearchOptions<never, Result>, "onTrial"> & { readonly onTrial?: unknown },
  more: readonly string[] = [],
): void {
  checkFunction(call, "run", run, "a run such as pool.run or inProcess(trial)");
  checkNamesWith(noHint, call, options, [...more, "score", "errors", "concurrency", "signal", "onTrial"]);
  need(Array.isArray(candidates), call, "candidates", candidates, "an array");
  if (candidates.length === 0) throw new DataError(`${call}: there are no candidates`);
  const { score, errors = "throw", concurrency = Infinity, onTrial } = options;
  if (score !== undefined) checkFunction(call, "score", score, "a function of the result");
  if (onTrial !== undefined) checkFunction(call, "onTrial", onTrial, "a function");
  need(errors === "throw" || errors === "keep", call, "errors", errors, '"throw" or "keep"');
  if (concurrency !== Infinity) checkCount(call, "concurrency", concurrency);
}

/** The places of the trials, best first. */
export function rank(trials: readonly { readonly score: number; readonly error?: Error }[]): number[] {
  // A trial that threw comes after one whose score is not finite.
  const level = (k: number): number => (trials[k].error ? 2 : Number.isFinite(trials[k].score) ? 0 : 1);
  return [...trials.keys()].sort((a, b) => level(a) - level(b) || (level(a) ? 0 : trials[a].score - trials[b].score));
}

/**
 * Runs all candidates, in their order as places become free.
 *
 * A sequential search stops at the first candidate that throws. So does this one: it aborts those
 * after it, waits for those before it, and tells of the first.
 */
export async function runAll<Options extends Plain, Result extends { readonly loss: number }>(
  call: string,
  run: Run<Options, Result>,
  candidates: readonly Options[],
  options: SearchOptions<Options, Result>,
): Promise<TrialResult<Options, Result>[]> {
  const { score = (result: Result) => result?.loss, errors, concurrency = Infinity, onTrial } = options;
  const trials = new Array<TrialResult<Options, Result>>(candidates.length);
  /** What waits for the abort of each trial. */
  const listeners: Set<() => void>[] = [];
  /** The first candidate that threw, or −1 for the end of the search: those after it abort. */
  let stop = candidates.length;
  let reason: unknown;
  let next = 0;
  let done = 0;

  const endAt = (index: number, error: unknown): void => {
    if (index >= stop) return;
    stop = index;
    reason = error;
    for (const own of listeners.splice(index + 1)) for (const listener of own) listener();
  };
  const one = async (index: number): Promise<void> => {
    const own = new Set<() => void>();
    listeners[index] = own;
    const signal: TrialSignal = {
      get aborted() {
        return index > stop;
      },
      get reason() {
        return reason;
      },
      addEventListener: (_type, listener) => own.add(listener),
      removeEventListener: (_type, listener) => own.delete(listener),
    };
    const start = now();
    const asked = candidates[index];
    let outcome: Pick<TrialResult<Options, Result>, "score" | "result" | "error">;
    try {
      const result = await run(asked, { signal });
      const value: unknown = score(result);
      need(typeof value === "number", call, `the score of trial ${index}`, value, "a number");
      outcome = { score: value, result };
    } catch (thrown) {
      if (signal.aborted) return;
      const error = asError(thrown);
      if (errors !== "keep") return endAt(index, new TrialError(call, index, asked, error));
      outcome = { score: Number.NaN, error };
    }
    trials[index] = { options: asked, index, ...outcome, durationMs: now() - start };
    try {
      onTrial?.(trials[index], ++done, candidates.length);
    } catch (error) {
      endAt(-1, error);
    }
  };
  const worker = async (): Promise<void> => {
    while (next < stop) await one(next++);
  };
  return untilAborted(options.signal, ({ resolve, reject }) => {
    const workers = Array.from({ length: Math.min(concurrency, candidates.length) }, worker);
    Promise.all(workers).then(() => (stop < candidates.length ? reject(reason) : resolve(trials)));
    return () => endAt(-1, options.signal?.reason);
  });
}
