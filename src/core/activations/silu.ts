import { builtIn } from "../checks/builtIn.js";
import { he } from "../initializers.js";
import { exp } from "../numbers/elementary/index.js";
import { type Elementwise, rangeOf, readable } from "./activation.js";

/**
 * Sigmoid linear unit (Swish with β = 1): `f(z) = z s` with `s = 1 / (1 + e^−z)`,
 * `f′ = s (1 + z (1 − s))`.
 *
 * Source: Elfwing, Uchibe and Doya 2018; Ramachandran, Zoph and Le 2017.
 *
 * ```ts
 * import { silu } from "deltarule";
 *
 * silu.apply(1); // 0.7311
 * ```
 */
export const silu: Elementwise = /* @__PURE__ */ readable(
  /* @__PURE__ */ builtIn({
    name: "silu",
    range: /* @__PURE__ */ rangeOf(-0.2784645427610738, Infinity),
    apply: (z) => z / (1 + exp(-z)),
    derivative: (z) => {
      const s = 1 / (1 + exp(-z));
      return s * (1 + z * (1 - s));
    },
    initializer: he,
  }),
);
