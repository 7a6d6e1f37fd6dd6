import { pow } from "../numbers/elementary/index.js";
import { type DecayOptions, readDecay } from "./decay.js";
import type { Schedule } from "./schedule.js";

/**
 * A staircase: `η · factor^⌊step / every⌋`. In epochs rather than updates: `byEpoch(stepDecay(0.1, { every: 10 }))`.
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function stepDecay(learningRate: number, options: DecayOptions): Schedule {
  const { factor, every } = readDecay("stepDecay", learningRate, options, 0.1);
  return (step) => learningRate * pow(factor, Math.floor(step / every));
}
