import { checkNumber } from "../checks/options.js";
import { checkRate, rateAt } from "./rate.js";
import type { Rate, Schedule } from "./schedule.js";

/**
 * Rises in equal steps to the first rate of `then`, which follows: `(step + 1)/(steps + 1)` of it while step < steps, then `then` from
 * its own step 0.
 *
 * Source: Goyal et al. 2017, section 2.2.
 *
 * @throws OptionError when `steps` is not a whole number from 0, or `then` is no rate.
 */
export function warmup(steps: number, then: Rate): Schedule {
  checkNumber("warmup", "steps", steps, { integer: true, min: 0 });
  checkRate("warmup", then);
  return (step, progress) => {
    const rate = rateAt("warmup", then, Math.max(0, step - steps), progress);
    return step < steps ? rate * ((step + 1) / (steps + 1)) : rate;
  };
}
