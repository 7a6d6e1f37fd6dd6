import { checkNumber } from "../checks/options.js";
import type { Schedule } from "./schedule.js";

/** The same rate at every step. @throws OptionError when it is not a number from 0. */
export function constant(learningRate: number): Schedule {
  checkNumber("constant", "learningRate", learningRate, { min: 0 });
  return () => learningRate;
}
