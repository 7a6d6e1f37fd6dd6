import type { Loss } from "../losses/loss.js";
import { type Matrix, vector } from "../matrix.js";
import type { Metric } from "../metrics/metric.js";
import type { Network } from "../network/network.js";
import { eachSlice } from "../network/predict.js";
import type { Evaluation } from "./history.js";
import type { DataSet } from "./options.js";

/** E of the network on some data, and the metrics of its outputs. */
export function evaluate(
  network: Network,
  { x, t, weights }: DataSet,
  loss: Loss,
  metrics: readonly Metric[],
): Evaluation {
  const output = { rows: x.rows, columns: t.columns, data: vector(t.data.length, network.dtype) };
  let sum = 0;
  eachSlice(network, x, ({ output: last }, start) => {
    const { a, target } = last;
    for (let k = 0; k < a.rows * a.columns; k++) {
      target.data[k] = t.data[start * a.columns + k];
      output.data[start * a.columns + k] = a.data[k];
    }
    for (let r = 0; r < a.rows; r++) last.weights[r] = weights[start + r];
    sum += network.engine.kernels.lossSum(loss, last);
  });
  return { loss: sum / x.rows, metrics: compute(metrics, output, t) };
}

/** Each metric's number, by its name. */
export function compute(metrics: readonly Metric[], output: Matrix, target: Matrix): Evaluation["metrics"] {
  return Object.fromEntries(metrics.map((metric) => [metric.name, metric.compute(output, target)]));
}
