import { sigmoid } from "../activations/sigmoid.js";
import { builtIn } from "../checks/builtIn.js";
import { exp, log, log1p } from "../numbers/elementary/index.js";
import type { Loss } from "./loss.js";
import { probabilities, probabilityOutputs } from "./probabilities.js";

/**
 * Binary cross-entropy, a mean over the m outputs:
 * `L = −(1/m) Σₖ (tₖ ln oₖ + (1 − tₖ) ln(1 − oₖ))`,
 * `∂L/∂oₖ = ((1 − tₖ)/(1 − oₖ) − tₖ/oₖ) / m`, with 0 · ln 0 = 0. Targets and outputs lie from
 * 0 to 1; an activation that says another `range` is refused.
 *
 * After `sigmoid` it is computed from z: `max(z, 0) − z t + ln(1 + e^−|z|)`, and δ = (a − t)/m:
 * neither overflows.
 *
 * ```ts
 * import { binaryCrossEntropy } from "deltarule";
 *
 * binaryCrossEntropy.value([0.9], [1]); // 0.1054
 * ```
 */
export const binaryCrossEntropy: Loss<"binaryCrossEntropy"> = /* @__PURE__ */ builtIn({
  name: "binaryCrossEntropy",
  value: (output, target) => {
    let sum = 0;
    for (let k = 0; k < output.length; k++) {
      if (target[k] !== 0) sum -= target[k] * log(output[k]);
      if (target[k] !== 1) sum -= (1 - target[k]) * log1p(-output[k]);
    }
    return sum / output.length;
  },
  gradient: (output, target, into) => {
    for (let k = 0; k < output.length; k++) {
      const whenOne = target[k] === 0 ? 0 : target[k] / output[k];
      const whenZero = target[k] === 1 ? 0 : (1 - target[k]) / (1 - output[k]);
      into[k] = (whenZero - whenOne) / output.length;
    }
  },
  targets: probabilities,
  outputs: probabilityOutputs,
  link: /* @__PURE__ */ Object.freeze({
    activation: sigmoid,
    value: (z, target) => {
      let sum = 0;
      for (let k = 0; k < z.length; k++) sum += Math.max(z[k], 0) - z[k] * target[k] + log1p(exp(-Math.abs(z[k])));
      return sum / z.length;
    },
    delta: (_z, a, target, into) => {
      for (let k = 0; k < a.length; k++) into[k] = (a[k] - target[k]) / a.length;
    },
  } satisfies Loss["link"]),
});
