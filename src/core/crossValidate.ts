import { OptionError, show } from "./checks/errors.js";
import { optionHint } from "./checks/hints.js";
import { itself } from "./checks/mark.js";
import { checkFunction, checkNames } from "./checks/options.js";
import { foldRows, type KFoldOptions, readFolds } from "./data/kFold.js";
import { partOf, readPair } from "./data/split.js";
import { refuseRecords } from "./numbers/rowHints.js";
import { checkCounts, readSample, type Samples } from "./numbers/samples.js";
import { Sequential } from "./sequential.js";
import type { Evaluation, Warning } from "./training/history.js";
import { type TrainOptions, trainNames } from "./training/plan.js";
import { sayInConsole } from "./training/warnings.js";

/** Options of {@link crossValidate}: those of `fit` except `resume`, and how to cut the data. */
export interface CrossValidateOptions extends Omit<TrainOptions, "resume">, KFoldOptions {}

/**
 * Trains a new network on the training rows of each fold of `kFold`, and evaluates it on the fold's
 * test rows.
 * `make(fold)` returns an untrained network. Sample weights count in training only. Of the folds'
 * warnings the first of each code is told.
 *
 * @throws OptionError when `make` returns no Sequential, or the same one twice; else as `kFold` and
 * `fit`.
 */
export function crossValidate(
  make: (fold: number) => Sequential,
  x: Samples,
  t: Samples,
  options: CrossValidateOptions,
): { folds: readonly Evaluation[]; mean: Evaluation } {
  const call = "crossValidate";
  checkFunction(call, "make", make, "a function that makes a network");
  refuseRecords(call, x);
  const fitNames = trainNames().filter((name) => name !== "resume");
  checkNames(call, options, [...fitNames, "folds", "from", "gap", "seed", "stratify"], optionHint);
  const { folds, from, gap, seed, stratify, sampleWeights, ...training } = options;
  const said = new Set<Warning["code"]>();
  const how = readFolds(call, { folds, from, gap, seed, stratify });
  const { inputs, targets } = readPair(call, x, t);
  const parts = foldRows(call, targets, how);
  const weights = sampleWeights === undefined ? null : readSample(sampleWeights, { call, name: "sampleWeights" }).data;
  if (weights !== null) checkCounts(call, inputs.rows, weights.length, "sampleWeights");
  const made = new Set<Sequential>();
  const evaluations = parts.map((rows, fold) => {
    const [train, test] = [partOf(inputs, targets, rows.train), partOf(inputs, targets, rows.test)];
    const net = itself(make(fold));
    if (!(net instanceof Sequential) || made.has(net)) {
      const given = made.has(net) ? "an earlier network again" : show(net);
      throw new OptionError(`crossValidate: make(${fold}) gave ${given}, wanted a new Sequential`);
    }
    made.add(net);
    const ofTrain = weights === null ? undefined : train.rows.map((r) => weights[r]);
    const onWarning = ({ code, message }: Warning): void => {
      if (said.has(code)) return;
      said.add(code);
      const tell = training.onWarning ?? training.onEpoch?.onWarning ?? sayInConsole;
      tell({ code, message: `fold ${fold}: ${message}` });
    };
    net.fit(train.x, train.t, { ...training, sampleWeights: ofTrain, onWarning });
    return net.evaluate(test.x, test.t, { loss: training.loss, metrics: training.metrics });
  });
  return { folds: evaluations, mean: meanOf(evaluations) };
}

/** The mean of the losses, and of each metric. */
function meanOf(evaluations: readonly Evaluation[]): Evaluation {
  const mean = (of: (evaluation: Evaluation) => number): number =>
    evaluations.reduce((sum, evaluation) => sum + of(evaluation), 0) / evaluations.length;
  const names = Object.keys(evaluations[0].metrics);
  return {
    loss: mean(({ loss }) => loss),
    metrics: Object.fromEntries(names.map((name) => [name, mean(({ metrics }) => metrics[name])])),
  };
}
