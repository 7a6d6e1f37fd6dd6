import { checkNumber } from "../checks/options.js";
import { argmax, classOf } from "../numbers/classes.js";
import { type Matrix, row } from "../numbers/matrix.js";
import type { Metric } from "./metric.js";

/**
 * The share of samples whose class is among the `k` largest outputs, a metric named `top3` for k = 3. Of equal outputs the first counts
 * as the larger, so `topK(1)` is `accuracy`; one output stands for two classes there and here.
 *
 * @throws OptionError when k is not a whole number from 1.
 */
export function topK(k: number): Metric {
  checkNumber("topK", "k", k, { integer: true, min: 1 });
  return Object.freeze<Metric>({
    name: `top${k}`,
    compute: (output, target) => {
      let right = 0;
      for (let r = 0; r < output.rows; r++) right += Number(before(output, target, r) < k);
      return right / output.rows;
    },
  });
}

/** How many classes a row of outputs puts before the right one. */
function before(output: Matrix, target: Matrix, r: number): number {
  if (output.columns === 1) return Number(classOf(output, r) !== classOf(target, r));
  const outputs = row(output, r);
  const own = argmax(row(target, r));
  return outputs.filter((other, k) => other > outputs[own] || (other === outputs[own] && k < own)).length;
}
