import { need, OptionError } from "../checks/errors.js";
import { checkBoolean, checkFunction, checkMethods, checkNames, checkNumber } from "../checks/options.js";
import { choose } from "../data/split.js";
import type { Loss } from "../losses/loss.js";
import type { Metric } from "../metrics/metric.js";
import type { Network } from "../network/network.js";
import { checkDifferentiable, checkIsLoss, readRows, readSampleWeights, readTargets } from "../network/reading.js";
import { type Matrix, pick, type Vector } from "../numbers/matrix.js";
import { stream } from "../numbers/random.js";
import type { Sample, Samples } from "../numbers/samples.js";
import type { Optimizer } from "../optimizers/optimizer.js";
import { sgd } from "../optimizers/sgd.js";
import { type Checkpoint, type Epoch, readCheckpoint, type TrainingState } from "./checkpoint.js";

/** Options of `train` and `fit`. */
export interface TrainOptions {
  loss: Loss;
  /** `sgd()` unless given. */
  optimizer?: Optimizer | undefined;
  /**
   * The number of epochs in all, a whole number from 0: a training resumed at 10 with 20 runs ten
   * more. 100 unless given.
   */
  epochs?: number | undefined;
  /** Samples per update, a whole number from 1; 32 unless given, and all for a full-batch optimizer. */
  batchSize?: number | undefined;
  /** Whether each epoch takes the samples in a new order, drawn from the seed; true unless given. */
  shuffle?: boolean | undefined;
  /**
   * Data to validate on after each epoch: a pair of inputs and targets, or the fraction of the
   * samples, above 0 and below 1, to keep out for it. The seed decides which.
   */
  validation?: readonly [Samples, Samples] | number | undefined;
  /** Metrics to report of each epoch beside the loss. */
  metrics?: readonly Metric[] | undefined;
  /** wᵢ of each sample in E = Σ wᵢ Lᵢ / n, from 0, in the order of the rows; all 1 unless given. */
  sampleWeights?: Sample | undefined;
  /** Training stops after the first epoch with at most this loss, and keeps that epoch's updates. */
  targetLoss?: number | undefined;
  /** Stops a training that no longer improves. */
  earlyStopping?: EarlyStopping | undefined;
  /** Called after each epoch. */
  onEpoch?: ((epoch: Epoch) => void) | undefined;
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

/** Options of `fitAsync`. */
export interface AsyncTrainOptions extends Omit<TrainOptions, "onEpoch"> {
  /** Called after each epoch, and awaited. */
  onEpoch?: ((epoch: Epoch) => void | PromiseLike<void>) | undefined;
}

/** When to stop, by the validation loss, or by the training loss where there is no validation. */
export interface EarlyStopping {
  /** Epochs in a row without improvement after which training stops, a whole number from 1. */
  patience: number;
  /** How far below the best loss an improvement must be, from 0; 0 unless given. */
  minDelta?: number | undefined;
  /**
   * Whether the network ends with the parameters of the best epoch, where the training comes to its
   * end or stops early; false unless given.
   */
  restoreBest?: boolean | undefined;
}

/** Names of all options of train, fit and fitAsync. */
export const trainNames: readonly (keyof AsyncTrainOptions)[] = [
  "loss",
  "optimizer",
  "epochs",
  "batchSize",
  "shuffle",
  "validation",
  "metrics",
  "sampleWeights",
  "targetLoss",
  "earlyStopping",
  "onEpoch",
  "signal",
  "resume",
];

/** The options of a training after every check, with the defaults in place. */
export interface Plan {
  /** The name of the method that was called. */
  readonly call: "train" | "fit" | "fitAsync";
  readonly data: DataSet;
  readonly validation: DataSet | null;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly metrics: readonly Metric[];
  /** −∞ where there is none. */
  readonly targetLoss: number;
  readonly earlyStopping: {
    readonly patience: number;
    readonly minDelta: number;
    readonly restoreBest: boolean;
  } | null;
  readonly onEpoch: ((epoch: Epoch) => void | PromiseLike<void>) | null;
  readonly signal: { readonly aborted: boolean };
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
  checkNames(call, options, trainNames);
  const { loss, optimizer = sgd(), epochs = 100, batchSize, shuffle = true, metrics = [], targetLoss } = options;
  const { onEpoch, signal = { aborted: false }, resume } = options;
  checkIsLoss(network, call, loss);
  checkDifferentiable(network, call);
  checkIsOptimizer(call, optimizer);
  checkNumber(call, "epochs", epochs, { integer: true, min: 0 });
  checkBoolean(call, "shuffle", shuffle);
  checkMetrics(call, metrics);
  if (targetLoss !== undefined) checkNumber(call, "targetLoss", targetLoss);
  if (onEpoch !== undefined) checkFunction(call, "onEpoch", onEpoch, "a function");
  need(typeof signal?.aborted === "boolean", call, "signal", signal, "an AbortSignal");
  const all = readData(network, call, x, t, loss, options.sampleWeights);
  const { data, kept: validation } = readValidation(network, call, all, loss, options.validation);
  const earlyStopping = readEarlyStopping(call, options.earlyStopping);
  const wantsBest = earlyStopping?.restoreBest ?? false;
  return {
    call,
    data,
    validation,
    loss,
    optimizer,
    epochs,
    batchSize: readBatchSize(call, batchSize, optimizer, data.x.rows),
    shuffle,
    metrics,
    targetLoss: targetLoss ?? -Infinity,
    earlyStopping,
    onEpoch: onEpoch ?? null,
    signal,
    resume: resume === undefined ? null : readCheckpoint(call, resume, network, optimizer, data.x.rows, wantsBest),
  };
}

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

/** Throws unless it is an optimizer. */
export function checkIsOptimizer(call: string, optimizer: Optimizer): void {
  checkMethods(call, "optimizer", optimizer, ["initialize", "step"], "an optimizer such as sgd()");
}

/** Throws unless all are metrics with different names. */
export function checkMetrics(call: string, metrics: readonly Metric[]): void {
  need(Array.isArray(metrics), call, "metrics", metrics, "an array such as [accuracy]");
  for (const [i, metric] of metrics.entries()) {
    checkMethods(call, `metrics[${i}]`, metric, ["compute"], "a metric such as accuracy");
    const twin = metrics.findIndex(({ name }: Metric) => name === metric.name);
    if (twin === i) continue;
    throw new OptionError(`${call}: metrics[${i}] has the name of metrics[${twin}]`);
  }
}

/** The data to learn from, and the data kept out to validate on. */
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
  return { data: all, kept: readData(network, `${call}: validation`, validation[0], validation[1], loss, undefined) };
}

function pickSamples({ x, t, weights }: DataSet, rows: readonly number[]): DataSet {
  return { x: pick(x, rows), t: pick(t, rows), weights: Float64Array.from(rows, (r) => weights[r]) };
}

function readBatchSize(
  call: string,
  given: number | undefined,
  { name, fullBatch }: Optimizer,
  samples: number,
): number {
  if (given !== undefined) checkNumber(call, "batchSize", given, { integer: true, min: 1 });
  if (fullBatch && given !== undefined && given < samples) {
    throw new OptionError(`${call}: batchSize is ${given}, but ${name} needs all ${samples} samples in each batch`);
  }
  return Math.min(given ?? (fullBatch ? samples : 32), samples);
}

function readEarlyStopping(call: string, options: EarlyStopping | undefined): Plan["earlyStopping"] {
  if (options === undefined) return null;
  checkNames(`${call}: earlyStopping`, options, ["patience", "minDelta", "restoreBest"]);
  const { patience, minDelta = 0, restoreBest = false } = options;
  checkNumber(call, "earlyStopping.patience", patience, { integer: true, min: 1 });
  checkNumber(call, "earlyStopping.minDelta", minDelta, { min: 0 });
  checkBoolean(call, "earlyStopping.restoreBest", restoreBest);
  return { patience, minDelta, restoreBest };
}
