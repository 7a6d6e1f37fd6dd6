import { ELU } from "../checks/codes.js";
import { compiled } from "../checks/compiled.js";
import { interned } from "../checks/interned.js";
import { checkNumber } from "../checks/options.js";
import { he } from "../initializers/he.js";
import { exp, expm1 } from "../numbers/elementary/index.js";
import type { Elementwise } from "./activation.js";

const make = /* @__PURE__ */ interned(
  (alpha): Elementwise =>
    compiled(
      ELU,
      {
        name: "elu",
        options: Object.freeze({ alpha }),
        apply: (z) => (z > 0 ? z : alpha * expm1(z)),
        derivative: (z) => (z > 0 ? 1 : alpha * exp(z)),
        // With α = 1 the two slopes meet at 0.
        kinks: Object.freeze(alpha === 1 ? [] : [0]),
        initializer: he,
      },
      alpha,
    ),
);

/**
 * Exponential linear unit: `f(z) = z` for z > 0, else `α (e^z − 1)`; `f′ = 1` for z > 0, else `α e^z`.
 * The same α gives the same object.
 *
 * Source: Clevert, Unterthiner and Hochreiter 2016.
 *
 * @throws OptionError when alpha is not a finite number.
 */
export function elu(alpha = 1): Elementwise {
  checkNumber("elu", "alpha", alpha);
  return make(alpha);
}
