import { need, OptionError, show } from "../checks/errors.js";
import {
  asGiven,
  boolean,
  callable,
  checkMethods,
  number,
  type Option,
  option,
  optional,
  readOptions,
  type required,
} from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import type { Metric } from "../metrics/metric.js";
import { checkParameters, type Network } from "../network/network.js";
import { checkReach } from "../network/reach.js";
import { checkDifferentiable, checkPair, requiredLoss } from "../network/reading.js";
import { givenRegularization, type Regularization } from "../network/regularization.js";
import { missingClasses } from "../numbers/classes.js";
import type { Matrix } from "../numbers/matrix.js";
import { refuseRecords } from "../numbers/rowHints.js";
import type { Sample, Samples } from "../numbers/samples.js";
import { adam } from "../optimizers/adam.js";
import { hasFixedRate } from "../optimizers/firstOrder.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import { type Adjustment, adjustmentOf } from "./adjustment.js";
import { fittingBatchSize, usualEpochs } from "./amount.js";
import { type Checkpoint, type Epoch, readCheckpoint, type TrainingState } from "./checkpoint.js";
import { type DataSet, readData, readValidation, type Validation } from "./dataSet.js";
import { type EarlyStopping, givenEarlyStopping, type StoppingRule, withWatched } from "./earlyStopping.js";
import type { Warning } from "./history.js";
import { checkMetrics, givenMetrics } from "./metrics.js";

/** Options of `train` and `fit`. */
export interface TrainOptions<Name extends string = string> {
  /** The loss of one sample: `mse`, `crossEntropy`, or your own. */
  loss: Loss;
  /**
   * `adam({ learningRate: 0.003 })` by default. The network remembers the state of each optimizer
   * object: with the same object, or with none, a second training goes on; a new object begins its
   * memory anew.
   */
  optimizer?: Optimizer | undefined;
  /**
   * The number of epochs of this call, a whole number from 0: a training resumed at 10 with 20 runs
   * ten more, and a second `fit` with 20 runs twenty more. By default as many as make 10,000
   * updates, at least 20 and at most 10,000 epochs; 100 for a full-batch optimizer.
   */
  epochs?: number | undefined;
  /**
   * Samples per update, a whole number from 1; 32 by default, and all for a full-batch optimizer.
   */
  batchSize?: number | undefined;
  /** Whether each epoch takes the samples in a new order, drawn from the seed; true by default. */
  shuffle?: boolean | undefined;
  /**
   * The data to validate on after each epoch: inputs and targets, with weights or without, or a
   * share of the samples, which training does not see. A number is the share, above 0 and below 1,
   * of a choice by the seed.
   */
  validation?: Validation | undefined;
  /** Metrics to report for each epoch, beside the loss. A loss is one: its weighted mean. */
  metrics?: readonly (Metric<Name> | Loss<Name>)[] | undefined;
  /**
   * wᵢ of each sample in E = Σ wᵢ Lᵢ / n and in the metrics, from 0, in the order of the rows; all
   * 1 by default.
   */
  sampleWeights?: Sample | undefined;
  /**
   * Training stops after the first epoch with at most this loss, and keeps that epoch's updates.
   */
  targetLoss?: number | undefined;
  /**
   * Adds `l1 Σ|w| + l2/2 Σw²` over the weights, not the biases, to E and its gradient: in the loss
   * and the validation loss of each epoch too, as in Keras.
   */
  regularization?: Regularization | undefined;
  /** Stops a training that no longer improves. */
  earlyStopping?: EarlyStopping<Name> | undefined;
  /** Called after each epoch. */
  onEpoch?: EpochListener<void, NoInfer<Name>> | undefined;
  /**
   * Called with each of `history.warnings`, about the data before the first epoch, about the result
   * after the last one. By default the `onWarning` that `onEpoch` brings (as `progress` does), else
   * `console.warn`, which gets a repeated message of a network once.
   */
  onWarning?: ((warning: Warning) => void) | undefined;
  /**
   * Stops the training once it is aborted, with the parameters of the last whole epoch. An
   * AbortSignal is one.
   */
  signal?: { readonly aborted: boolean } | undefined;
  /**
   * A checkpoint of an earlier training. This one goes on from there, and ends in the same bits as
   * a training that never stopped.
   */
  resume?: Checkpoint | undefined;
}

/** What a training reads of a signal. Only an AbortSignal tells of its abort. */
interface Signal {
  readonly aborted: boolean;
  addEventListener?(type: "abort", listener: () => void): void;
  removeEventListener?(type: "abort", listener: () => void): void;
}

/** Options of `fitAsync`. */
export interface AsyncTrainOptions<Name extends string = string> extends Omit<TrainOptions<Name>, "onEpoch"> {
  /** Called after each epoch, and awaited: until it settles, or an AbortSignal is aborted. */
  onEpoch?: EpochListener<void | PromiseLike<void>, NoInfer<Name>> | undefined;
}

/** A function called after each epoch. It may have functions for other events as properties. */
export interface EpochListener<Result, Name extends string = string> {
  (epoch: Epoch<Name>): Result;
  /** Called before the first epoch, with the numbers of the first and the last one to come. */
  onStart?(first: number, last: number): void;
  /** Called with each warning, where the options have no `onWarning`. */
  onWarning?(warning: Warning): void;
}

/** The options of a training after every check, with the defaults in place. */
export interface Plan {
  /** The name of the method that was called. */
  readonly call: "train" | "fit" | "fitAsync";
  readonly data: DataSet;
  readonly validation: DataSet | null;
  /** The first class that the validation share lacks, or that it has alone. */
  readonly missing: number | null;
  readonly loss: Loss;
  /** `null` for a training that updates every parameter by the data alone. */
  readonly adjustment: Adjustment | null;
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly metrics: readonly Metric[];
  /** −∞ when not given. */
  readonly targetLoss: number;
  readonly earlyStopping: StoppingRule | null;
  readonly onEpoch: AsyncTrainOptions["onEpoch"] | null;
  /** `null` for the console. */
  readonly onWarning: ((warning: Warning) => void) | null;
  readonly signal: Signal;
  readonly resume: TrainingState | null;
}

/** Checks everything that a training is given, before anything changes. */
export function readPlan(
  network: Network,
  call: Plan["call"],
  x: Samples,
  t: Samples,
  options: AsyncTrainOptions,
): Plan {
  refuseRecords(call, x);
  const read = readOptions(call, options, declaredOptions);
  const { loss, optimizer, shuffle, earlyStopping, signal } = read;
  const metrics = withWatched(call, read.metrics, options.metrics, options.earlyStopping?.metric);
  checkPair(network, call, loss);
  checkDifferentiable(network, call);
  if (read.resume === undefined) checkParameters(network, call, network.read());
  const all = readData(network, call, x, t, loss, read.sampleWeights);
  checkReach(network, call, all.t, loss);
  const { data, kept: validation } = readValidation(network, call, all, loss, read.validation);
  checkMetrics(metrics, data);
  if (validation !== null) checkMetrics(metrics, validation);
  const samples = data.x.rows;
  const batchSize = fittingBatchSize(call, read.batchSize, optimizer, samples);
  const wantsBest = earlyStopping?.restoreBest ?? false;
  const resume =
    read.resume === undefined ? null : readCheckpoint(call, read.resume, network, optimizer, samples, wantsBest);
  const watched = earlyStopping?.metric ?? null;
  if (watched !== null && resume?.epochs.some((epoch) => (epoch.validation ?? epoch).metrics[watched] === undefined))
    throw new OptionError(`${call}: resume: the checkpoint's epochs lack the metric ${show(watched)}`);
  return {
    call,
    data,
    validation,
    loss,
    adjustment: adjustmentOf(network, call, read.regularization),
    optimizer,
    epochs: read.epochs ?? usualEpochs(optimizer, samples / batchSize),
    batchSize,
    shuffle,
    metrics,
    targetLoss: read.targetLoss ?? -Infinity,
    earlyStopping,
    onEpoch: read.onEpoch ?? null,
    onWarning: read.onWarning ?? read.onEpoch?.onWarning ?? null,
    missing: validation === null || Array.isArray(read.validation) ? null : missingFrom(all.t, validation.t, data.t),
    signal,
    resume,
  };
}

/**
 * The most epochs that may run in one call of the engine: one where something looks at each of
 * them, and 0 where its kernel for whole epochs does not compute what the plan asks for.
 */
export function mostEpochsAtOnce(plan: Plan): number {
  const { call, onEpoch, validation, metrics, earlyStopping, optimizer, adjustment } = plan;
  if (adjustment !== null) return 0;
  // A schedule may look at the losses.
  const isWatched = call === "train" || onEpoch !== null || !hasFixedRate(optimizer);
  return isWatched || validation !== null || metrics.length > 0 || earlyStopping !== null ? 1 : Infinity;
}

/** One object for all calls: what it remembers goes on from call to call. */
const usualOptimizer = /* @__PURE__ */ adam({ learningRate: 0.003 });

/** Names of all options of train, fit and fitAsync. */
export function trainNames(): string[] {
  return Object.keys(declaredOptions);
}

// Not exported: the compiler then derives its type, and with it the types of the values.
function trainOptions() {
  return {
    loss: requiredLoss(),
    optimizer: givenOptimizer<OptimizerState>(usualOptimizer),
    epochs: number(optional, { integer: true, min: 0 }),
    batchSize: number(optional, { integer: true, min: 1 }),
    shuffle: boolean(true),
    validation: asGiven<TrainOptions["validation"]>(),
    metrics: givenMetrics,
    sampleWeights: asGiven<Sample | undefined>(),
    targetLoss: number(optional),
    regularization: givenRegularization,
    earlyStopping: givenEarlyStopping,
    onEpoch: callable<AsyncTrainOptions["onEpoch"]>(optional, "a function"),
    onWarning: callable<TrainOptions["onWarning"]>(optional, "a function"),
    signal: givenSignal,
    resume: asGiven<Checkpoint | undefined>(),
  };
}

/** The option `optimizer`. */
export function givenOptimizer<State extends OptimizerState>(
  byDefault: Optimizer<State> | typeof required,
): Option<Optimizer<State> | undefined, Optimizer<State>> {
  return option(byDefault, (call, _name, value): asserts value is Optimizer<State> => checkIsOptimizer(call, value));
}

/** Throws unless it is an optimizer. */
export function checkIsOptimizer(call: string, optimizer: unknown): void {
  checkMethods(call, "optimizer", optimizer, ["initialize", "step"], "an optimizer such as sgd()");
}

const givenSignal: Option<TrainOptions["signal"], Plan["signal"]> = (call, name, given = { aborted: false }) => {
  need(typeof given?.aborted === "boolean", call, name, given, "an AbortSignal");
  return given;
};

/** The first class that one of these parts of the targets lacks; `null` when there is none. */
function missingFrom(targets: Matrix, ...parts: readonly Matrix[]): number | null {
  return parts.flatMap((part) => missingClasses(targets, part))[0] ?? null;
}

/** Declared once: a training of one epoch takes less time than its options to declare. */
const declaredOptions = /* @__PURE__ */ trainOptions();
