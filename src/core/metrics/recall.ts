import { average, ratio } from "./counts.js";
import type { Metric } from "./metric.js";

/** Of the samples of a class, the share that was put there: of class 1 with one output, else the mean over the classes; 0 of none. */
export const recall: Metric = /* @__PURE__ */ Object.freeze<Metric>({
  name: "recall",
  compute: (output, target) => average(output, target, ({ right, missed }) => ratio(right, right + missed)),
});
