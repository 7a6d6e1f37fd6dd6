import type { Matrix } from "../numbers/matrix.js";
import { checkCounts, readSamples, type Samples } from "../numbers/samples.js";
import { countPairs } from "./counts.js";

/**
 * How often a sample of class r (row) was put in class c (column): classes × classes, two of them for one output, which says 1 if it
 * is > 0.5.
 *
 * @throws DataError or ShapeError when outputs and targets do not fit each other.
 */
export function confusionMatrix(output: Samples, target: Samples): Matrix {
  const call = "confusionMatrix";
  const outputs = readSamples(output, { call, name: "outputs" });
  const targets = readSamples(target, { call, name: "targets", columns: outputs.columns, because: "the outputs have" });
  checkCounts(call, outputs.rows, targets.rows, "targets", "outputs");
  return countPairs(outputs, targets);
}
