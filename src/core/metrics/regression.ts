import { DataError } from "../checks/errors.js";
import type { Matrix } from "../numbers/matrix.js";
import { type Judged, type RowMetric, rowMetric } from "./metric.js";

/**
 * Root mean squared error over the m outputs of all samples: `√(Σ wᵢ (o − t)² / (m Σ wᵢ))`, in the
 * units of the target.
 *
 * ```ts
 * import { rmse } from "deltarule";
 *
 * rmse.compute([[1], [5]], [[1], [3]]); // 1.4142
 * ```
 */
export const rmse: RowMetric<"rmse"> = /* @__PURE__ */ rowMetric(
  "rmse",
  undefined,
  () => null,
  ({ output, target, weights, total }) => {
    const { columns, data } = output;
    let sum = 0;
    for (let k = 0; k < data.length; k++) {
      const missed = data[k] - target.data[k];
      sum += weights[Math.floor(k / columns)] * missed * missed;
    }
    return Math.sqrt(sum / (total * columns));
  },
  { mode: "min" as const },
);

/**
 * Coefficient of determination: `1 − Σ wᵢ (o − t)² / Σ wᵢ (t − t̄)²` of each output, averaged over
 * the outputs; t̄ is the weighted mean. 1 is perfect, 0 is no better than the mean. A constant
 * target gives 1 if every output equals it, else 0, as in scikit-learn.
 *
 * ```ts
 * import { r2 } from "deltarule";
 *
 * r2.compute([[1], [2], [4]], [[1], [2], [3]]); // 0.5
 * ```
 *
 * @throws DataError for one row, which has no spread.
 */
export const r2: RowMetric<"r2"> = /* @__PURE__ */ rowMetric(
  "r2",
  undefined,
  (call, { rows }) => {
    if (rows < 2) throw new DataError(`${call}: the targets have one row, wanted two or more`);
  },
  (judged) => {
    const { columns } = judged.target;
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += r2OfColumn(judged, k);
    return sum / columns;
  },
  {},
);

function r2OfColumn({ output: { data }, target, weights, total }: Judged, k: number): number {
  const { rows, columns }: Matrix = target;
  let mean = 0;
  for (let r = 0; r < rows; r++) mean += (weights[r] * target.data[r * columns + k]) / total;
  let missed = 0;
  let spread = 0;
  let constant = true;
  for (let r = 0; r < rows; r++) {
    const at = r * columns + k;
    missed += weights[r] * (data[at] - target.data[at]) * (data[at] - target.data[at]);
    spread += weights[r] * (target.data[at] - mean) * (target.data[at] - mean);
    constant &&= target.data[at] === target.data[k];
  }
  if (constant) return missed === 0 ? 1 : 0;
  return 1 - missed / spread;
}
