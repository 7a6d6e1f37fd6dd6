import { checkFunction, checkNamesWith, checkNumber, noHint } from "../core/internal.js";
import type { Plain, Run } from "./trial.js";

/** What {@link crossValidateWith} gives for one candidate. */
export interface FoldResult<Result> {
  /** The mean of the folds' losses. */
  readonly loss: number;
  /** The result of each fold. */
  readonly folds: readonly Result[];
}

/**
 * A run that tries each candidate on all folds: the trial gets its options with `fold`, from 0, and
 * `folds`, and takes that part of its data (`kFold(x, t, { folds })[fold]`). The result has the
 * mean loss, by which a search ranks: `search(crossValidateWith(pool.run, { folds: 5 }), …)`.
 *
 * Rejects when a fold does; the others are not aborted.
 *
 * ```ts
 * import { crossValidateWith, grid, inProcess, search } from "deltarule/parallel";
 *
 * // A trial trains on all folds but one and returns its loss on that one; here a stand-in.
 * const run = inProcess(({ hidden, fold }: { hidden: number; fold: number; folds: number }) => ({
 *   loss: fold / hidden,
 * }));
 * const { best } = await search(crossValidateWith(run, { folds: 4 }), grid({ hidden: [2, 8] }));
 * best.options; // { hidden: 8 }
 * ```
 *
 * @throws OptionError if `folds` is not a whole number from 2.
 */
export function crossValidateWith<Options extends Plain, Result extends { readonly loss: number }>(
  run: Run<never, Result>,
  options: { readonly folds?: number | undefined } = {},
): Run<Options, FoldResult<Result>> {
  checkFunction("crossValidateWith", "run", run, "a run such as pool.run or inProcess(trial)");
  checkNamesWith(noHint, "crossValidateWith", options, ["folds"]);
  const { folds = 5 } = options;
  checkNumber("crossValidateWith", "folds", folds, { integer: true, min: 2 });
  const runFold = run as Run<Plain, Result>;
  return async (asked, context) => {
    const parts = Array.from({ length: folds }, (_, fold) => runFold({ ...Object(asked), fold, folds }, context));
    const results = await Promise.all(parts);
    return { loss: results.reduce((sum, { loss }) => sum + loss, 0) / folds, folds: results };
  };
}
