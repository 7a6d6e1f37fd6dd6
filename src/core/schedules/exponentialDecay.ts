import { pow } from "../numbers/elementary/index.js";
import { type DecayOptions, readDecay } from "./decay.js";
import type { Schedule } from "./schedule.js";

/**
 * A smooth fall: `η · factor^(step / every)`.
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function exponentialDecay(learningRate: number, options: DecayOptions): Schedule {
  const { factor, every } = readDecay("exponentialDecay", learningRate, options, 0.96);
  return (step) => learningRate * pow(factor, step / every);
}
