import { argmax } from "../classes.js";
import { row } from "../matrix.js";
import { checkNumber } from "../options.js";
import type { Metric } from "./metric.js";

/**
 * The share of samples whose class is among the `k` largest outputs, a metric named `top3` for k = 3.
 *
 * @throws OptionError when k is not a whole number from 1.
 */
export function topK(k: number): Metric {
  checkNumber("topK", "k", k, { integer: true, min: 1 });
  return Object.freeze<Metric>({
    name: `top${k}`,
    compute: (output, target) => {
      let right = 0;
      for (let r = 0; r < output.rows; r++) {
        const outputs = row(output, r);
        const own = outputs[argmax(row(target, r))];
        right += Number(outputs.filter((other) => other > own).length < k);
      }
      return right / output.rows;
    },
  });
}
