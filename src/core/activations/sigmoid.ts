import { builtIn } from "../checks/builtIn.js";
import { exp } from "../numbers/elementary/index.js";
import { type Elementwise, rangeOf } from "./activation.js";

/**
 * Logistic sigmoid: `f(z) = 1 / (1 + e^−z)` in (0, 1), `f′ = a (1 − a)`.
 *
 * ```ts
 * import { sigmoid } from "deltarule";
 *
 * sigmoid.apply(2); // 0.8808
 * ```
 */
export const sigmoid: Elementwise = /* @__PURE__ */ builtIn({
  name: "sigmoid",
  range: /* @__PURE__ */ rangeOf(0, 1),
  apply: (z) => 1 / (1 + exp(-z)),
  derivative: (_z, a) => a * (1 - a),
});
