import { builtIn } from "../checks/builtIn.js";
import type { Loss } from "./loss.js";

/**
 * Half the squared error: `L = ½ Σₖ (oₖ − tₖ)²`, `∂L/∂oₖ = oₖ − tₖ`: the E of the lecture notes. A
 * sum over the outputs, where `mse` is a mean.
 *
 * ```ts
 * import { squaredError } from "deltarule";
 *
 * squaredError.value([1, 4], [0, 2]); // 2.5
 * ```
 */
export const squaredError: Loss<"squaredError"> = /* @__PURE__ */ builtIn({
  name: "squaredError",
  value: (output, target) => {
    let sum = 0;
    for (let k = 0; k < output.length; k++) sum += (output[k] - target[k]) * (output[k] - target[k]);
    return sum / 2;
  },
  gradient: (output, target, into) => {
    for (let k = 0; k < output.length; k++) into[k] = output[k] - target[k];
  },
  residualScale: () => 1,
});
