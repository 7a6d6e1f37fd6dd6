import { builtIn } from "../checks/builtIn.js";
import { type Elementwise, rangeOf } from "./activation.js";

/**
 * Unit step: 0, ½, 1 for z <, =, > 0. It has no slope at 0 and slope 0 elsewhere, so it runs
 * forward only: a backward pass throws NotDifferentiableError. `surrogate(step, sigmoid)` runs it
 * forward and borrows sigmoid's slope.
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
