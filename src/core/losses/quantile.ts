import { builtInFor } from "../checks/builtIn.js";
import { checkNumber } from "../checks/options.js";
import type { Loss } from "./loss.js";

const makeQuantile = /* @__PURE__ */ builtInFor(
  (q): Loss<"quantile"> => ({
    name: "quantile",
    options: Object.freeze({ q }),
    value: (output, target) => {
      let sum = 0;
      for (let k = 0; k < output.length; k++) {
        const miss = target[k] - output[k];
        sum += Math.max(q * miss, (q - 1) * miss);
      }
      return sum / output.length;
    },
    gradient: (output, target, into) => {
      for (let k = 0; k < output.length; k++) {
        const slope = output[k] < target[k] ? -q : output[k] > target[k] ? 1 - q : 0;
        into[k] = slope / output.length;
      }
    },
    kinks: (target) => [target],
  }),
);

/**
 * Quantile loss (pinball loss), a mean over the m outputs: `q (t − o)` where the output is too low,
 * `(1 − q)(o − t)` where it is too high; `∂L/∂oₖ = −q/m`, `(1 − q)/m`, and 0 where the two are
 * equal. It is least where a share q of the targets lies below the output: `quantile(0.9)` learns
 * what 9 of 10 targets stay below, and `quantile(0.5)`, half of `mae`, the median. scikit-learn's
 * mean_pinball_loss. The same q gives the same object.
 *
 * Source: Koenker and Bassett 1978.
 *
 * ```ts
 * import { quantile } from "deltarule";
 *
 * const loss = quantile(0.9);
 * [loss.value([1], [3]), loss.value([3], [1])]; // [1.8, 0.2]
 * ```
 *
 * @throws OptionError when q is not a number above 0 and below 1.
 */
export function quantile(q = 0.5): Loss<"quantile"> {
  checkNumber("quantile", "q", q, { above: 0, below: 1 });
  return makeQuantile(q);
}
