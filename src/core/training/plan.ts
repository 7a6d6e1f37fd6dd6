import { need, OptionError } from "../checks/errors.js";
import { itself } from "../checks/mark.js";
import {
  asGiven,
  boolean,
  callable,
  checkMethods,
  checkNumber,
  number,
  type Option,
  option,
  optional,
  readOptions,
  required,
} from "../checks/options.js";
import { choose } from "../data/split.js";
import type { Loss } from "../losses/loss.js";
import type { Metric } from "../metrics/metric.js";
import { checkParameters, type Network } from "../network/network.js";
import { checkReach } from "../network/reach.js";
import {
  checkDifferentiable,
  checkPair,
  readRows,
  readSampleWeights,
  readTargets,
  requiredLoss,
} from "../network/reading.js";
import { type Matrix, pick, type Vector } from "../numbers/matrix.js";
import { stream } from "../numbers/random.js";
import { refuseRecords } from "../numbers/rowHints.js";
import type { Sample, Samples } from "../numbers/samples.js";
import { adam } from "../optimizers/adam.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";

import { fittingBatchSize, usualEpochs } from "./amount.js";
import { type Checkpoint, type Epoch, readCheckpoint, type TrainingState } from "./checkpoint.js";
import type { Warning } from "./history.js";
import { missingClass } from "./missingClass.js";

/** Options of `train` and `fit`. */
export interface TrainOptions {
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
   * The data to validate on after each epoch: a pair of inputs and targets, or a fraction of the
   * samples, above 0 and below 1, which the seed chooses and training does not see.
   */
  validation?: readonly [Samples, Samples] | number | undefined;
  /** Metrics to report for each epoch, beside the loss. */
  metrics?: readonly Metric[] | undefined;
  /** wᵢ of each sample in E = Σ wᵢ Lᵢ / n, from 0, in the order of the rows; all 1 by default. */
  sampleWeights?: Sample | undefined;
  /**
   * Training stops after the first epoch with at most this loss, and keeps that epoch's updates.
   */
  targetLoss?: number | undefined;
  /** Stops a training that no longer improves. */
  earlyStopping?: EarlyStopping | undefined;
  /** Called after each epoch. */
  onEpoch?: EpochListener<void> | undefined;
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
export interface AsyncTrainOptions extends Omit<TrainOptions, "onEpoch"> {
  /** Called after each epoch, and awaited: until it settles, or an AbortSignal is aborted. */
  onEpoch?: EpochListener<void | PromiseLike<void>> | undefined;
}

/** A function called after each epoch, which may bring along what is told of warnings. */
export interface EpochListener<Result> {
  (epoch: Epoch): Result;
  onWarning?(warning: Warning): void;
}

/** When to stop, by the validation loss, or by the training loss where there is no validation. */
export interface EarlyStopping {
  /** Epochs in a row without improvement after which training stops, a whole number from 1. */
  patience: number;
  /** How far below the best loss an improvement must be, from 0; 0 by default. */
  minDelta?: number | undefined;
  /**
   * Whether the network gets the parameters of the best epoch when all epochs are done or training
   * stops early; false by default.
   */
  restoreBest?: boolean | undefined;
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
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly metrics: readonly Metric[];
  /** −∞ when not given. */
  readonly targetLoss: number;
  readonly earlyStopping: {
    readonly patience: number;
    readonly minDelta: number;
    readonly restoreBest: boolean;
  } | null;
  readonly onEpoch: AsyncTrainOptions["onEpoch"] | null;
  /** `null` for the console. */
  readonly onWarning: ((warning: Warning) => void) | null;
  readonly signal: Signal;
  readonly resume: TrainingState | null;
}

/** Samples with their targets and weights. */
export interface DataSet {
  readonly x: Matrix;
  readonly t: Matrix;
  readonly weights: Vector;
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
  const read = readOptions(call, options, trainOptions());
  const { loss, optimizer, shuffle, metrics, earlyStopping, signal } = read;
  checkPair(network, call, loss);
  checkDifferentiable(network, call);
  if (read.resume === undefined) checkParameters(network, call, network.read());
  const all = readData(network, call, x, t, loss, read.sampleWeights);
  checkReach(network, call, all.t, loss);
  const { data, kept: validation } = readValidation(network, call, all, loss, read.validation);
  const samples = data.x.rows;
  const batchSize = fittingBatchSize(call, read.batchSize, optimizer, samples);
  const wantsBest = earlyStopping?.restoreBest ?? false;
  return {
    call,
    data,
    validation,
    loss,
    optimizer,
    epochs: read.epochs ?? usualEpochs(optimizer, samples / batchSize),
    batchSize,
    shuffle,
    metrics,
    targetLoss: read.targetLoss ?? -Infinity,
    earlyStopping,
    onEpoch: read.onEpoch ?? null,
    onWarning: read.onWarning ?? read.onEpoch?.onWarning ?? null,
    missing: typeof read.validation === "number" && validation !== null ? missingClass(data.t, validation.t) : null,
    signal,
    resume:
      read.resume === undefined ? null : readCheckpoint(call, read.resume, network, optimizer, samples, wantsBest),
  };
}

/** One object for all calls: what it remembers goes on from call to call. */
const usualOptimizer = /* @__PURE__ */ adam({ learningRate: 0.003 });

/** Names of all options of train, fit and fitAsync. */
export function trainNames(): string[] {
  return Object.keys(trainOptions());
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

/** The option `metrics`: metrics with different names, none by default. */
export const givenMetrics: Option<readonly Metric[] | undefined, readonly Metric[]> = (call, name, given = []) => {
  need(Array.isArray(given), call, name, given, "an array such as [accuracy]");
  for (const [i, metric] of given.entries()) {
    checkMethods(call, `${name}[${i}]`, metric, ["compute"], "a metric such as accuracy");
    const twin = given.findIndex((other: Metric) => other.name === metric.name);
    if (twin !== i) throw new OptionError(`${call}: ${name}[${i}] has the name of ${name}[${twin}]`);
  }
  return Array.from(given, itself);
};

const givenEarlyStopping: Option<EarlyStopping | undefined, Plan["earlyStopping"]> = (call, name, given) => {
  if (given === undefined) return null;
  const declared = {
    patience: number(required, { integer: true, min: 1 }),
    minDelta: number(0, { min: 0 }),
    restoreBest: boolean(false),
  };
  return readOptions(call, given, declared, name);
};

const givenSignal: Option<TrainOptions["signal"], Plan["signal"]> = (call, name, given = { aborted: false }) => {
  need(typeof given?.aborted === "boolean", call, name, given, "an AbortSignal");
  return given;
};

/** Inputs, targets and weights, checked. */
export function readData(
  network: Network,
  call: string,
  x: Samples,
  t: Samples,
  loss: Loss,
  weights: Sample | undefined,
): DataSet {
  const inputs = readRows(network, call, x);
  const targets = readTargets(network, call, t, inputs.rows, loss);
  return { x: inputs, t: targets, weights: readSampleWeights(call, weights, inputs.rows) };
}

/** The data to learn from, and the data to validate on. */
function readValidation(
  network: Network,
  call: string,
  all: DataSet,
  loss: Loss,
  validation: readonly [Samples, Samples] | number | undefined,
): { data: DataSet; kept: DataSet | null } {
  if (validation === undefined) return { data: all, kept: null };
  if (typeof validation === "number") {
    checkNumber(call, "validation", validation, { above: 0, below: 1 });
    const { kept, out } = choose(call, all.x.rows, validation, stream(network.seed, "validation"));
    return { data: pickSamples(all, kept), kept: pickSamples(all, out) };
  }
  const isPair = Array.isArray(validation) && validation.length === 2;
  need(isPair, call, "validation", validation, "[inputs, targets] or a fraction");
  const place = `${call}: validation`;
  const kept = readData(network, place, validation[0], validation[1], loss, undefined);
  checkReach(network, place, kept.t, loss);
  return { data: all, kept };
}

/** Some rows of a data set. */
export function pickSamples({ x, t, weights }: DataSet, rows: readonly number[]): DataSet {
  return { x: pick(x, rows), t: pick(t, rows), weights: Float64Array.from(rows, (r) => weights[r]) };
}
