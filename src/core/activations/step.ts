import { builtIn } from "../checks/builtIn.js";
import { type Elementwise, rangeOf } from "./activation.js";

/**
 * Unit step: 0, ½, 1 for z <, =, > 0. It has no derivative at 0, and the derivative 0 elsewhere, so
 * it works in the forward pass only: a backward pass throws NotDifferentiableError.
 * `surrogate(step, sigmoid)` uses the derivative of sigmoid there.
 *
 * ```ts
 * import { step } from "deltarule";
 *
 * [-2, 0, 2].map(step.apply); // [0, 0.5, 1]
 * ```
 */
export const step: Elementwise = /* @__PURE__ */ builtIn({
  name: "step",
  range: /* @__PURE__ */ rangeOf(0, 1),
  apply: (z) => (z > 0 ? 1 : z < 0 ? 0 : z === 0 ? 0.5 : Number.NaN),
  derivative: () => 0,
  kinks: /* @__PURE__ */ Object.freeze([0]),
  differentiable: false,
});
