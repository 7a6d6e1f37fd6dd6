import { describable } from "../checks/describe.js";
import { checkNumber, number, optional, readOptions, required } from "../checks/options.js";
import { cos, pow } from "../numbers/elementary/index.js";
import type { Schedule } from "./schedule.js";

/** From `from` to `to` along half a cosine, as `done` goes from 0 to 1. */
function anneal(from: number, to: number, done: number): number {
  return to + (from - to) * ((1 + cos(Math.PI * done)) / 2);
}

/** Options of {@link cosine}. */
export interface CosineOptions {
  /** The length of the fall, a whole number from 1. */
  steps: number;
  /** The rate at the end and after it, from 0; 0 by default. */
  end?: number | undefined;
}

/**
 * Half a cosine down: `end + (η − end)(1 + cos(π step / steps)) / 2`, and `end` after that.
 *
 * Source: Loshchilov and Hutter 2017, equation 5, without restarts.
 *
 * ```ts
 * import { cosine, sgd } from "deltarule";
 *
 * const rate = cosine(0.1, { steps: 100 });
 * const optimizer = sgd({ learningRate: rate });
 * [0, 50, 100].map((step) => rate(step, { epoch: 0, losses: [] })); // [0.1, 0.05, 0]
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function cosine(learningRate: number, options: CosineOptions): Schedule {
  checkNumber("cosine", "learningRate", learningRate, { min: 0 });
  const { steps, end } = readOptions("cosine", options, {
    steps: number(required, { integer: true, min: 1 }),
    end: number(0, { min: 0 }),
  });
  const rateAt: Schedule = (step) => (step >= steps ? end : anneal(learningRate, end, step / steps));
  return describable(rateAt, "cosine", () => ({ learningRate, steps, end }));
}

/** Options of {@link cosineRestarts}. */
export interface CosineRestartsOptions {
  /** The length of the first fall, a whole number from 1. */
  steps: number;
  /** How many times as long as the one before each fall is, a whole number from 1; 1 by default. */
  growth?: number | undefined;
  /** Multiplies the rate at each restart: above 0, at most 1; 1 by default. */
  factor?: number | undefined;
  /** The rate at the end of each fall, from 0; 0 by default. */
  end?: number | undefined;
}

/**
 * Half a cosine down, again and again: fall k = 0, 1, … is `steps · growth^k` long, and goes from
 * `η · factor^k` to `end`, which the next one follows. PyTorch's
 * CosineAnnealingWarmRestarts with `T_0 = steps` and `T_mult = growth`; Keras'
 * CosineDecayRestarts has `t_mul`, which is 2 unless given, and `m_mul = factor`.
 *
 * Source: Loshchilov and Hutter 2017, equation 5.
 *
 * ```ts
 * import { adam, cosineRestarts } from "deltarule";
 *
 * const optimizer = adam({ learningRate: cosineRestarts(0.01, { steps: 500 }) });
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function cosineRestarts(learningRate: number, options: CosineRestartsOptions): Schedule {
  checkNumber("cosineRestarts", "learningRate", learningRate, { min: 0 });
  const { steps, growth, factor, end } = readOptions("cosineRestarts", options, {
    steps: number(required, { integer: true, min: 1 }),
    growth: number(1, { integer: true, min: 1 }),
    factor: number(1, { above: 0, max: 1 }),
    end: number(0, { min: 0 }),
  });
  const rateAt: Schedule = (step) => {
    let fall = growth === 1 ? Math.floor(step / steps) : 0;
    let start = fall * steps;
    let length = steps;
    for (; growth > 1 && step - start >= length; fall++) {
      start += length;
      length *= growth;
    }
    return anneal(learningRate * pow(factor, fall), end, (step - start) / length);
  };
  return describable(rateAt, "cosineRestarts", () => ({ learningRate, steps, growth, factor, end }));
}

/** Options of {@link oneCycle}. */
export interface OneCycleOptions {
  /** The length of the whole cycle, a whole number from 2. */
  steps: number;
  /** The share of the steps in which the rate rises, above 0 and below 1; 0.3 by default. */
  rise?: number | undefined;
  /** The rate at the start, from 0; by default a 25th of the highest. */
  start?: number | undefined;
  /** The rate at the end and after it, from 0; by default a 10,000th of the start. */
  end?: number | undefined;
}

/**
 * Up along half a cosine from `start` to `learningRate` at step `rise · steps − 1`, and down along
 * another to `end` at step `steps − 1`. This is PyTorch's OneCycleLR (two phases, cosine) without
 * its cyclic momentum.
 *
 * Source: Smith and Topin 2019.
 *
 * ```ts
 * import { oneCycle, sgd } from "deltarule";
 *
 * const optimizer = sgd({ learningRate: oneCycle(0.5, { steps: 1000 }), momentum: 0.9 });
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function oneCycle(learningRate: number, options: OneCycleOptions): Schedule {
  checkNumber("oneCycle", "learningRate", learningRate, { min: 0 });
  const read = readOptions("oneCycle", options, {
    steps: number(required, { integer: true, min: 2 }),
    rise: number(0.3, { above: 0, below: 1 }),
    start: number(learningRate / 25, { min: 0 }),
    end: number(optional, { min: 0 }),
  });
  const { steps, rise, start, end = start / 10_000 } = read;
  const top = Math.max(0, rise * steps - 1);
  const rateAt: Schedule = (step) => {
    if (step >= steps - 1) return end;
    return step <= top
      ? anneal(start, learningRate, top === 0 ? 1 : step / top)
      : anneal(learningRate, end, (step - top) / (steps - 1 - top));
  };
  return describable(rateAt, "oneCycle", () => ({ learningRate, steps, rise, start, end }));
}
