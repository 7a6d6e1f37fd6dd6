import { describable } from "../checks/describe.js";
import { checkNumber, number, readOptions, required } from "../checks/options.js";
import { pow } from "../numbers/elementary/index.js";
import type { Schedule } from "./schedule.js";

/**
 * The same number at every step, as a learning rate, or for every weight, as the initializer of a
 * layer. A rate is 0 or more.
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
  /** How far below the best a loss must be to count as an improvement, from 0; 0 by default. */
  minDelta?: number | undefined;
}

/**
 * `η`, multiplied by `factor` whenever the loss (the validation loss if there is one) has not
 * improved on its best for `patience` epochs in a row. It depends on the losses alone, so a resumed
 * training continues with the same rate.
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function reduceOnPlateau(learningRate: number, options: PlateauOptions = {}): Schedule {
  checkNumber("reduceOnPlateau", "learningRate", learningRate, { min: 0 });
  const { factor, patience, minDelta } = readOptions("reduceOnPlateau", options, {
    factor: number(0.1, { above: 0, below: 1 }),
    patience: number(10, { integer: true, min: 1 }),
    minDelta: number(0, { min: 0 }),
  });
  const rateAt: Schedule = (_step, { losses }) => {
    let rate = learningRate;
    let best = Infinity;
    let waited = 0;
    for (const loss of losses) {
      waited = loss < best - minDelta ? 0 : waited + 1;
      if (waited === 0) best = loss;
      if (waited < patience) continue;
      rate *= factor;
      waited = 0;
    }
    return rate;
  };
  return describable(rateAt, "reduceOnPlateau", () => ({ learningRate, factor, patience, minDelta }));
}
