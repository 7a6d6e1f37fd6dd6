import { type AdamOptions, type AdamState, adamRule } from "./adamRule.js";
import type { Optimizer } from "./optimizer.js";

/**
 * Adam. With the gradient g of parameter p, at update t = 1, 2, …: `g ← g + λp`, `m ← β₁m + (1 − β₁)g`,
 * `v ← β₂v + (1 − β₂)g²`, `p ← p − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)`. ε stands outside the root and is added after
 * the correction, as in PyTorch.
 *
 * Source: Kingma and Ba 2015, Algorithm 1.
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function adam(options: AdamOptions = {}): Optimizer<AdamState> {
  return adamRule("adam", options, "gradient", 0);
}
