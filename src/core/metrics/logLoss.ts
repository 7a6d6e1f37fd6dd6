import { log } from "../numbers/elementary/index.js";
import type { Metric } from "./metric.js";

/** The least and most that a probability counts as, so that a sure mistake costs much rather than everything. */
const least = 2 ** -52;

/**
 * Mean over the samples of −ln of the probability given to the right class: `−(1/n) Σ Σₖ tₖ ln oₖ`, with one output
 * `−(1/n) Σ (t ln o + (1 − t) ln(1 − o))`. Outputs are kept in [2⁻⁵², 1 − 2⁻⁵²], as in scikit-learn.
 */
export const logLoss: Metric = /* @__PURE__ */ Object.freeze<Metric>({
  name: "logLoss",
  compute: (output, target) => {
    const size = output.rows * output.columns;
    let sum = 0;
    for (let k = 0; k < size; k++) {
      const o = Math.min(Math.max(output.data[k], least), 1 - least);
      sum -= target.data[k] * log(o);
      if (output.columns === 1) sum -= (1 - target.data[k]) * log(1 - o);
    }
    return sum / output.rows;
  },
});
