import { builtIn } from "../checks/builtIn.js";
import type { Loss, OutputRule } from "./loss.js";

/**
 * Hinge loss, a mean over the m outputs: `L = (1/m) Σₖ max(0, 1 − tₖ oₖ)`, `∂L/∂oₖ = −tₖ/m` where
 * tₖ oₖ < 1, else 0. Targets are −1 or 1; an activation whose `range` has one sign only is
 * refused.
 *
 * Source: Cortes and Vapnik 1995.
 *
 * ```ts
 * import { hinge } from "deltarule";
 *
 * hinge.value([0.3], [1]); // 0.7
 * ```
 */
export const hinge: Loss<"hinge"> = /* @__PURE__ */ builtIn({
  name: "hinge",
  value: (output, target) => {
    let sum = 0;
    for (let k = 0; k < output.length; k++) sum += Math.max(0, 1 - target[k] * output[k]);
    return sum / output.length;
  },
  gradient: (output, target, into) => {
    for (let k = 0; k < output.length; k++) into[k] = target[k] * output[k] < 1 ? -target[k] / output.length : 0;
  },
  kinks: (target) => [1 / target],
  targets: /* @__PURE__ */ Object.freeze({
    wanted: "-1 or 1",
    accepts: (target: number) => target === -1 || target === 1,
  }),
  outputs: /* @__PURE__ */ Object.freeze<OutputRule>({
    wanted: "of both signs",
    instead: "end with identity or tanh, or with sigmoid and binaryCrossEntropy for targets 0 and 1",
    accepts: ({ range = [-1, 1] }) => range[0] < 0 && range[1] > 0,
  }),
});
