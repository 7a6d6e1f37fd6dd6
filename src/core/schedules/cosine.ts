import { checkNames, checkNumber } from "../checks/options.js";
import { anneal } from "./anneal.js";
import type { Schedule } from "./schedule.js";

/** Options of {@link cosine}. */
export interface CosineOptions {
  /** How long the fall takes, a whole number from 1. */
  steps: number;
  /** The rate at its end and ever after, from 0; 0 unless given. */
  end?: number | undefined;
}

/**
 * Half a cosine down: `end + (η − end)(1 + cos(π step / steps)) / 2`, and `end` after that.
 *
 * Source: Loshchilov and Hutter 2017, equation 5, without restarts.
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function cosine(learningRate: number, options: CosineOptions): Schedule {
  checkNumber("cosine", "learningRate", learningRate, { min: 0 });
  checkNames("cosine", options, ["steps", "end"]);
  const { steps, end = 0 } = options;
  checkNumber("cosine", "steps", steps, { integer: true, min: 1 });
  checkNumber("cosine", "end", end, { min: 0 });
  return (step) => (step >= steps ? end : anneal(learningRate, end, step / steps));
}
