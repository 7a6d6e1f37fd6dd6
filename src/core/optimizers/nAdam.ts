import { boolean, number, readOptions } from "../checks/options.js";
import { pow } from "../numbers/elementary/index.js";
import type { Vector } from "../numbers/matrix.js";
import { type Rate, rate } from "../schedules/schedule.js";
import { firstOrder } from "./firstOrder.js";
import { type MomentOptions, momentOptions } from "./moments.js";
import type { Optimizer } from "./optimizer.js";

/** Options of {@link nAdam}. */
export interface NAdamOptions extends MomentOptions {
  /** η, from 0; 0.002 by default. */
  learningRate?: Rate | undefined;
  /** λ from 0: adds λp to the gradient; 0 by default. */
  weightDecay?: number | undefined;
  /**
   * Whether weight decay acts on biases too; true by default. False needs `fit` or `partialFit`.
   */
  decayBiases?: boolean | undefined;
  /** ψ from 0: how fast the momentum rises to β₁; 0.004 by default. */
  momentumDecay?: number | undefined;
}

/**
 * The number of updates made, the product of all μ so far, and the running means m of g and v of g²
 * of each parameter.
 */
export type NAdamState = { step: number; product: number; m: Vector; v: Vector };

/**
 * Adam with Nesterov's momentum. With the gradient g of parameter p, at update t = 1, 2, …:
 * `g ← g + λp`, `μₜ = β₁ (1 − 0.96^(tψ) / 2)`, `m ← β₁m + (1 − β₁)g`, `v ← β₂v + (1 − β₂)g²`,
 * `m̂ = μₜ₊₁ m / (1 − Πᵢ₌₁ᵗ⁺¹ μᵢ) + (1 − μₜ) g / (1 − Πᵢ₌₁ᵗ μᵢ)`,
 * `p ← p − η m̂ / (√v / √(1 − β₂ᵗ) + ε)`. This is PyTorch's form; Keras' has ψ = 0.004 fixed, and
 * η = 0.001.
 *
 * Source: Dozat 2016.
 *
 * ```ts
 * import { nAdam } from "deltarule";
 *
 * const optimizer = nAdam({ learningRate: 0.002 });
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function nAdam(options: NAdamOptions = {}): Optimizer<NAdamState> {
  const read = readOptions("nAdam", options, {
    learningRate: rate(0.002),
    ...momentOptions(),
    weightDecay: number(0, { min: 0 }),
    decayBiases: boolean(true),
    momentumDecay: number(0.004, { min: 0 }),
  });
  const { beta1, beta2, epsilon, weightDecay, momentumDecay } = read;
  const momentumAt = (t: number): number => beta1 * (1 - 0.5 * pow(0.96, t * momentumDecay));
  return firstOrder<NAdamState>({
    name: "nAdam",
    options: read,
    initialize: (parameterCount) => ({
      step: 0,
      product: 1,
      m: new Float64Array(parameterCount),
      v: new Float64Array(parameterCount),
    }),
    scalars: (rate, t, into, at, state) => {
      const now = momentumAt(t);
      const next = momentumAt(t + 1);
      state.product *= now;
      into[at] = (rate * (1 - now)) / (1 - state.product);
      into[at + 1] = (rate * next) / (1 - state.product * next);
      into[at + 2] = Math.sqrt(1 - pow(beta2, t));
    },
    update: (parameters, gradient, { m, v }, scalars) => {
      const [ofGradient, ofMean, correction] = scalars;
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i] + weightDecay * parameters[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        parameters[i] -= (ofGradient * g + ofMean * m[i]) / (Math.sqrt(v[i]) / correction + epsilon);
      }
    },
  });
}
