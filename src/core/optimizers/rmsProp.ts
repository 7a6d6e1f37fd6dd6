import { RMS_PROP } from "../checks/codes.js";
import { checkNames, checkNumber } from "../checks/options.js";
import type { Vector } from "../numbers/matrix.js";
import { checkRate, rateAt } from "../schedules/rate.js";
import type { Rate } from "../schedules/schedule.js";
import type { Optimizer } from "./optimizer.js";
import { type Rule, ruled, scalars } from "./rule.js";

/** Options of {@link rmsProp}. */
export interface RmsPropOptions {
  /** η, from 0; 0.01 unless given. */
  learningRate?: Rate | undefined;
  /** α in [0, 1), how long the mean of the squared gradient remembers; 0.99 unless given. */
  alpha?: number | undefined;
  /** ε from 0, added to the root; 1e−8 unless given. */
  epsilon?: number | undefined;
  /** λ from 0: adds λp to the gradient; 0 unless given. */
  weightDecay?: number | undefined;
}

/** The number of updates made, and the running mean of g² of each parameter. */
export type RmsPropState = { step: number; v: Vector };

/**
 * RMSprop. With the gradient g of parameter p: `g ← g + λp`, `v ← αv + (1 − α)g²`, `p ← p − ηg / (√v + ε)`. ε stands outside
 * the root, as in PyTorch (inside it in Keras).
 *
 * Source: Tieleman and Hinton 2012, lecture 6.5.
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function rmsProp(options: RmsPropOptions = {}): Optimizer<RmsPropState> {
  checkNames("rmsProp", options, ["learningRate", "alpha", "epsilon", "weightDecay"]);
  const { learningRate = 0.01, alpha = 0.99, epsilon = 1e-8, weightDecay = 0 } = options;
  checkRate("rmsProp", learningRate);
  checkNumber("rmsProp", "alpha", alpha, { min: 0, below: 1 });
  checkNumber("rmsProp", "epsilon", epsilon, { min: 0 });
  checkNumber("rmsProp", "weightDecay", weightDecay, { min: 0 });
  const rule: Rule<RmsPropState> = {
    code: RMS_PROP,
    constants: [weightDecay, alpha, epsilon],
    next: (state, progress, into, at) => {
      into[at] = rateAt("rmsProp", learningRate, state.step, progress);
      state.step++;
    },
    memories: ({ v }) => [v],
  };
  return ruled<RmsPropState>(rule, {
    name: "rmsProp",
    initialize: (parameterCount) => ({ step: 0, v: new Float64Array(parameterCount) }),
    step: (parameters, gradient, state, context) => {
      rule.next(state, context, scalars, 0);
      const [rate] = scalars;
      const { v } = state;
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i] + weightDecay * parameters[i];
        v[i] = alpha * v[i] + (1 - alpha) * g * g;
        parameters[i] -= (rate * g) / (Math.sqrt(v[i]) + epsilon);
      }
    },
    learningRate: (state, progress) => rateAt("rmsProp", learningRate, state.step, progress),
  });
}
