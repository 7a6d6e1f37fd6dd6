import { describable } from "../checks/describe.js";
import { OptionError, show } from "../checks/errors.js";
import { checkNumber, having, number, oneOf, optional, readOptions, required } from "../checks/options.js";
import { pow } from "../numbers/elementary/index.js";
import { type Progress, type Schedule, signOf, type Watched } from "./schedule.js";

/**
 * The same number at every step, as a learning rate, or for every weight, as the initializer of a
 * layer. A rate is 0 or more.
 *
 * ```ts
 * import { constant, sgd, warmup } from "deltarule";
 *
 * const optimizer = sgd({ learningRate: warmup(100, constant(0.1)) });
 * ```
 *
 * @throws OptionError when it is not a number.
 */
export function constant(value: number): () => number {
  checkNumber("constant", "value", value);
  return describable(
    () => value,
    "constant",
    () => ({ value }),
  );
}

/** Options of {@link stepDecay} and {@link exponentialDecay}. */
export interface DecayOptions {
  /**
   * Multiplies the rate: above 0, at most 1. By default 0.1 in stepDecay and 0.96 in
   * exponentialDecay.
   */
  factor?: number | undefined;
  /** The steps between two multiplications, a whole number from 1. */
  every: number;
}

/**
 * A staircase: `η · factor^⌊step / every⌋`. `byEpoch(stepDecay(0.1, { every: 10 }))` counts epochs
 * instead of updates.
 *
 * ```ts
 * import { stepDecay } from "deltarule";
 *
 * const rate = stepDecay(0.1, { factor: 0.5, every: 100 });
 * [0, 99, 100].map((step) => rate(step, { epoch: 0, losses: [] })); // [0.1, 0.1, 0.05]
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function stepDecay(learningRate: number, options: DecayOptions): Schedule {
  const { factor, every } = readDecay("stepDecay", learningRate, options, 0.1);
  const rateAt: Schedule = (step) => learningRate * pow(factor, Math.floor(step / every));
  return describable(rateAt, "stepDecay", () => ({ learningRate, factor, every }));
}

/**
 * A smooth fall: `η · factor^(step / every)`.
 *
 * ```ts
 * import { exponentialDecay } from "deltarule";
 *
 * const rate = exponentialDecay(0.1, { factor: 0.5, every: 100 });
 * [0, 100, 200].map((step) => rate(step, { epoch: 0, losses: [] })); // [0.1, 0.05, 0.025]
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function exponentialDecay(learningRate: number, options: DecayOptions): Schedule {
  const { factor, every } = readDecay("exponentialDecay", learningRate, options, 0.96);
  const rateAt: Schedule = (step) => learningRate * pow(factor, step / every);
  return describable(rateAt, "exponentialDecay", () => ({ learningRate, factor, every }));
}

function readDecay(
  call: string,
  learningRate: number,
  options: DecayOptions,
  usualFactor: number,
): { readonly factor: number; readonly every: number } {
  checkNumber(call, "learningRate", learningRate, { min: 0 });
  return readOptions(call, options, {
    factor: number(usualFactor, { above: 0, max: 1 }),
    every: number(required, { integer: true, min: 1 }),
  });
}

/** Options of {@link reduceOnPlateau}. */
export interface PlateauOptions {
  /** Multiplies the rate: above 0 and below 1, 0.1 by default. */
  factor?: number | undefined;
  /** Epochs in a row without improvement, a whole number from 1; 10 by default. */
  patience?: number | undefined;
  /**
   * How much better than the best a loss must be to count as an improvement, from 0; 0 by default.
   */
  minDelta?: number | undefined;
  /** The rate does not fall below it: from 0 to the learning rate, 0 by default. */
  minLearningRate?: number | undefined;
  /** Epochs after a reduction that do not count, as in PyTorch: from 0, 0 by default. */
  cooldown?: number | undefined;
  /** The metric to watch in place of the loss; `metrics` of the training must have it. */
  metric?: Watched | undefined;
  /** Whether the metric should be small or large; by default as the metric says. */
  mode?: "min" | "max" | undefined;
}

/**
 * `η`, multiplied by `factor` whenever the loss (the validation loss if there is one) has not
 * improved on its best for `patience` epochs in a row. With a `metric` that is watched in its
 * place. It depends on these numbers alone, so a resumed training continues with the same rate.
 *
 * ```ts
 * import { adam, reduceOnPlateau } from "deltarule";
 *
 * const optimizer = adam({ learningRate: reduceOnPlateau(0.01, { patience: 20 }) });
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range, a metric that does not say
 * which numbers are good, and, after the first epoch, one that the training does not compute.
 */
export function reduceOnPlateau(learningRate: number, options: PlateauOptions = {}): Schedule {
  checkNumber("reduceOnPlateau", "learningRate", learningRate, { min: 0 });
  const call = "reduceOnPlateau";
  const { factor, patience, minDelta, minLearningRate, cooldown, metric, mode } = readOptions(call, options, {
    factor: number(0.1, { above: 0, below: 1 }),
    patience: number(10, { integer: true, min: 1 }),
    minDelta: number(0, { min: 0 }),
    minLearningRate: number(0, { min: 0, max: learningRate }),
    cooldown: number(0, { integer: true, min: 0 }),
    metric: having<Watched | undefined>(optional, [], "a metric such as accuracy"),
    mode: oneOf(optional, ["min", "max"]),
  });
  const watched: Watched = metric ?? { name: "the loss", mode: "min" };
  const sign = signOf(call, "mode", watched, mode);
  const rateAt: Schedule = (_step, progress) => {
    let rate = learningRate;
    let best = Infinity;
    let waited = 0;
    let cooling = 0;
    for (const value of metric === undefined ? progress.losses : numbersOf(metric.name, progress.evaluations ?? [])) {
      waited = sign * value < best - minDelta ? 0 : waited + 1;
      if (waited === 0) best = sign * value;
      if (cooling > 0) {
        cooling--;
        waited = 0;
      }
      if (waited < patience) continue;
      rate = Math.max(rate * factor, minLearningRate);
      waited = 0;
      cooling = cooldown;
    }
    return rate;
  };
  return describable(rateAt, call, () => ({
    learningRate,
    factor,
    patience,
    minDelta,
    ...(minLearningRate > 0 && { minLearningRate }),
    ...(cooldown > 0 && { cooldown }),
    ...(metric !== undefined && { metric: metric.name, mode: sign === 1 ? "min" : "max" }),
  }));
}

/** The metric's number in each epoch; NaN for an epoch without it. */
function numbersOf(name: string, evaluations: NonNullable<Progress["evaluations"]>): number[] {
  if (evaluations.length > 0 && !evaluations.some(({ metrics }) => Object.hasOwn(metrics, name)))
    throw new OptionError(`reduceOnPlateau: the training has no metric ${show(name)}; give it in metrics`);
  return evaluations.map(({ metrics }) => metrics[name] ?? Number.NaN);
}
