import { clipped } from "./clip.js";
import type { Optimizer, OptimizerState } from "./optimizer.js";

/**
 * Cuts every entry of the gradient off at ±`max`. The gradient that was handed in stays as it is.
 *
 * @throws OptionError when `max` is not a number above 0, or the optimizer is of full batches.
 */
export function clipValue<State extends OptimizerState>(optimizer: Optimizer<State>, max: number): Optimizer<State> {
  return clipped("clipValue", optimizer, max, (gradient, into) => {
    for (let i = 0; i < gradient.length; i++) into[i] = Math.min(Math.max(gradient[i], -max), max);
  });
}
