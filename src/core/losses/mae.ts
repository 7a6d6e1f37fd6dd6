import { builtIn } from "../checks/builtIn.js";
import type { Loss } from "./loss.js";

/**
 * Mean absolute error over the m outputs: `L = (1/m) Σₖ |oₖ − tₖ|`,
 * `∂L/∂oₖ = sign(oₖ − tₖ) / m`, 0 where the two are equal (as in PyTorch).
 *
 * ```ts
 * import { mae } from "deltarule";
 *
 * mae.value([1, 4], [0, 2]); // 1.5
 * ```
 */
export const mae: Loss<"mae"> = /* @__PURE__ */ builtIn({
  name: "mae",
  value: (output, target) => {
    let sum = 0;
    for (let k = 0; k < output.length; k++) sum += Math.abs(output[k] - target[k]);
    return sum / output.length;
  },
  gradient: (output, target, into) => {
    for (let k = 0; k < output.length; k++) into[k] = Math.sign(output[k] - target[k]) / output.length;
  },
  kinks: (target) => [target],
});
