import { ADA_GRAD } from "../checks/codes.js";
import { checkNames, checkNumber } from "../checks/options.js";
import type { Vector } from "../numbers/matrix.js";
import { checkRate, rateAt } from "../schedules/rate.js";
import type { Rate } from "../schedules/schedule.js";
import type { Optimizer } from "./optimizer.js";
import { type Rule, ruled, scalars } from "./rule.js";

/** Options of {@link adaGrad}. */
export interface AdaGradOptions {
  /** η, from 0; 0.01 unless given. */
  learningRate?: Rate | undefined;
  /** ε from 0, added to the root; 1e−10 unless given. */
  epsilon?: number | undefined;
  /** λ from 0: adds λp to the gradient; 0 unless given. */
  weightDecay?: number | undefined;
}

/** The number of updates made, and the sum of g² of each parameter so far. */
export type AdaGradState = { step: number; sum: Vector };

/**
 * AdaGrad. With the gradient g of parameter p: `g ← g + λp`, `s ← s + g²`, `p ← p − ηg / (√s + ε)`. PyTorch's form, with s
 * starting at 0.
 *
 * Source: Duchi, Hazan and Singer 2011.
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function adaGrad(options: AdaGradOptions = {}): Optimizer<AdaGradState> {
  checkNames("adaGrad", options, ["learningRate", "epsilon", "weightDecay"]);
  const { learningRate = 0.01, epsilon = 1e-10, weightDecay = 0 } = options;
  checkRate("adaGrad", learningRate);
  checkNumber("adaGrad", "epsilon", epsilon, { min: 0 });
  checkNumber("adaGrad", "weightDecay", weightDecay, { min: 0 });
  const rule: Rule<AdaGradState> = {
    code: ADA_GRAD,
    constants: [weightDecay, epsilon],
    next: (state, progress, into, at) => {
      into[at] = rateAt("adaGrad", learningRate, state.step, progress);
      state.step++;
    },
    memories: ({ sum }) => [sum],
  };
  return ruled<AdaGradState>(rule, {
    name: "adaGrad",
    initialize: (parameterCount) => ({ step: 0, sum: new Float64Array(parameterCount) }),
    step: (parameters, gradient, state, context) => {
      rule.next(state, context, scalars, 0);
      const [rate] = scalars;
      const { sum } = state;
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i] + weightDecay * parameters[i];
        sum[i] += g * g;
        parameters[i] -= (rate * g) / (Math.sqrt(sum[i]) + epsilon);
      }
    },
    learningRate: (state, progress) => rateAt("adaGrad", learningRate, state.step, progress),
  });
}
