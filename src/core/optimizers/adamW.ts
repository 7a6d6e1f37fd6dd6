import { type AdamOptions, type AdamState, adamRule } from "./adamRule.js";
import type { Optimizer } from "./optimizer.js";

/**
 * Adam with decoupled weight decay: `p ← p (1 − ηλ)`, then Adam's update by the gradient of the loss alone.
 *
 * Source: Loshchilov and Hutter 2019, Algorithm 2; η multiplies λ, as in PyTorch.
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function adamW(options: AdamOptions = {}): Optimizer<AdamState> {
  return adamRule("adamW", options, "parameters", 0.01);
}
