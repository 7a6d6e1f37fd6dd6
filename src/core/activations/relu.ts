import { builtIn } from "../checks/builtIn.js";
import { he } from "../initializers.js";
import { type Elementwise, rangeOf } from "./activation.js";

/**
 * Rectified linear unit: `f(z) = max(0, z)`, `f′ = 1` for z > 0, else 0 (at the kink 0 too, as in
 * PyTorch).
 *
 * Source: Nair and Hinton 2010.
 *
 * ```ts
 * import { relu } from "deltarule";
 *
 * [-2, 3].map(relu.apply); // [0, 3]
 * ```
 */
export const relu: Elementwise = /* @__PURE__ */ builtIn({
  name: "relu",
  range: /* @__PURE__ */ rangeOf(0, Infinity),
  // `z > 0 ? z : 0` would make 0 of NaN.
  apply: (z) => (z <= 0 ? 0 : z),
  derivative: (z) => (z > 0 ? 1 : 0),
  kinks: /* @__PURE__ */ Object.freeze([0]),
  initializer: he,
});
