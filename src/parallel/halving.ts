import { type Checkpoint, OptionError } from "../core/index.js";
import { checkNumber, show } from "../core/internal.js";
import { checkSearch, rank, runAll, type SearchOptions, type SearchResult, type TrialResult } from "./search.js";
import type { Plain, Run } from "./trial.js";

/** Options of {@link halving}. */
export interface HalvingOptions<Options extends Plain, Result> extends SearchOptions<Options, Result> {
  /** Epochs of the last rung: the whole training. */
  readonly maxEpochs: number;
  /**
   * Epochs of the first rung; by default `maxEpochs / factor ** k`, rounded down, where k rungs
   * leave one candidate.
   */
  readonly minEpochs?: number | undefined;
  /** Epochs grow by this from rung to rung, and one of so many candidates stays; 3 by default. */
  readonly factor?: number | undefined;
}

/** One rung of {@link halving}. */
export interface Rung<Options, Result> {
  /** Epochs from the start of the training. */
  readonly epochs: number;
  readonly trials: readonly TrialResult<Options, Result>[];
}

/** What {@link halving} finds. */
export interface HalvingResult<Options, Result> extends SearchResult<Options, Result> {
  readonly rungs: readonly Rung<Options, Result>[];
}

/**
 * Successive halving (Jamieson and Talwalkar, 2016): trains all candidates for a few epochs, goes
 * on with the better ones, and so forth until the best has its `maxEpochs`.
 *
 * Each trial's options get `epochs`, and from the second rung on `resume`, the checkpoint that its
 * result had: the trial passes both to `fit` and returns the last epoch's `checkpoint()`. So
 * nothing is trained twice, and the best has the bits of a training that never stopped.
 *
 * `trials` has each candidate's last result; a candidate that reached a later rung ranks before.
 *
 * ```ts
 * import { type Checkpoint, type Epoch, Layer, mse, Sequential, tanh } from "deltarule";
 * import { grid, halving, inProcess } from "deltarule/parallel";
 *
 * type Options = { hidden: number; epochs: number; resume?: Checkpoint };
 * const run = inProcess(({ hidden, epochs, resume }: Options) => {
 *   const net = new Sequential([new Layer(1, hidden, tanh), new Layer(hidden, 1)], { seed: 1 });
 *   const [x, t] = [[[-1], [0], [1]], [[1], [0], [1]]];
 *   let last: Epoch | undefined;
 *   for (last of net.train(x, t, { loss: mse, epochs, resume }));
 *   if (last === undefined) throw new Error("no epoch");
 *   return { loss: last.loss, checkpoint: last.checkpoint() };
 * });
 * const { rungs } = await halving(run, grid({ hidden: [1, 2, 3] }), { maxEpochs: 9 });
 * rungs.length; // 2
 * ```
 *
 * @throws OptionError for a bad option, or a result without checkpoint; else as {@link search}.
 */
export async function halving<
  Options extends Plain,
  Result extends { readonly loss: number; readonly checkpoint: Checkpoint },
>(
  run: Run<never, Result>,
  candidates: readonly Options[],
  options: HalvingOptions<Options, Result>,
): Promise<HalvingResult<Options, Result>> {
  const call = "halving";
  checkSearch(call, run, candidates, options, ["minEpochs", "maxEpochs", "factor"]);
  const { maxEpochs, factor = 3, onTrial, score, errors, concurrency, signal } = options;
  const shared = { score, errors, concurrency, signal };
  checkNumber(call, "maxEpochs", maxEpochs, { integer: true, min: 1 });
  checkNumber(call, "factor", factor, { above: 1 });
  const rungCount = Math.ceil(Math.log(candidates.length) / Math.log(factor) - 1e-9);
  const { minEpochs = Math.max(1, Math.floor(maxEpochs / factor ** rungCount)) } = options;
  checkNumber(call, "minEpochs", minEpochs, { integer: true, min: 1, max: maxEpochs });

  const last = new Array<TrialResult<Options, Result>>(candidates.length);
  const reached = new Array<number>(candidates.length).fill(0);
  const rungs: Rung<Options, Result>[] = [];
  let left = [...candidates.keys()];
  for (
    let epochs = minEpochs;
    ;
    epochs = left.length === 1 ? maxEpochs : Math.min(maxEpochs, Math.round(epochs * factor))
  ) {
    /** A trial of this rung as one of the search. */
    const named = (trial: TrialResult<Plain, Result>): TrialResult<Options, Result> => {
      const index = left[trial.index];
      return { ...trial, index, options: candidates[index] };
    };
    const asked = left.map((index): Plain => {
      const resume = last[index]?.result?.checkpoint;
      return { ...Object(candidates[index]), epochs, ...(resume && { resume }) };
    });
    const trials = (
      await runAll(call, run as Run<Plain, Result>, asked, {
        ...shared,
        onTrial: onTrial && ((trial, done, of) => onTrial(named(trial), done, of)),
      })
    ).map(named);
    rungs.push({ epochs, trials });
    for (const trial of trials) {
      last[trial.index] = trial;
      reached[trial.index] = rungs.length;
    }
    const ranking = rank(trials).map((k) => left[k]);
    const alive = ranking.filter((index) => last[index].error === undefined);
    if (epochs >= maxEpochs || alive.length === 0) {
      const all = rank(last).sort((a, b) => reached[b] - reached[a]);
      return { best: last[all[0]], trials: last, ranking: all, rungs };
    }
    left = alive.slice(0, Math.ceil(left.length / factor));
    for (const index of left) {
      const { checkpoint } = last[index].result ?? {};
      if (checkpoint === undefined) {
        const wanted = "the last epoch's checkpoint()";
        throw new OptionError(
          `${call}: the result of trial ${index} has checkpoint ${show(checkpoint)}, wanted ${wanted}`,
        );
      }
    }
    // In the candidates' order, so that of equal scores the earlier candidate stays the better one.
    left.sort((a, b) => a - b);
  }
}
