import { OptionError } from "../checks/errors.js";
import { boolean, number, readOptions } from "../checks/options.js";
import type { Vector } from "../numbers/matrix.js";
import { type Rate, rate } from "../schedules/schedule.js";
import { firstOrder } from "./firstOrder.js";
import type { Optimizer } from "./optimizer.js";

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** η, from 0; 0.01 by default. */
  learningRate?: Rate | undefined;
  /** μ in [0, 1); 0 by default. */
  momentum?: number | undefined;
  /**
   * Nesterov's momentum: steps by the gradient ahead. Needs a momentum above 0; false by default.
   */
  nesterov?: boolean | undefined;
  /** λ from 0: adds λp to the gradient of every parameter, biases included; 0 by default. */
  weightDecay?: number | undefined;
  /**
   * Whether weight decay acts on biases too; true by default. False needs `fit` or `partialFit`.
   */
  decayBiases?: boolean | undefined;
}

/** The number of updates made, and the velocity v of each parameter. */
export type SgdState = { step: number; velocity: Vector };

/**
 * Gradient descent, with optional momentum. With the gradient g of parameter p:
 * `g ← g + λp`, `v ← μv + g`, `p ← p − ηv`; Nesterov's steps by `g + μv` in place of v. This is
 * PyTorch's form: η multiplies the whole velocity, and there is no dampening of g.
 *
 * Source: Rumelhart, Hinton and Williams 1986; Sutskever et al. 2013 for the form of Nesterov's.
 *
 * ```ts
 * import { sgd, stepDecay } from "deltarule";
 *
 * const plain = sgd({ learningRate: 0.1 });
 * const falling = sgd({ learningRate: stepDecay(0.1, { every: 1000 }), momentum: 0.9 });
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function sgd(options: SgdOptions = {}): Optimizer<SgdState> {
  const read = readOptions("sgd", options, {
    learningRate: rate(0.01),
    momentum: number(0, { min: 0, below: 1 }),
    nesterov: boolean(false),
    weightDecay: number(0, { min: 0 }),
    decayBiases: boolean(true),
  });
  const { momentum, nesterov, weightDecay } = read;
  if (nesterov && momentum === 0) throw new OptionError("sgd: nesterov needs a momentum above 0");
  return firstOrder<SgdState>({
    name: "sgd",
    options: read,
    initialize: (parameterCount) => ({ step: 0, velocity: new Float64Array(momentum === 0 ? 0 : parameterCount) }),
    update: (parameters, gradient, { velocity }, scalars) => {
      const rate = scalars[0];
      for (let i = 0; i < parameters.length; i++) {
        const g = weightDecay === 0 ? gradient[i] : gradient[i] + weightDecay * parameters[i];
        if (momentum === 0) {
          parameters[i] -= rate * g;
        } else {
          const v = momentum * velocity[i] + g;
          velocity[i] = v;
          parameters[i] -= rate * (nesterov ? g + momentum * v : v);
        }
      }
    },
  });
}
