import { builtIn } from "../checks/builtIn.js";
import { exp } from "../numbers/elementary/index.js";
import { type Rowwise, rangeOf } from "./activation.js";

/**
 * Softmax: `aₖ = e^zₖ / Σⱼ e^zⱼ`, computed from z minus the row's largest z, which cannot overflow;
 * the a of a row are in [0, 1] and add up to 1. Backward through its Jacobian
 * `∂aⱼ/∂zₖ = aⱼ (1[j = k] − aₖ)`: `∂E/∂zₖ = aₖ (∂E/∂aₖ − Σⱼ aⱼ ∂E/∂aⱼ)`. On a last layer with the
 * loss `crossEntropy`, the network uses the closed form of the two.
 *
 * Source: Bridle 1990.
 *
 * ```ts
 * import { softmax } from "deltarule";
 *
 * const a = new Float64Array(3);
 * softmax.applyRow([1, 2, 3], a);
 * a; // Float64Array [0.0900, 0.2447, 0.6652]
 * ```
 */
export const softmax: Rowwise = /* @__PURE__ */ builtIn({
  name: "softmax",
  range: /* @__PURE__ */ rangeOf(0, 1),
  sumsToOne: true,
  applyRow: (z, into) => {
    let largest = -Infinity;
    for (let k = 0; k < z.length; k++) largest = Math.max(largest, z[k]);
    let sum = 0;
    for (let k = 0; k < z.length; k++) {
      into[k] = exp(z[k] - largest);
      sum += into[k];
    }
    for (let k = 0; k < z.length; k++) into[k] /= sum;
  },
  backwardRow: (_z, a, gradient, into) => {
    let mean = 0;
    for (let k = 0; k < a.length; k++) mean += a[k] * gradient[k];
    for (let k = 0; k < a.length; k++) into[k] = a[k] * (gradient[k] - mean);
  },
});
