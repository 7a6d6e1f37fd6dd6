import { builtInFor } from "../checks/builtIn.js";
import { need } from "../checks/errors.js";
import { he } from "../initializers.js";
import { exp, expm1 } from "../numbers/elementary/index.js";
import { type Elementwise, rangeOf, readableMaker } from "./activation.js";

const makeElu = /* @__PURE__ */ readableMaker(
  "elu",
  /* @__PURE__ */ builtInFor(
    (alpha): Elementwise => ({
      name: "elu",
      options: Object.freeze({ alpha }),
      range: rangeOf(0 - Math.max(alpha, 0), Infinity),
      apply: (z) => (z > 0 ? z : alpha * expm1(z)),
      derivative: (z) => (z > 0 ? 1 : alpha * exp(z)),
      // With α = 1 the two slopes meet at 0.
      kinks: Object.freeze(alpha === 1 ? [] : [0]),
      initializer: he,
    }),
  ),
);

/**
 * Exponential linear unit: `f(z) = z` for z > 0, else `α (e^z − 1)`; `f′ = 1` for z > 0, else
 * `α e^z`. The same α gives the same object.
 *
 * Source: Clevert, Unterthiner and Hochreiter 2016.
 *
 * ```ts
 * import { elu } from "deltarule";
 *
 * elu(0.5).apply(-1); // -0.3161
 * ```
 *
 * @throws OptionError when alpha is not a finite number.
 */
export function elu(alpha = 1): Elementwise {
  need(Number.isFinite(alpha), "elu", "alpha", alpha, "a number");
  return makeElu(alpha);
}
