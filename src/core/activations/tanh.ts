import { builtIn } from "../checks/builtIn.js";
import { tanh as hyperbolicTangent } from "../numbers/elementary/index.js";
import { type Elementwise, rangeOf } from "./activation.js";

/**
 * Hyperbolic tangent: `f(z) = (e^z − e^−z) / (e^z + e^−z)` in (−1, 1), `f′ = 1 − a²`.
 *
 * ```ts
 * import { tanh } from "deltarule";
 *
 * tanh.apply(1); // 0.7616
 * ```
 */
export const tanh: Elementwise = /* @__PURE__ */ builtIn({
  name: "tanh",
  range: /* @__PURE__ */ rangeOf(-1, 1),
  apply: hyperbolicTangent,
  derivative: (_z, a) => 1 - a * a,
});
