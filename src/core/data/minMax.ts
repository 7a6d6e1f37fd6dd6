import { readSamples, type Samples } from "../numbers/samples.js";
import { type Scaler, scaler } from "./scaler.js";

/**
 * Fits `x ↦ (x − min) / (max − min)` to each column: the data it was fitted to come to lie in [0, 1]. A column whose numbers are all equal is only
 * shifted to 0. Fit it to the training data only.
 *
 * @throws DataError for no rows, a value that is not finite or values too far apart, ShapeError for ragged rows.
 */
export function minMax(x: Samples): Scaler {
  const { rows, columns, data } = readSamples(x, { call: "minMax", name: "inputs" });
  const offsets: number[] = [];
  const scales: number[] = [];
  for (let c = 0; c < columns; c++) {
    let least = Infinity;
    let most = -Infinity;
    for (let r = 0; r < rows; r++) {
      least = Math.min(least, data[r * columns + c]);
      most = Math.max(most, data[r * columns + c]);
    }
    offsets.push(least);
    scales.push(least === most ? 1 : most - least);
  }
  return scaler("minMax", offsets, scales);
}
