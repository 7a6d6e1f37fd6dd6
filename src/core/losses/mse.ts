import { builtIn } from "../checks/builtIn.js";
import type { Loss } from "./loss.js";

/**
 * Mean squared error over the m outputs: `L = (1/m) Σₖ (oₖ − tₖ)²`, `∂L/∂oₖ = (2/m) (oₖ − tₖ)`. The
 * MSE of PyTorch and Keras.
 *
 * ```ts
 * import { mse } from "deltarule";
 *
 * mse.value([1, 4], [0, 2]); // 2.5
 * ```
 */
export const mse: Loss<"mse"> = /* @__PURE__ */ builtIn({
  name: "mse",
  value: (output, target) => {
    let sum = 0;
    for (let k = 0; k < output.length; k++) sum += (output[k] - target[k]) * (output[k] - target[k]);
    return sum / output.length;
  },
  gradient: (output, target, into) => {
    for (let k = 0; k < output.length; k++) into[k] = (2 * (output[k] - target[k])) / output.length;
  },
  residualScale: (outputs) => Math.sqrt(2 / outputs),
});
