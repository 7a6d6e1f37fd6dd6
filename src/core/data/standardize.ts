import { readSamples, type Samples } from "../numbers/samples.js";
import { type Scaler, scaler } from "./scaler.js";

/**
 * Fits `x ↦ (x − μ) / σ` to each column: mean 0 and standard deviation 1 (σ² = Σ (x − μ)² / n, as scikit-learn's
 * StandardScaler). A column whose numbers are all equal gets σ = 1. Fit it to the training data only.
 *
 * @throws DataError for no rows, a value that is not finite or values too far apart, ShapeError for ragged rows.
 */
export function standardize(x: Samples): Scaler {
  const { rows, columns, data } = readSamples(x, { call: "standardize", name: "inputs" });
  const offsets: number[] = [];
  const scales: number[] = [];
  for (let c = 0; c < columns; c++) {
    let mean = 0;
    for (let r = 0; r < rows; r++) mean += data[r * columns + c] / rows;
    let reach = 0;
    let constant = true;
    for (let r = 0; r < rows; r++) {
      const value = data[r * columns + c];
      reach = Math.max(reach, Math.abs(value - mean));
      constant &&= value === data[c];
    }
    // Squares of shares of the reach neither overflow nor vanish.
    let squares = 0;
    for (let r = 0; r < rows; r++) {
      const share = (data[r * columns + c] - mean) / reach;
      squares += (share * share) / rows;
    }
    offsets.push(constant ? data[c] : mean);
    scales.push(constant ? 1 : Math.max(reach * Math.sqrt(squares), Number.MIN_VALUE));
  }
  return scaler("standardize", offsets, scales);
}
