import { boolean, number, readOptions } from "../checks/options.js";
import { pow } from "../numbers/elementary/index.js";
import type { Vector } from "../numbers/matrix.js";
import { type Rate, rate } from "../schedules/schedule.js";
import { firstOrder } from "./firstOrder.js";
import { type MomentOptions, momentOptions } from "./moments.js";
import type { Optimizer } from "./optimizer.js";

/** Options of {@link rAdam}. */
export interface RAdamOptions extends MomentOptions {
  /** η, from 0; 0.001 by default. */
  learningRate?: Rate | undefined;
  /** λ from 0: adds λp to the gradient; 0 by default. */
  weightDecay?: number | undefined;
  /**
   * Whether weight decay acts on biases too; true by default. False needs `fit` or `partialFit`.
   */
  decayBiases?: boolean | undefined;
}

/** The number of updates made, and the running means m of g and v of g² of each parameter. */
export type RAdamState = { step: number; m: Vector; v: Vector };

/**
 * Rectified Adam, which warms itself up: it steps by the mean of g alone while the mean of g² is of
 * too few gradients. With the gradient g of parameter p, at update t = 1, 2, …: `g ← g + λp`,
 * `m ← β₁m + (1 − β₁)g`, `v ← β₂v + (1 − β₂)g²`, `m̂ = m / (1 − β₁ᵗ)`, `ρ∞ = 2/(1 − β₂) − 1`,
 * `ρ = ρ∞ − 2tβ₂ᵗ/(1 − β₂ᵗ)`. While ρ ≤ 5: `p ← p − η m̂`; then, with
 * `r = √((ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ))`: `p ← p − η m̂ r √(1 − β₂ᵗ) / (√v + ε)`. ε is
 * added before the correction of v, as in PyTorch.
 *
 * Source: Liu et al. 2020, Algorithm 2, with PyTorch's 5 in place of 4.
 *
 * ```ts
 * import { rAdam } from "deltarule";
 *
 * const optimizer = rAdam({ learningRate: 0.002 });
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function rAdam(options: RAdamOptions = {}): Optimizer<RAdamState> {
  const read = readOptions("rAdam", options, {
    learningRate: rate(0.001),
    ...momentOptions(),
    weightDecay: number(0, { min: 0 }),
    decayBiases: boolean(true),
  });
  const { beta1, beta2, epsilon, weightDecay } = read;
  const longest = 2 / (1 - beta2) - 1;
  return firstOrder<RAdamState>({
    name: "rAdam",
    options: read,
    initialize: (parameterCount) => ({
      step: 0,
      m: new Float64Array(parameterCount),
      v: new Float64Array(parameterCount),
    }),
    scalars: (rate, t, into, at) => {
      const power = pow(beta2, t);
      const length = longest - (2 * t * power) / (1 - power);
      const size = rate / (1 - pow(beta1, t));
      const isRectified = length > 5;
      const share = ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length);
      into[at] = size;
      into[at + 1] = isRectified ? size * Math.sqrt(share) * Math.sqrt(1 - power) : 0;
      into[at + 2] = isRectified ? 1 : 0;
    },
    update: (parameters, gradient, { m, v }, scalars) => {
      const [plain, rectified, isRectified] = scalars;
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i] + weightDecay * parameters[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        parameters[i] -= isRectified === 0 ? plain * m[i] : (rectified * m[i]) / (Math.sqrt(v[i]) + epsilon);
      }
    },
  });
}
