import type { Vector } from "../numbers/matrix.js";
import { clipped } from "./clip.js";
import type { Optimizer, OptimizerState } from "./optimizer.js";

/**
 * Shortens a gradient longer than `max`, keeping its direction: `g ← g · max / ‖g‖₂` if ‖g‖₂ > max, over all parameters taken
 * together. The gradient that was handed in stays as it is.
 *
 * Source: Pascanu, Mikolov and Bengio 2013, Algorithm 1. PyTorch adds 1e−6 to the norm.
 *
 * @throws OptionError when `max` is not a number above 0, or the optimizer is of full batches.
 */
export function clipNorm<State extends OptimizerState>(optimizer: Optimizer<State>, max: number): Optimizer<State> {
  return clipped("clipNorm", optimizer, max, (gradient, into) => {
    const length = norm(gradient);
    const factor = length > max ? max / length : 1;
    for (let i = 0; i < gradient.length; i++) into[i] = gradient[i] * factor;
  });
}

/** ‖g‖₂, in units of the largest entry, so that its square cannot overflow. */
function norm(gradient: Vector): number {
  let largest = 0;
  for (const g of gradient) largest = Math.max(largest, Math.abs(g));
  if (largest === 0) return 0;
  let sum = 0;
  for (const g of gradient) sum += (g / largest) * (g / largest);
  return largest * Math.sqrt(sum);
}
