import { average, ratio } from "./counts.js";
import type { Metric } from "./metric.js";

/** Of the samples put in a class, the share that belongs there: of class 1 with one output, else the mean over the classes; 0 of none. */
export const precision: Metric = /* @__PURE__ */ Object.freeze<Metric>({
  name: "precision",
  compute: (output, target) => average(output, target, ({ right, wrong }) => ratio(right, right + wrong)),
});
