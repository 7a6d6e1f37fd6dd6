import { builtIn } from "../checks/builtIn.js";
import { he } from "../initializers.js";
import { erfc, exp } from "../numbers/elementary/index.js";
import { lendErfc } from "../numbers/elementary/lent.js";
import { type Elementwise, rangeOf, readable } from "./activation.js";

/**
 * Gaussian error linear unit, exact: `f(z) = z Φ(z)` with `Φ(z) = ½ erfc(−z / √2)`, which keeps
 * its digits far below 0; `f′ = Φ(z) + z φ(z)` with `φ(z) = e^(−z²/2) / √(2π)`. PyTorch's
 * `approximate="none"`.
 *
 * Source: Hendrycks and Gimpel 2016.
 *
 * ```ts
 * import { gelu } from "deltarule";
 *
 * gelu.apply(1); // 0.8413
 * ```
 */
export const gelu: Elementwise = /* @__PURE__ */ readable(
  /* @__PURE__ */ lendErfc(
    /* @__PURE__ */ builtIn({
      name: "gelu",
      range: /* @__PURE__ */ rangeOf(-0.16997120747990369, Infinity),
      apply: (z) => z * below(z),
      derivative: (z) => below(z) + z * (0.3989422804014327 * exp(-0.5 * z * z)),
      initializer: he,
    }),
    erfc,
  ),
);

/** Φ, the distribution function of the standard normal distribution. */
function below(z: number): number {
  return 0.5 * erfc(-z * Math.SQRT1_2);
}
