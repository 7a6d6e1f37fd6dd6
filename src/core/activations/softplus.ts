import { builtIn } from "../checks/builtIn.js";
import { he } from "../initializers.js";
import { exp, log1p } from "../numbers/elementary/index.js";
import { type Elementwise, rangeOf, readable } from "./activation.js";

/**
 * Softplus: `f(z) = ln(1 + e^z)`, computed as `max(z, 0) + ln(1 + e^−|z|)`, which cannot overflow;
 * `f′ = 1 / (1 + e^−z)`. Exact for every z; PyTorch's is linear above 20.
 *
 * Source: Dugas et al. 2001.
 *
 * ```ts
 * import { softplus } from "deltarule";
 *
 * softplus.apply(0); // 0.6931
 * ```
 */
export const softplus: Elementwise = /* @__PURE__ */ readable(
  /* @__PURE__ */ builtIn({
    name: "softplus",
    range: /* @__PURE__ */ rangeOf(0, Infinity),
    apply: (z) => Math.max(z, 0) + log1p(exp(-Math.abs(z))),
    derivative: (z) => 1 / (1 + exp(-z)),
    initializer: he,
  }),
);
