import { OptionError, show } from "./checks/errors.js";
import { itself } from "./checks/mark.js";
import { checkFunction, checkNames } from "./checks/options.js";
import { foldRows, type KFoldOptions, readFolds } from "./data/kFold.js";
import { classRows, countOf, pickRows, type RowList, type RowsOf, readRowList } from "./data/rowList.js";
import { refuseRecords } from "./numbers/rowHints.js";
import { checkCounts, readSample, type Samples } from "./numbers/samples.js";
import type { Pipeline } from "./pipeline.js";
import { Sequential } from "./sequential.js";
import type { Evaluation, Warning } from "./training/history.js";
import { type TrainOptions, trainNames } from "./training/plan.js";
import { sayInConsole } from "./training/warnings.js";

/** Options of {@link crossValidate}: those of `fit` except `resume`, and how to cut the data. */
export interface CrossValidateOptions<Name extends string = string>
  extends Omit<TrainOptions<Name>, "resume">,
    KFoldOptions {}

/** The evaluation of each fold, and their mean. */
export interface CrossValidation<Name extends string = string> {
  readonly folds: readonly Evaluation<Name>[];
  readonly mean: Evaluation<Name>;
}

/**
 * Trains a new network or pipeline on the training rows of each fold of `kFold`, and evaluates it
 * on the fold's test rows. `make(fold)` returns an untrained one. The makers of a pipeline are
 * fitted to the training rows of the fold, without its validation share: nothing leaks from the
 * test rows. Sample weights count in training only. The first warning of each code is reported.
 *
 * ```ts
 * import { crossValidate, Layer, mse, r2, Sequential, tanh } from "deltarule";
 *
 * const x = Array.from({ length: 40 }, (_, k) => [k / 20 - 1]);
 * const t = x.map(([value]) => [value * value]);
 * const layers = () => [new Layer(1, 8, tanh), new Layer(8, 1)];
 * const make = (seed: number) => new Sequential(layers(), { seed });
 * const { mean } = crossValidate(make, x, t, { loss: mse, metrics: [r2], folds: 4 });
 * mean.metrics.r2 > 0.9; // true
 * ```
 *
 * @throws OptionError when `make` returns no Sequential or Pipeline, or the same network twice;
 * else as `kFold` and `fit`.
 */
export function crossValidate<Name extends string = never>(
  make: (fold: number) => Sequential,
  x: Samples,
  t: Samples,
  options: CrossValidateOptions<Name>,
): CrossValidation<Name>;
/** The same for pipelines: the makers of each see the training rows of its fold only. */
export function crossValidate<X, T, Name extends string = never>(
  make: (fold: number) => Pipeline<X, T>,
  x: RowsOf<X>,
  t: RowsOf<T>,
  options: CrossValidateOptions<Name>,
): CrossValidation<Name>;
export function crossValidate(
  make: (fold: number) => Sequential | Pipeline,
  x: RowsOf<unknown>,
  t: RowsOf<unknown>,
  options: CrossValidateOptions,
): CrossValidation {
  const call = "crossValidate";
  checkFunction(call, "make", make, "a function that makes a network");
  const fitNames = trainNames().filter((name) => name !== "resume");
  checkNames(call, options, [...fitNames, "folds", "from", "gap", "seed", "stratify"]);
  const { folds, from, gap, seed, stratify, sampleWeights, ...training } = options;
  const said = new Set<Warning["code"]>();
  const how = readFolds(call, { folds, from, gap, seed, stratify });
  const [inputs, targets] = [readRowList(call, "inputs", x), readRowList(call, "targets", t)];
  checkCounts(call, countOf(inputs), countOf(targets), "targets");
  const parts = foldRows(call, classRows(targets), how);
  const weights = sampleWeights === undefined ? null : readSample(sampleWeights, { call, name: "sampleWeights" }).data;
  if (weights !== null) checkCounts(call, countOf(inputs), weights.length, "sampleWeights");
  const made = new Set<unknown>();
  // A list here is what a pipeline takes; a network refuses it.
  const rows = (of: RowList, numbers: readonly number[]): never[] => pickRows(of, numbers) as never[];
  const evaluations = parts.map(({ train, test }, fold) => {
    const model = newModel(make, fold, made);
    if (model instanceof Sequential) refuseRecords(call, x);
    const ofTrain = weights === null ? undefined : train.map((r) => weights[r]);
    const onWarning = ({ code, message }: Warning): void => {
      if (said.has(code)) return;
      said.add(code);
      const tell = training.onWarning ?? training.onEpoch?.onWarning ?? sayInConsole;
      tell({ code, message: `fold ${fold}: ${message}` });
    };
    model.fit(rows(inputs, train), rows(targets, train), { ...training, sampleWeights: ofTrain, onWarning });
    const { loss, metrics } = training;
    return model.evaluate(rows(inputs, test), rows(targets, test), { loss, metrics });
  });
  return { folds: evaluations, mean: meanOf(evaluations) };
}

/** What `make` gave for a fold: an untrained network or pipeline, of a network not made before. */
function newModel(
  make: (fold: number) => Sequential | Pipeline,
  fold: number,
  made: Set<unknown>,
): Sequential | Pipeline {
  const model = itself(make(fold));
  // Not by `instanceof Pipeline`: a page that cross-validates networks goes without pipelines.
  const network: unknown = model instanceof Sequential ? model : itself(Object(model).network);
  if (network instanceof Sequential && !made.has(network)) {
    made.add(network);
    return model;
  }
  const given = made.has(network) ? "an earlier network again" : show(model);
  throw new OptionError(`crossValidate: make(${fold}) gave ${given}, wanted a new Sequential or Pipeline`);
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
