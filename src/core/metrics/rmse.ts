import type { Metric } from "./metric.js";

/** Root mean squared error over all outputs of all samples: `√(Σ (o − t)² / (n m))`, in the units of the target. */
export const rmse: Metric = /* @__PURE__ */ Object.freeze<Metric>({
  name: "rmse",
  compute: (output, target) => {
    const size = output.rows * output.columns;
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (output.data[k] - target.data[k]) * (output.data[k] - target.data[k]);
    return Math.sqrt(sum / size);
  },
});
