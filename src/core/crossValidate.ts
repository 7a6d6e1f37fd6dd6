import { OptionError, show } from "./checks/errors.js";
import { checkFunction, checkNames } from "./checks/options.js";
import { cutInFolds } from "./data/kFold.js";
import { checkCounts, readSample, type Samples } from "./numbers/samples.js";
import { Sequential } from "./sequential.js";
import type { Evaluation } from "./training/history.js";
import { type TrainOptions, trainNames } from "./training/plan.js";

/** Options of {@link crossValidate}: those of `fit` except `resume`, and how to cut the data. */
export interface CrossValidateOptions extends Omit<TrainOptions, "resume"> {
  /** How many folds, a whole number from 2; 5 unless given. */
  folds?: number | undefined;
  /** The same seed gives the same folds; 0 unless given. */
  seed?: number | undefined;
  /** Give every fold the classes in the same proportions; false unless given. */
  stratify?: boolean | undefined;
}

const names = /* @__PURE__ */ trainNames.filter((name) => name !== "resume");

/**
 * Trains a new network on all folds but one and evaluates it on that one, for each fold in turn. `make(fold)` gives an untrained
 * network. Sample weights count in training only.
 *
 * @throws OptionError when `make` gives no Sequential, or the same one twice; else as `kFold` and `fit`.
 */
export function crossValidate(
  make: (fold: number) => Sequential,
  x: Samples,
  t: Samples,
  options: CrossValidateOptions,
): { folds: readonly Evaluation[]; mean: Evaluation } {
  const call = "crossValidate";
  checkFunction(call, "make", make, "a function that makes a network");
  checkNames(call, options, [...names, "folds", "seed", "stratify"]);
  const { folds, seed, stratify, sampleWeights, ...training } = options;
  const parts = cutInFolds(call, x, t, { folds, seed, stratify });
  const weights = sampleWeights === undefined ? null : readSample(sampleWeights, { call, name: "sampleWeights" }).data;
  const rows = parts[0].train.rows.length + parts[0].test.rows.length;
  if (weights !== null) checkCounts(call, rows, weights.length, "sampleWeights");
  const made = new Set<Sequential>();
  const evaluations = parts.map(({ train, test }, fold) => {
    const net = make(fold);
    if (!(net instanceof Sequential) || made.has(net)) {
      throw new OptionError(
        `crossValidate: make(${fold}) gave ${made.has(net) ? "an earlier network again" : show(net)}, wanted a new Sequential`,
      );
    }
    made.add(net);
    const own = weights === null ? undefined : train.rows.map((r) => weights[r]);
    net.fit(train.x, train.t, { ...training, sampleWeights: own });
    return net.evaluate(test.x, test.t, { loss: training.loss, metrics: training.metrics });
  });
  return { folds: evaluations, mean: meanOf(evaluations) };
}

function meanOf(evaluations: readonly Evaluation[]): Evaluation {
  const mean = (of: (evaluation: Evaluation) => number): number =>
    evaluations.reduce((sum, evaluation) => sum + of(evaluation), 0) / evaluations.length;
  const names = Object.keys(evaluations[0].metrics);
  return {
    loss: mean(({ loss }) => loss),
    metrics: Object.fromEntries(names.map((name) => [name, mean(({ metrics }) => metrics[name])])),
  };
}
