import { describable, tellable } from "../checks/describe.js";
import { checkFunction, checkNumber, number, optional, readOptions } from "../checks/options.js";
import { checkRate, type Rate, rateAt, type Schedule } from "./schedule.js";

/** Options of {@link warmup}. */
export interface WarmupOptions {
  /** The rate of the first step, from 0. */
  from?: number | undefined;
}

/**
 * Rises in equal steps to the first rate of `then`: `(step + 1)/(steps + 1)` of it while
 * step < steps. After that comes `then`, from its own step 0. With `from`, it goes in a straight
 * line from that rate: `from + (η − from) · step/steps`, where η is the first rate of `then`.
 *
 * Source: Goyal et al. 2017, section 2.2.
 *
 * ```ts
 * import { warmup } from "deltarule";
 *
 * const rate = warmup(99, 0.1);
 * [0, 49, 99].map((step) => rate(step, { epoch: 0, losses: [] })); // [0.001, 0.05, 0.1]
 * ```
 *
 * @throws OptionError when `steps` is not a whole number from 0, `then` is not a rate, or an option
 * is unknown or out of range.
 */
export function warmup(steps: number, then: Rate, options: WarmupOptions = {}): Schedule {
  checkNumber("warmup", "steps", steps, { integer: true, min: 0 });
  checkRate("warmup", "learningRate", then);
  const { from } = readOptions("warmup", options, { from: number(optional, { min: 0 }) });
  const schedule: Schedule = (step, progress) => {
    const rate = rateAt("warmup", then, Math.max(0, step - steps), progress);
    if (step >= steps) return rate;
    return from === undefined ? rate * ((step + 1) / (steps + 1)) : from + (rate - from) * (step / steps);
  };
  return describable(schedule, "warmup", () =>
    tellable("warmup", { steps, learningRate: then, ...(from !== undefined && { from }) }),
  );
}

/**
 * A schedule that counts finished epochs instead of updates:
 * `byEpoch(stepDecay(0.1, { every: 10 }))`.
 *
 * ```ts
 * import { byEpoch, sgd, stepDecay } from "deltarule";
 *
 * // Half the rate after every 10 epochs.
 * const optimizer = sgd({ learningRate: byEpoch(stepDecay(0.1, { factor: 0.5, every: 10 })) });
 * ```
 *
 * @throws OptionError when `schedule` is not a function.
 */
export function byEpoch(schedule: Schedule): Schedule {
  checkFunction("byEpoch", "schedule", schedule, "a schedule such as stepDecay(0.1, { every: 10 })");
  const byEpochs: Schedule = (_step, progress) => schedule(progress.epoch, progress);
  return describable(byEpochs, "byEpoch", () => tellable("byEpoch", { schedule }));
}
