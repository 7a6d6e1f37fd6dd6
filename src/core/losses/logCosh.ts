import { builtIn } from "../checks/builtIn.js";
import { expm1, log1p, tanh } from "../numbers/elementary/index.js";
import type { Loss } from "./loss.js";

/**
 * Log-cosh, a mean over the m outputs: `L = (1/m) Σₖ ln cosh(oₖ − tₖ)`,
 * `∂L/∂oₖ = tanh(oₖ − tₖ)/m`: half the square of a small error, and the size of a large one less
 * ln 2. Keras' LogCosh. With d = |o − t|, it is computed as `ln(1 + (e^−d − 1)² / 2e^−d)` below
 * d = 1, which keeps the digits of small errors, and as `d − ln 2 + ln(1 + e^−2d)` from there on,
 * which cannot overflow.
 *
 * ```ts
 * import { logCosh } from "deltarule";
 *
 * logCosh.value([3], [0]); // 2.3093
 * ```
 */
export const logCosh: Loss<"logCosh"> = /* @__PURE__ */ builtIn({
  name: "logCosh",
  value: (output, target) => {
    let sum = 0;
    for (let k = 0; k < output.length; k++) {
      const distance = Math.abs(output[k] - target[k]);
      const fall = expm1(-distance);
      const e = 1 + fall;
      sum += log1p(distance < 1 ? (fall * fall) / (2 * e) : e * e) + (distance < 1 ? 0 : distance - Math.LN2);
    }
    return sum / output.length;
  },
  gradient: (output, target, into) => {
    for (let k = 0; k < output.length; k++) into[k] = tanh(output[k] - target[k]) / output.length;
  },
});
