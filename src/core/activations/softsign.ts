import { builtIn } from "../checks/builtIn.js";
import { type Elementwise, rangeOf, readable } from "./activation.js";

/**
 * Softsign: `f(z) = z / (1 + |z|)` in (−1, 1), `f′ = 1 / (1 + |z|)²`.
 *
 * Source: Turian, Bergstra and Bengio 2009.
 *
 * ```ts
 * import { softsign } from "deltarule";
 *
 * softsign.apply(3); // 0.75
 * ```
 */
export const softsign: Elementwise = /* @__PURE__ */ readable(
  /* @__PURE__ */ builtIn({
    name: "softsign",
    range: /* @__PURE__ */ rangeOf(-1, 1),
    apply: (z) => z / (1 + Math.abs(z)),
    derivative: (z) => 1 / ((1 + Math.abs(z)) * (1 + Math.abs(z))),
  }),
);
