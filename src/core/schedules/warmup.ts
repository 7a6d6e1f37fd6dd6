import { describable, tellable } from "../checks/describe.js";
import { checkFunction, checkNumber } from "../checks/options.js";
import { checkRate, type Rate, rateAt, type Schedule } from "./schedule.js";

/**
 * Rises in equal steps to the first rate of `then`: `(step + 1)/(steps + 1)` of it while
 * step < steps. After that comes `then`, from its own step 0.
 *
 * Source: Goyal et al. 2017, section 2.2.
 *
 * @throws OptionError when `steps` is not a whole number from 0, or `then` is no rate.
 */
export function warmup(steps: number, then: Rate): Schedule {
  checkNumber("warmup", "steps", steps, { integer: true, min: 0 });
  checkRate("warmup", "learningRate", then);
  const schedule: Schedule = (step, progress) => {
    const rate = rateAt("warmup", then, Math.max(0, step - steps), progress);
    return step < steps ? rate * ((step + 1) / (steps + 1)) : rate;
  };
  return describable(schedule, "warmup", () => tellable("warmup", { steps, learningRate: then }));
}

/**
 * A schedule that counts finished epochs instead of updates:
 * `byEpoch(stepDecay(0.1, { every: 10 }))`.
 *
 * @throws OptionError when `schedule` is no function.
 */
export function byEpoch(schedule: Schedule): Schedule {
  checkFunction("byEpoch", "schedule", schedule, "a schedule such as stepDecay(0.1, { every: 10 })");
  const byEpochs: Schedule = (_step, progress) => schedule(progress.epoch, progress);
  return describable(byEpochs, "byEpoch", () => tellable("byEpoch", { schedule }));
}
