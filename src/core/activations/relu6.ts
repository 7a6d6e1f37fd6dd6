import { builtIn } from "../checks/builtIn.js";
import { he } from "../initializers.js";
import { type Elementwise, rangeOf, readable } from "./activation.js";

/**
 * Rectified linear unit with a ceiling: `f(z) = min(max(z, 0), 6)`, `f′ = 1` for 0 < z < 6, else 0
 * (at the kinks 0 and 6 too, as in PyTorch).
 *
 * Source: Krizhevsky 2010 (Convolutional Deep Belief Networks on CIFAR-10).
 *
 * ```ts
 * import { relu6 } from "deltarule";
 *
 * [-1, 3, 9].map(relu6.apply); // [0, 3, 6]
 * ```
 */
export const relu6: Elementwise = /* @__PURE__ */ readable(
  /* @__PURE__ */ builtIn({
    name: "relu6",
    range: /* @__PURE__ */ rangeOf(0, 6),
    apply: (z) => Math.min(Math.max(z, 0), 6),
    derivative: (z) => (z > 0 && z < 6 ? 1 : 0),
    kinks: /* @__PURE__ */ Object.freeze([0, 6]),
    initializer: he,
  }),
);
