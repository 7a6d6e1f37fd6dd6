import { boolean, number, readOptions } from "../checks/options.js";
import { isVector, type Vector } from "../numbers/matrix.js";
import { type Rate, rate } from "../schedules/schedule.js";
import { firstOrder } from "./firstOrder.js";
import type { Optimizer } from "./optimizer.js";

/** Options of {@link rmsProp}. */
export interface RmsPropOptions {
  /** η, from 0; 0.01 by default. */
  learningRate?: Rate | undefined;
  /** α in [0, 1), the decay of the mean of g²; 0.99 by default. */
  alpha?: number | undefined;
  /** ε from 0, added to the root; 1e−8 by default. */
  epsilon?: number | undefined;
  /** λ from 0: adds λp to the gradient; 0 by default. */
  weightDecay?: number | undefined;
  /**
   * Whether weight decay acts on biases too; true by default. False needs `fit` or `partialFit`.
   */
  decayBiases?: boolean | undefined;
  /** μ in [0, 1): steps by a velocity; 0 by default. */
  momentum?: number | undefined;
  /** Whether to divide by the deviation of g in place of its root mean square; false by default. */
  centered?: boolean | undefined;
}

/**
 * The number of updates made, and the running mean v of g² of each parameter; with momentum its
 * `velocity`, and where it is centered the running `mean` of g.
 */
export type RmsPropState = { step: number; v: Vector; [memory: string]: number | Vector };

/**
 * RMSprop. With the gradient g of parameter p: `g ← g + λp`, `v ← αv + (1 − α)g²`,
 * `p ← p − ηg / (√v + ε)`. ε stands outside the root, as in PyTorch (inside it in Keras). Centered,
 * with `m ← αm + (1 − α)g`, √(v − m²) stands in place of √v; 0 where rounding makes it negative.
 * With momentum, `u ← μu + g / (√v + ε)`, `p ← p − ηu`.
 *
 * Source: Tieleman and Hinton 2012, lecture 6.5; Graves 2013, equations 38 to 45, for the mean.
 *
 * ```ts
 * import { rmsProp } from "deltarule";
 *
 * const optimizer = rmsProp({ learningRate: 0.01, momentum: 0.9 });
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function rmsProp(options: RmsPropOptions = {}): Optimizer<RmsPropState> {
  const read = readOptions("rmsProp", options, {
    learningRate: rate(0.01),
    alpha: number(0.99, { min: 0, below: 1 }),
    epsilon: number(1e-8, { min: 0 }),
    weightDecay: number(0, { min: 0 }),
    decayBiases: boolean(true),
    momentum: number(0, { min: 0, below: 1 }),
    centered: boolean(false),
  });
  const { alpha, epsilon, weightDecay, momentum, centered } = read;
  return firstOrder<RmsPropState>({
    name: "rmsProp",
    options: read,
    initialize: (parameterCount) => ({
      step: 0,
      v: new Float64Array(parameterCount),
      ...(momentum > 0 && { velocity: new Float64Array(parameterCount) }),
      ...(centered && { mean: new Float64Array(parameterCount) }),
    }),
    update: (parameters, gradient, { v, velocity, mean }, scalars) => {
      const rate = scalars[0];
      const means = isVector(mean) ? mean : null;
      const speeds = isVector(velocity) ? velocity : null;
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i] + weightDecay * parameters[i];
        v[i] = alpha * v[i] + (1 - alpha) * g * g;
        let square = v[i];
        if (means !== null) {
          means[i] = alpha * means[i] + (1 - alpha) * g;
          square = Math.max(0, square - means[i] * means[i]);
        }
        const root = Math.sqrt(square) + epsilon;
        if (speeds === null) {
          parameters[i] -= (rate * g) / root;
        } else {
          speeds[i] = momentum * speeds[i] + g / root;
          parameters[i] -= rate * speeds[i];
        }
      }
    },
  });
}
