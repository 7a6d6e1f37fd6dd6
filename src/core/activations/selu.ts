import { builtIn } from "../checks/builtIn.js";
import { leCun } from "../initializers.js";
import { exp, expm1 } from "../numbers/elementary/index.js";
import { type Elementwise, rangeOf, readable } from "./activation.js";

export const lambda = 1.0507009873554805;
export const alpha = 1.6732632423543772;

/**
 * Scaled exponential linear unit: `f(z) = λ z` for z > 0, else `λ α (e^z − 1)`; `f′ = λ` for z > 0,
 * else `λ α e^z`; λ ≈ 1.0507, α ≈ 1.6733 keep mean 0 and variance 1 from layer to layer.
 *
 * Source: Klambauer et al. 2017, equation 2.
 *
 * ```ts
 * import { selu } from "deltarule";
 *
 * [-1, 1].map(selu.apply); // [-1.1113, 1.0507]
 * ```
 */
export const selu: Elementwise = /* @__PURE__ */ readable(
  /* @__PURE__ */ builtIn({
    name: "selu",
    range: /* @__PURE__ */ rangeOf(-1.7580993408473766, Infinity),
    apply: (z) => (z > 0 ? lambda * z : lambda * alpha * expm1(z)),
    derivative: (z) => (z > 0 ? lambda : lambda * alpha * exp(z)),
    kinks: /* @__PURE__ */ Object.freeze([0]),
    initializer: leCun,
  }),
);
