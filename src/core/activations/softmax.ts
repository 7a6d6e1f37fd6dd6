import { SOFTMAX } from "../checks/codes.js";
import { compiled } from "../checks/compiled.js";
import { exp } from "../numbers/elementary/index.js";
import type { Rowwise } from "./activation.js";

/**
 * Softmax: `aₖ = e^zₖ / Σⱼ e^zⱼ`, computed with the row's largest z taken off, so that nothing overflows; the a of a row are
 * in [0, 1] and add up to 1. Backward through its Jacobian `∂aⱼ/∂zₖ = aⱼ (1[j = k] − aₖ)`:
 * `∂E/∂zₖ = aₖ (∂E/∂aₖ − Σⱼ aⱼ ∂E/∂aⱼ)`. With `crossEntropy` on the last layer the network uses their closed form instead.
 *
 * Source: Bridle 1990.
 */
export const softmax: Rowwise = /* @__PURE__ */ compiled<Rowwise>(SOFTMAX, {
  name: "softmax",
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
