import type { Scaler } from "../data/scaler.js";
import { readTargets } from "../network/reading.js";
import type { Matrix } from "../numbers/matrix.js";
import { readSampleWeights, type Samples } from "../numbers/samples.js";
import type { Sequential } from "../sequential.js";
import { type EvaluateOptions, readEvaluateOptions } from "../training/evaluate.js";
import type { Evaluation } from "../training/history.js";
import { computeMetrics } from "../training/metrics.js";

/** E and the metrics of the outputs in the units of the targets: both before any scaling. */
export function evaluateRaw(
  network: Sequential,
  outputs: Scaler,
  x: Matrix,
  targets: Samples,
  options: EvaluateOptions,
): Evaluation {
  const { loss, metrics, sampleWeights } = readEvaluateOptions(options);
  const t = readTargets(network, "evaluate", targets, x.rows, loss);
  const weights = readSampleWeights("evaluate", sampleWeights, x.rows);
  const output = outputs.inverse(network.predict(x));
  let sum = 0;
  for (let r = 0; r < t.rows; r++) sum += weights[r] * loss.value(rowOf(output, r), rowOf(t, r));
  return { loss: sum / t.rows, metrics: computeMetrics(metrics, output, { t, weights }) };
}

/** A copy of a row: a loss of the user's may write into it. */
function rowOf({ columns, data }: Matrix, r: number): Matrix["data"] {
  return data.slice(r * columns, (r + 1) * columns);
}
