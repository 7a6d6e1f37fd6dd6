import { SGD } from "../checks/codes.js";
import { OptionError } from "../checks/errors.js";
import { checkBoolean, checkNames, checkNumber } from "../checks/options.js";
import type { Vector } from "../numbers/matrix.js";
import { checkRate, rateAt } from "../schedules/rate.js";
import type { Rate } from "../schedules/schedule.js";
import type { Optimizer } from "./optimizer.js";
import { type Rule, ruled, scalars } from "./rule.js";

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** η, from 0; 0.01 unless given. */
  learningRate?: Rate | undefined;
  /** μ in [0, 1); 0 unless given. */
  momentum?: number | undefined;
  /** Looks ahead by the momentum, which must not be 0. */
  nesterov?: boolean | undefined;
  /** λ from 0: adds λp to the gradient of every parameter, biases too; 0 unless given. */
  weightDecay?: number | undefined;
}

/** The number of updates made, and the velocity v of each parameter. */
export type SgdState = { step: number; velocity: Vector };

/**
 * Gradient descent, with momentum if asked. With the gradient g of parameter p:
 * `g ← g + λp`, `v ← μv + g`, `p ← p − ηv`; Nesterov's steps by `g + μv` in place of v. PyTorch's form: the rate
 * multiplies the velocity as a whole, and nothing dampens g.
 *
 * Source: Rumelhart, Hinton and Williams 1986; Sutskever et al. 2013 for the form of Nesterov's.
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function sgd(options: SgdOptions = {}): Optimizer<SgdState> {
  checkNames("sgd", options, ["learningRate", "momentum", "nesterov", "weightDecay"]);
  const { learningRate = 0.01, momentum = 0, nesterov = false, weightDecay = 0 } = options;
  checkRate("sgd", learningRate);
  checkNumber("sgd", "momentum", momentum, { min: 0, below: 1 });
  checkBoolean("sgd", "nesterov", nesterov);
  checkNumber("sgd", "weightDecay", weightDecay, { min: 0 });
  if (nesterov && momentum === 0) throw new OptionError("sgd: nesterov needs a momentum above 0");
  const rule: Rule<SgdState> = {
    code: SGD,
    constants: [weightDecay, momentum, nesterov ? 1 : 0],
    next: (state, progress, into, at) => {
      into[at] = rateAt("sgd", learningRate, state.step, progress);
      state.step++;
    },
    memories: ({ velocity }) => (momentum === 0 ? [] : [velocity]),
  };
  return ruled<SgdState>(rule, {
    name: "sgd",
    initialize: (parameterCount) => ({ step: 0, velocity: new Float64Array(momentum === 0 ? 0 : parameterCount) }),
    step: (parameters, gradient, state, context) => {
      rule.next(state, context, scalars, 0);
      const [rate] = scalars;
      for (let i = 0; i < parameters.length; i++) {
        const g = weightDecay === 0 ? gradient[i] : gradient[i] + weightDecay * parameters[i];
        if (momentum === 0) {
          parameters[i] -= rate * g;
        } else {
          const v = momentum * state.velocity[i] + g;
          state.velocity[i] = v;
          parameters[i] -= rate * (nesterov ? g + momentum * v : v);
        }
      }
    },
    learningRate: (state, progress) => rateAt("sgd", learningRate, state.step, progress),
  });
}
