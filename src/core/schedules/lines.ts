import { describable } from "../checks/describe.js";
import { need, OptionError } from "../checks/errors.js";
import { asGiven, checkNumber, number, readOptions, required } from "../checks/options.js";
import { pow } from "../numbers/elementary/index.js";
import type { Schedule } from "./schedule.js";

/** Options of {@link linear}. */
export interface LinearOptions {
  /** The number of steps to `end`, a whole number from 1. */
  steps: number;
  /** The rate at the end and after it, from 0; 0 by default. */
  end?: number | undefined;
}

/**
 * A straight line from η to `end`: `η l + end (1 − l)` with `l = 1 − step/steps`, and `end` after
 * that. PyTorch's LinearLR, and Keras' PolynomialDecay with `power = 1`.
 *
 * ```ts
 * import { linear } from "deltarule";
 *
 * const rate = linear(0.1, { steps: 100 });
 * [0, 50, 100].map((step) => rate(step, { epoch: 0, losses: [] })); // [0.1, 0.05, 0]
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function linear(learningRate: number, options: LinearOptions): Schedule {
  checkNumber("linear", "learningRate", learningRate, { min: 0 });
  const { steps, end } = readOptions("linear", options, {
    steps: number(required, { integer: true, min: 1 }),
    end: number(0, { min: 0 }),
  });
  return describable(powerFall(learningRate, steps, 1, end), "linear", () => ({ learningRate, steps, end }));
}

/** Options of {@link polynomial}. */
export interface PolynomialOptions extends LinearOptions {
  /** The power of the share of steps that are left, above 0; 1 by default, which is `linear`. */
  power?: number | undefined;
}

/**
 * A fall that flattens: `η l + end (1 − l)` with `l = (1 − step/steps)^power`, and `end` after it.
 * Keras' PolynomialDecay without cycles, where `end` is 0.0001 unless given; PyTorch's PolynomialLR
 * with `end = 0`.
 *
 * ```ts
 * import { polynomial } from "deltarule";
 *
 * const rate = polynomial(0.1, { steps: 100, power: 2 });
 * [0, 50, 100].map((step) => rate(step, { epoch: 0, losses: [] })); // [0.1, 0.025, 0]
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function polynomial(learningRate: number, options: PolynomialOptions): Schedule {
  checkNumber("polynomial", "learningRate", learningRate, { min: 0 });
  const { steps, power, end } = readOptions("polynomial", options, {
    steps: number(required, { integer: true, min: 1 }),
    power: number(1, { above: 0 }),
    end: number(0, { min: 0 }),
  });
  const rateAt = powerFall(learningRate, steps, power, end);
  return describable(rateAt, "polynomial", () => ({ learningRate, steps, power, end }));
}

function powerFall(from: number, steps: number, power: number, end: number): Schedule {
  return (step) => {
    const left = pow(Math.max(0, 1 - step / steps), power);
    return from * left + end * (1 - left);
  };
}

/** Options of {@link piecewise}. */
export interface PiecewiseOptions {
  /** The steps at which the rate changes, whole numbers from 1, each above the one before. */
  boundaries: readonly number[];
  /** The rates between them, from 0: one more than boundaries. */
  values: readonly number[];
}

/**
 * A rate for each span of steps: `values[0]` before step `boundaries[0]`, `values[1]` from that
 * step on, and so forth. The options are those of Keras' PiecewiseConstantDecay, which changes one
 * step later; PyTorch's MultiStepLR changes at the same steps.
 *
 * ```ts
 * import { piecewise } from "deltarule";
 *
 * const rate = piecewise({ boundaries: [100, 200], values: [0.1, 0.01, 0.001] });
 * [0, 150, 500].map((step) => rate(step, { epoch: 0, losses: [] })); // [0.1, 0.01, 0.001]
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function piecewise(options: PiecewiseOptions): Schedule {
  const call = "piecewise";
  const given = readOptions(call, options, {
    boundaries: asGiven<readonly number[]>(),
    values: asGiven<readonly number[]>(),
  });
  need(Array.isArray(given.boundaries), call, "boundaries", given.boundaries, "an array of steps");
  need(Array.isArray(given.values), call, "values", given.values, "an array of learning rates");
  const boundaries = [...given.boundaries];
  const values = [...given.values];
  if (values.length !== boundaries.length + 1)
    throw new OptionError(
      `${call}: there are ${values.length} values for ${boundaries.length} boundaries, wanted ${boundaries.length + 1}`,
    );
  for (const [k, boundary] of boundaries.entries())
    checkNumber(call, `boundaries[${k}]`, boundary, { integer: true, min: k === 0 ? 1 : boundaries[k - 1] + 1 });
  for (const [k, value] of values.entries()) checkNumber(call, `values[${k}]`, value, { min: 0 });
  const rateAt: Schedule = (step) => {
    const next = boundaries.findIndex((boundary) => step < boundary);
    return values[next === -1 ? boundaries.length : next];
  };
  return describable(rateAt, call, () => ({ boundaries, values }));
}
