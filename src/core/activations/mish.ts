import { builtIn } from "../checks/builtIn.js";
import { he } from "../initializers.js";
import { exp } from "../numbers/elementary/index.js";
import { type Elementwise, rangeOf, readable } from "./activation.js";

/**
 * Mish: `f(z) = z t` with `t = tanh(ln(1 + e^z))`, `f′ = t + z (1 − t²) / (1 + e^−z)`. PyTorch's
 * and Keras' definition. t is computed as n/(n + 2) with `n = e^z (e^z + 2)`, from e^−|z|, which
 * cannot overflow.
 *
 * Source: Misra 2019.
 *
 * ```ts
 * import { mish } from "deltarule";
 *
 * mish.apply(1); // 0.8651
 * ```
 */
export const mish: Elementwise = /* @__PURE__ */ readable(
  /* @__PURE__ */ builtIn({
    name: "mish",
    range: /* @__PURE__ */ rangeOf(-0.30884341301725043, Infinity),
    apply: (z) => z * gate(z, exp(-Math.abs(z))),
    derivative: (z) => {
      const e = exp(-Math.abs(z));
      const t = gate(z, e);
      return t + (z * (1 - t * t) * (z > 0 ? 1 : e)) / (1 + e);
    },
    initializer: he,
  }),
);

/** tanh(ln(1 + e^z)), from e = e^−|z|. */
function gate(z: number, e: number): number {
  const n = z > 0 ? 1 + 2 * e : e * (e + 2);
  return n / (n + 2 * (z > 0 ? e * e : 1));
}
