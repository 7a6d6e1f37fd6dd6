import { builtIn } from "../checks/builtIn.js";
import { he } from "../initializers.js";
import { exp } from "../numbers/elementary/index.js";
import { type Elementwise, rangeOf, readable } from "./activation.js";

export const rootTwoOverPi = 0.7978845608028654;
export const cubic = 0.044715;

/**
 * Gaussian error linear unit, the approximation by tanh: `f(z) = ½ z (1 + tanh u)` with
 * `u = √(2/π) (z + 0.044715 z³)`, computed as `z s` with `s = 1 / (1 + e^−2u)`, the same function
 * without its cancellation below 0; `f′ = s + 2 z s (1 − s) u′`. PyTorch's `approximate="tanh"`.
 *
 * Source: Hendrycks and Gimpel 2016.
 *
 * ```ts
 * import { geluTanh } from "deltarule";
 *
 * geluTanh.apply(1); // 0.8412
 * ```
 */
export const geluTanh: Elementwise = /* @__PURE__ */ readable(
  /* @__PURE__ */ builtIn({
    name: "geluTanh",
    range: /* @__PURE__ */ rangeOf(-0.17004075057125406, Infinity),
    apply: (z) => z * share(z),
    derivative: (z) => {
      const s = share(z);
      const bend = s * (1 - s);
      // Where the bend is 0, u′ may be ∞, and 0 · ∞ is not a number.
      return bend === 0 ? s : s + 2 * z * bend * rootTwoOverPi * (1 + 3 * cubic * z * z);
    },
    initializer: he,
  }),
);

function share(z: number): number {
  return 1 / (1 + exp(-2 * rootTwoOverPi * (z + cubic * z * z * z)));
}
