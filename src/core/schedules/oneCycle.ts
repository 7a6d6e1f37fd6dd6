import { checkNames, checkNumber } from "../checks/options.js";
import { anneal } from "./anneal.js";
import type { Schedule } from "./schedule.js";

/** Options of {@link oneCycle}. */
export interface OneCycleOptions {
  /** How long the whole cycle takes, a whole number from 2. */
  steps: number;
  /** The share of the steps in which the rate rises, above 0 and below 1; 0.3 unless given. */
  rise?: number | undefined;
  /** The rate at the start, from 0; a 25th of the highest unless given. */
  start?: number | undefined;
  /** The rate at the end and ever after, from 0; a 10,000th of the start unless given. */
  end?: number | undefined;
}

/**
 * Up along half a cosine from `start` to `learningRate` at step `rise · steps − 1`, and down along another to `end` at step
 * `steps − 1`. PyTorch's OneCycleLR (two phases, cosine) without its cycling momentum.
 *
 * Source: Smith and Topin 2019.
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function oneCycle(learningRate: number, options: OneCycleOptions): Schedule {
  checkNumber("oneCycle", "learningRate", learningRate, { min: 0 });
  checkNames("oneCycle", options, ["steps", "rise", "start", "end"]);
  const { steps, rise = 0.3, start = learningRate / 25, end = start / 10_000 } = options;
  checkNumber("oneCycle", "steps", steps, { integer: true, min: 2 });
  checkNumber("oneCycle", "rise", rise, { above: 0, below: 1 });
  checkNumber("oneCycle", "start", start, { min: 0 });
  checkNumber("oneCycle", "end", end, { min: 0 });
  const top = Math.max(0, rise * steps - 1);
  return (step) => {
    if (step >= steps - 1) return end;
    return step <= top
      ? anneal(start, learningRate, top === 0 ? 1 : step / top)
      : anneal(learningRate, end, (step - top) / (steps - 1 - top));
  };
}
