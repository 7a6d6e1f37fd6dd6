import { need, OptionError } from "../checks/errors.js";
import { checkBoolean, checkFunction, checkMethods, checkNames, checkNumber } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import type { Metric } from "../metrics/metric.js";
import type { Network } from "../network/network.js";
import { checkDifferentiable, checkLoss } from "../network/reading.js";
import type { Samples } from "../numbers/samples.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import { sgd } from "../optimizers/sgd.js";
import { type DataSet, readData, readValidation } from "./data.js";
import type { AsyncTrainOptions, EarlyStopping } from "./options.js";
import { type Resumed, readCheckpoint } from "./readCheckpoint.js";

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
  readonly earlyStopping: {
    readonly patience: number;
    readonly minDelta: number;
    readonly restoreBest: boolean;
  } | null;
  readonly signal: { readonly aborted: boolean };
  readonly resume: Resumed | null;
}

/** Of the options of a training. */
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

/** Checks all that a training is given, before anything changes. */
export function readPlan(network: Network, call: string, x: Samples, t: Samples, options: AsyncTrainOptions): Plan {
  checkNames(call, options, trainNames);
  const { loss, optimizer = sgd(), epochs = 100, batchSize, shuffle = true, metrics = [], targetLoss } = options;
  const { onEpoch = () => {}, signal = { aborted: false }, resume } = options;
  checkLoss(network, call, loss);
  checkDifferentiable(network, call);
  checkOptimizer(call, optimizer);
  checkNumber(call, "epochs", epochs, { integer: true, min: 0 });
  checkBoolean(call, "shuffle", shuffle);
  checkMetrics(call, metrics);
  if (targetLoss !== undefined) checkNumber(call, "targetLoss", targetLoss);
  checkFunction(call, "onEpoch", onEpoch, "a function");
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
    signal,
    resume: resume === undefined ? null : readCheckpoint(call, resume, network, optimizer, data.x.rows, wantsBest),
  };
}

/** Throws unless it is an optimizer. */
export function checkOptimizer<State extends OptimizerState>(call: string, optimizer: Optimizer<State>): void {
  checkMethods(call, "optimizer", optimizer, ["initialize", "step"], "an optimizer such as sgd()");
}

/** Throws unless all are metrics, each with a name of its own. */
export function checkMetrics(call: string, metrics: readonly Metric[]): void {
  need(Array.isArray(metrics), call, "metrics", metrics, "an array such as [accuracy]");
  for (const [i, metric] of metrics.entries()) {
    checkMethods(call, `metrics[${i}]`, metric, ["compute"], "a metric such as accuracy");
    const twin = metrics.findIndex(({ name }: Metric) => name === metric.name);
    if (twin === i) continue;
    throw new OptionError(`${call}: metrics[${i}] has the name of metrics[${twin}]`);
  }
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
