import { builtIn } from "../checks/builtIn.js";
import { he } from "../initializers.js";
import { type Elementwise, rangeOf, readable } from "./activation.js";

/**
 * Hard swish: `f(z) = z (z/6 + ½)`, the factor clamped to [0, 1]; `f′ = z/3 + ½` for −3 < z < 3,
 * 0 for z ≤ −3, 1 for z ≥ 3. PyTorch's Hardswish, Keras' hard_swish.
 *
 * Source: Howard et al. 2019 (MobileNetV3).
 *
 * ```ts
 * import { hardSwish } from "deltarule";
 *
 * hardSwish.apply(1.5); // 1.125
 * ```
 */
export const hardSwish: Elementwise = /* @__PURE__ */ readable(
  /* @__PURE__ */ builtIn({
    name: "hardSwish",
    range: /* @__PURE__ */ rangeOf(-0.375, Infinity),
    apply: (z) => z * Math.min(Math.max(z / 6 + 0.5, 0), 1),
    derivative: (z) => (z <= -3 ? 0 : z < 3 ? z / 3 + 0.5 : 1),
    kinks: /* @__PURE__ */ Object.freeze([-3, 3]),
    initializer: he,
  }),
);
