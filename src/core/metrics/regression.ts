import { builtIn } from "../checks/builtIn.js";
import type { Matrix } from "../numbers/matrix.js";
import type { Metric } from "./metric.js";

/**
 * Root mean squared error over the m outputs of all n samples: `√(Σ (o − t)² / (n m))`, in the
 * units of the target.
 */
export const rmse: Metric = /* @__PURE__ */ builtIn<Metric>({
  name: "rmse",
  compute: (output, target) => {
    const size = output.rows * output.columns;
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (output.data[k] - target.data[k]) * (output.data[k] - target.data[k]);
    return Math.sqrt(sum / size);
  },
});

/**
 * Coefficient of determination: `1 − Σ (o − t)² / Σ (t − t̄)²` of each output, averaged over the
 * outputs. 1 is perfect, 0 is no better than the mean. A constant target gives 1 if every output
 * equals it, else 0, as in scikit-learn.
 */
export const r2: Metric = /* @__PURE__ */ builtIn<Metric>({
  name: "r2",
  compute: (output, target) => {
    let sum = 0;
    for (let k = 0; k < target.columns; k++) sum += r2OfColumn(output, target, k);
    return sum / target.columns;
  },
});

function r2OfColumn({ rows, columns, data }: Matrix, target: Matrix, k: number): number {
  let mean = 0;
  for (let r = 0; r < rows; r++) mean += target.data[r * columns + k] / rows;
  let missed = 0;
  let spread = 0;
  let constant = true;
  for (let r = 0; r < rows; r++) {
    const at = r * columns + k;
    missed += (data[at] - target.data[at]) * (data[at] - target.data[at]);
    spread += (target.data[at] - mean) * (target.data[at] - mean);
    constant &&= target.data[at] === target.data[k];
  }
  if (constant) return missed === 0 ? 1 : 0;
  return 1 - missed / spread;
}
