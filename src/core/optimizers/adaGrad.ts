import { boolean, number, readOptions } from "../checks/options.js";
import type { Vector } from "../numbers/matrix.js";
import { type Rate, rate } from "../schedules/schedule.js";
import { firstOrder } from "./firstOrder.js";
import type { Optimizer } from "./optimizer.js";

/** Options of {@link adaGrad}. */
export interface AdaGradOptions {
  /** η, from 0; 0.01 by default. */
  learningRate?: Rate | undefined;
  /** ε from 0, added to the root; 1e−10 by default. */
  epsilon?: number | undefined;
  /** λ from 0: adds λp to the gradient; 0 by default. */
  weightDecay?: number | undefined;
  /**
   * Whether weight decay acts on biases too; true by default. False needs `fit` or `partialFit`.
   */
  decayBiases?: boolean | undefined;
}

/** The number of updates made, and the sum of g² of each parameter so far. */
export type AdaGradState = { step: number; sum: Vector };

/**
 * AdaGrad. With the gradient g of parameter p: `g ← g + λp`, `s ← s + g²`,
 * `p ← p − ηg / (√s + ε)`. This is PyTorch's form, with s = 0 at the start.
 *
 * Source: Duchi, Hazan and Singer 2011.
 *
 * ```ts
 * import { adaGrad } from "deltarule";
 *
 * const optimizer = adaGrad({ learningRate: 0.05 });
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function adaGrad(options: AdaGradOptions = {}): Optimizer<AdaGradState> {
  const read = readOptions("adaGrad", options, {
    learningRate: rate(0.01),
    epsilon: number(1e-10, { min: 0 }),
    weightDecay: number(0, { min: 0 }),
    decayBiases: boolean(true),
  });
  const { epsilon, weightDecay } = read;
  return firstOrder<AdaGradState>({
    name: "adaGrad",
    options: read,
    initialize: (parameterCount) => ({ step: 0, sum: new Float64Array(parameterCount) }),
    update: (parameters, gradient, { sum }, scalars) => {
      const rate = scalars[0];
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i] + weightDecay * parameters[i];
        sum[i] += g * g;
        parameters[i] -= (rate * g) / (Math.sqrt(sum[i]) + epsilon);
      }
    },
  });
}
