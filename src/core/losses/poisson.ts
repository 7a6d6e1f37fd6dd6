import { softplus } from "../activations/softplus.js";
import { builtIn } from "../checks/builtIn.js";
import { exp, log } from "../numbers/elementary/index.js";
import type { Loss, OutputRule, TargetRule } from "./loss.js";

/** Below it, ln(1 + e^z) is e^z to the last bit. */
const leastBend = -40;

/**
 * Poisson loss for counts, a mean over the m outputs, which are the expected counts:
 * `L = (1/m) Σₖ (oₖ − tₖ ln oₖ)`, `∂L/∂oₖ = (1 − tₖ/oₖ)/m`, with 0 · ln 0 = 0. It is −ln of the
 * Poisson distribution less ln t!, which no output changes, so it may lie below 0. Keras' Poisson
 * and PyTorch's PoissonNLLLoss with `log_input=False`, without the 10⁻⁷ and 10⁻⁸ that they add to
 * o within the logarithm. Targets are 0 or more; an activation whose `range` goes below 0 is
 * refused.
 *
 * After `softplus` it is computed from z, with `ln o = z` and `∂ ln o/∂z = 1` below −40, where o
 * is e^z: neither the logarithm nor δ = (f′(z) − t f′(z)/a)/m overflows.
 *
 * ```ts
 * import { poisson } from "deltarule";
 *
 * poisson.value([2], [3]); // -0.0794
 * ```
 */
export const poisson: Loss<"poisson"> = /* @__PURE__ */ builtIn({
  name: "poisson",
  value: (output, target) => {
    let sum = 0;
    for (let k = 0; k < output.length; k++) sum += output[k] - (target[k] === 0 ? 0 : target[k] * log(output[k]));
    return sum / output.length;
  },
  gradient: (output, target, into) => {
    for (let k = 0; k < output.length; k++)
      into[k] = (1 - (target[k] === 0 ? 0 : target[k] / output[k])) / output.length;
  },
  targets: /* @__PURE__ */ Object.freeze<TargetRule>({
    wanted: "from 0",
    accepts: (target) => target >= 0,
  }),
  outputs: /* @__PURE__ */ Object.freeze<OutputRule>({
    wanted: "of 0 or more",
    instead: "end with softplus",
    accepts: ({ range = [0, 1] }) => range[0] >= 0,
  }),
  link: /* @__PURE__ */ Object.freeze({
    activation: softplus,
    value: (z, target) => {
      let sum = 0;
      for (let k = 0; k < z.length; k++) {
        const rate = softplus.apply(z[k]);
        sum += rate - target[k] * (z[k] < leastBend ? z[k] : log(rate));
      }
      return sum / z.length;
    },
    delta: (z, a, target, into) => {
      for (let k = 0; k < a.length; k++) {
        const slope = 1 / (1 + exp(-z[k]));
        into[k] = (slope - target[k] * (z[k] < leastBend ? 1 : slope / a[k])) / a.length;
      }
    },
  } satisfies Loss["link"]),
});
