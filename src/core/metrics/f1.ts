import { average, ratio } from "./counts.js";
import type { Metric } from "./metric.js";

/** Harmonic mean of precision and recall, `2r / (2r + wrong + missed)`: of class 1 with one output, else the mean over the classes. */
export const f1: Metric = /* @__PURE__ */ Object.freeze<Metric>({
  name: "f1",
  compute: (output, target) =>
    average(output, target, ({ right, wrong, missed }) => ratio(2 * right, 2 * right + wrong + missed)),
});
