import { sigmoid } from "../activations/sigmoid.js";
import { builtIn } from "../checks/builtIn.js";
import { number, optional, readOptions } from "../checks/options.js";
import { exp, log, log1p, pow } from "../numbers/elementary/index.js";
import type { Loss, LossLink } from "./loss.js";
import { probabilities, probabilityOutputs } from "./probabilities.js";

/** Options of {@link focal}. */
export interface FocalOptions {
  /** γ from 0: how strongly answers that are right already count less; 2 by default. */
  gamma?: number | undefined;
  /** α above 0 and below 1: the weight of the class 1; class 0 has 1 − α. Both 1 by default. */
  alpha?: number | undefined;
}

/**
 * Focal loss, a mean over the m outputs, for labels of which few are 1: binary cross-entropy B,
 * where answers that are right already count less. With `p = o t + (1 − o)(1 − t)`, which is the
 * probability of the target, `L = (1/m) Σₖ αₜ (1 − p)^γ B(oₖ, tₖ)`, αₜ = α t + (1 − α)(1 − t), or 1
 * without alpha; `∂L/∂o = αₜ ((1 − p)^γ B′ + γ (1 − p)^(γ−1) (1 − 2t) B)/m`. With γ = 0 and no
 * alpha it is `binaryCrossEntropy`, and it takes the same targets and outputs.
 *
 * Keras' BinaryFocalCrossentropy, whose alpha counts with `apply_class_balancing`; torchvision's
 * sigmoid_focal_loss, whose alpha is 0.25 unless given. After `sigmoid` it is computed from z, as
 * `binaryCrossEntropy` is.
 *
 * Source: Lin et al. 2017, equation 5.
 *
 * ```ts
 * import { focal } from "deltarule";
 *
 * const loss = focal({ gamma: 2 });
 * [loss.value([0.9], [1]), loss.value([0.1], [1])]; // [0.0011, 1.8651]
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function focal(options: FocalOptions = {}): Loss<"focal"> {
  const { gamma, alpha } = readOptions("focal", options, {
    gamma: number(2, { min: 0 }),
    alpha: number(optional, { above: 0, below: 1 }),
  });
  const weight = (t: number): number => (alpha === undefined ? 1 : alpha * t + (1 - alpha) * (1 - t));
  /** γ r^(γ−1), or 0 where r is 0: B is 0 there. */
  const bend = (r: number): number => (r === 0 || gamma === 0 ? 0 : gamma * pow(r, gamma - 1));
  return builtIn({
    name: "focal",
    options: Object.freeze(alpha === undefined ? { gamma } : { gamma, alpha }),
    value: (output, target) => {
      let sum = 0;
      for (let k = 0; k < output.length; k++) {
        const t = target[k];
        sum += weight(t) * pow(missed(output[k], 1 - output[k], t), gamma) * crossed(output[k], t);
      }
      return sum / output.length;
    },
    gradient: (output, target, into) => {
      for (let k = 0; k < output.length; k++) {
        const o = output[k];
        const t = target[k];
        const r = missed(o, 1 - o, t);
        const slope = pow(r, gamma) * crossedSlope(o, t) + bend(r) * (1 - 2 * t) * crossed(o, t);
        into[k] = (weight(t) * slope) / output.length;
      }
    },
    targets: probabilities,
    outputs: probabilityOutputs,
    link: Object.freeze<LossLink>({
      activation: sigmoid,
      value: (z, target) => {
        let sum = 0;
        for (let k = 0; k < z.length; k++) {
          const t = target[k];
          sum += weight(t) * pow(missed(sigmoid.apply(z[k]), sigmoid.apply(-z[k]), t), gamma) * crossedAt(z[k], t);
        }
        return sum / z.length;
      },
      delta: (z, a, target, into) => {
        for (let k = 0; k < a.length; k++) {
          const t = target[k];
          const p = sigmoid.apply(z[k]);
          const q = sigmoid.apply(-z[k]);
          const r = missed(p, q, t);
          const slope = pow(r, gamma) * (a[k] - t) + bend(r) * (1 - 2 * t) * p * q * crossedAt(z[k], t);
          into[k] = (weight(t) * slope) / a.length;
        }
      },
    }),
  });
}

/** 1 − p, the probability that the answer is another one than t; q is 1 − o. */
function missed(o: number, q: number, t: number): number {
  return o * (1 - t) + q * t;
}

/** B of one output. */
function crossed(o: number, t: number): number {
  return (t === 0 ? 0 : -t * log(o)) - (t === 1 ? 0 : (1 - t) * log1p(-o));
}

/** ∂B/∂o. */
function crossedSlope(o: number, t: number): number {
  return (t === 1 ? 0 : (1 - t) / (1 - o)) - (t === 0 ? 0 : t / o);
}

/** B of σ(z). */
function crossedAt(z: number, t: number): number {
  return Math.max(z, 0) - z * t + log1p(exp(-Math.abs(z)));
}
