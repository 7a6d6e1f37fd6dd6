import { RELU } from "../checks/codes.js";
import { compiled } from "../checks/compiled.js";
import { he } from "../initializers/he.js";
import type { Elementwise } from "./activation.js";

/**
 * Rectified linear unit: `f(z) = max(0, z)`, `f′ = 1` for z > 0, else 0 (at the kink 0 too, as in PyTorch).
 *
 * Source: Nair and Hinton 2010.
 */
export const relu: Elementwise = /* @__PURE__ */ compiled<Elementwise>(RELU, {
  name: "relu",
  // The comparison is turned round so that NaN stays NaN.
  apply: (z) => (z <= 0 ? 0 : z),
  derivative: (z) => (z > 0 ? 1 : 0),
  kinks: /* @__PURE__ */ Object.freeze([0]),
  initializer: he,
});
