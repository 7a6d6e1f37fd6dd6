import { choose } from "../data/split.js";
import { OptionError, show } from "../errors.js";
import type { Loss } from "../losses/loss.js";
import { type Matrix, pick, type Vector } from "../matrix.js";
import type { Metric } from "../metrics/metric.js";
import type { Network } from "../network/network.js";
import { checkDifferentiable, checkLoss, readRows, readTargets, readWeights } from "../network/reading.js";
import type { Optimizer } from "../optimizers/optimizer.js";
import { sgd } from "../optimizers/sgd.js";
import { checkBoolean, checkFunction, checkMethods, checkNames, checkNumber } from "../options.js";
import { stream } from "../random.js";
import type { Sample, Samples } from "../samples.js";
import type { Epoch } from "./history.js";

/** Options of `train` and `fit`. */
export interface TrainOptions {
  loss: Loss;
  /** `sgd()` unless given. */
  optimizer?: Optimizer | undefined;
  /** A whole number from 0; 100 unless given. */
  epochs?: number | undefined;
  /** Samples per update, a whole number from 1; 32 unless given. */
  batchSize?: number | undefined;
  /** Whether each epoch takes the samples in an order of its own, drawn from the seed; true unless given. */
  shuffle?: boolean | undefined;
  /** Data to validate on after each epoch: a pair of inputs and targets, or the share of the samples, above 0 and below 1, that is kept out for it by a seeded random choice. */
  validation?: readonly [Samples, Samples] | number | undefined;
  /** What to report of each epoch besides the loss. */
  metrics?: readonly Metric[] | undefined;
  /** What each sample counts for in E = Σ wᵢ Lᵢ / n, from 0; all 1 unless given. They stay with their rows. */
  sampleWeights?: Sample | undefined;
  /** Training stops after the first epoch whose loss is at most this; that epoch's updates stay. */
  targetLoss?: number | undefined;
  /** Called after each epoch. */
  onEpoch?: ((epoch: Epoch) => void) | undefined;
  /** Training stops before the next epoch once it is aborted: an AbortSignal is one. */
  signal?: { readonly aborted: boolean } | undefined;
}

/** Samples with their targets and weights. */
export interface DataSet {
  readonly x: Matrix;
  readonly t: Matrix;
  readonly weights: Vector;
}

/** Options of a training after every check: what is left is numbers and functions. */
export interface Plan {
  /** The function that was called. */
  readonly call: string;
  readonly data: DataSet;
  readonly validation: DataSet | null;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly metrics: readonly Metric[];
  readonly targetLoss: number;
  readonly onEpoch: (epoch: Epoch) => void;
  readonly signal: { readonly aborted: boolean };
}

const names = [
  "loss",
  "optimizer",
  "epochs",
  "batchSize",
  "shuffle",
  "validation",
  "metrics",
  "sampleWeights",
  "targetLoss",
  "onEpoch",
  "signal",
] as const satisfies readonly (keyof TrainOptions)[];

/** Checks all that a training is given, before anything changes. */
export function readPlan(network: Network, call: string, x: Samples, t: Samples, options: TrainOptions): Plan {
  checkNames(call, options, names);
  const { loss, optimizer = sgd(), epochs = 100, batchSize = 32, shuffle = true, validation, metrics = [] } = options;
  const { targetLoss, onEpoch = () => {}, signal = { aborted: false } } = options;
  checkLoss(network, call, loss);
  checkDifferentiable(network, call);
  checkMethods(call, "optimizer", optimizer, ["initialize", "step"], "an optimizer such as sgd()");
  checkNumber(call, "epochs", epochs, { integer: true, min: 0 });
  checkNumber(call, "batchSize", batchSize, { integer: true, min: 1 });
  checkBoolean(call, "shuffle", shuffle);
  checkMetrics(call, metrics);
  if (targetLoss !== undefined) checkNumber(call, "targetLoss", targetLoss);
  checkFunction(call, "onEpoch", onEpoch, "a function");
  if (typeof signal?.aborted !== "boolean")
    throw new OptionError(`${call}: signal is ${show(signal)}, wanted an AbortSignal`);
  const all = readData(network, call, x, t, loss, options.sampleWeights);
  const { data, kept } = readValidation(network, call, all, loss, validation);
  return {
    call,
    data,
    validation: kept,
    loss,
    optimizer,
    epochs,
    batchSize: Math.min(batchSize, data.x.rows),
    shuffle,
    metrics,
    targetLoss: targetLoss ?? -Infinity,
    onEpoch,
    signal,
  };
}

/** Throws unless all are metrics, each with a name of its own. */
export function checkMetrics(call: string, metrics: readonly Metric[]): void {
  if (!Array.isArray(metrics))
    throw new OptionError(`${call}: metrics is ${show(metrics)}, wanted an array such as [accuracy]`);
  for (const [i, metric] of metrics.entries()) {
    checkMethods(call, `metrics[${i}]`, metric, ["compute"], "a metric such as accuracy");
    const twin = metrics.findIndex(({ name }: Metric) => name === metric.name);
    if (twin !== i)
      throw new OptionError(`${call}: metrics[${i}] has the name of metrics[${twin}], ${show(metric.name)}`);
  }
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
  return { x: inputs, t: targets, weights: readWeights(call, weights, inputs.rows) };
}

function readValidation(
  network: Network,
  call: string,
  all: DataSet,
  loss: Loss,
  validation: TrainOptions["validation"],
): { data: DataSet; kept: DataSet | null } {
  if (validation === undefined) return { data: all, kept: null };
  if (typeof validation === "number") {
    checkNumber(call, "validation", validation, { above: 0, below: 1 });
    const { kept, out } = choose(call, all.x.rows, validation, stream(network.seed, "validation"));
    return { data: part(all, kept), kept: part(all, out) };
  }
  if (!(Array.isArray(validation) && validation.length === 2)) {
    throw new OptionError(`${call}: validation is ${show(validation)}, wanted [inputs, targets] or a fraction`);
  }
  return { data: all, kept: readData(network, `${call}: validation`, validation[0], validation[1], loss, undefined) };
}

function part({ x, t, weights }: DataSet, rows: readonly number[]): DataSet {
  return { x: pick(x, rows), t: pick(t, rows), weights: Float64Array.from(rows, (r) => weights[r]) };
}
