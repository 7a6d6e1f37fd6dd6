import { classOf } from "../numbers/classes.js";
import type { Metric } from "./metric.js";

/** The share of samples put in the right class: with one output, class 1 if it is > 0.5; with several, the largest output. */
export const accuracy: Metric = /* @__PURE__ */ Object.freeze<Metric>({
  name: "accuracy",
  compute: (output, target) => {
    let right = 0;
    for (let r = 0; r < output.rows; r++) right += Number(classOf(output, r) === classOf(target, r));
    return right / output.rows;
  },
});
