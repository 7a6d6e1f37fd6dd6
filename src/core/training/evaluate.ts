import { OptionError, show } from "../checks/errors.js";
import { checkNames } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import type { Metric } from "../metrics/metric.js";
import type { Network } from "../network/network.js";
import { outputsFor, slices } from "../network/predict.js";
import { checkLoss } from "../network/reading.js";
import { fill, keep } from "../network/workspace.js";
import { asColumn, type Matrix } from "../numbers/matrix.js";
import type { Sample, Samples } from "../numbers/samples.js";
import { type DataSet, readData } from "./data.js";
import type { Evaluation } from "./history.js";
import { checkMetrics } from "./plan.js";
import { finish } from "./steps.js";

/** Options of `evaluate`. */
export interface EvaluateOptions {
  loss: Loss;
  /** What to compute besides the loss. */
  metrics?: readonly Metric[] | undefined;
  /** What each sample counts for in the loss, from 0; all 1 unless given. */
  sampleWeights?: Sample | undefined;
}

/** E of the network on some data, and the metrics of its outputs. */
export function evaluate(network: Network, x: Samples, t: Samples, options: EvaluateOptions): Evaluation {
  checkNames("evaluate", options, ["loss", "metrics", "sampleWeights"]);
  const { loss, metrics = [], sampleWeights } = options;
  checkLoss(network, "evaluate", loss);
  checkMetrics("evaluate", metrics);
  return finish(evaluateInSteps(network, readData(network, "evaluate", x, t, loss, sampleWeights), loss, metrics));
}

/** The same, which may be left alone for a while at each `yield`. */
export function* evaluateInSteps(
  network: Network,
  { x, t, weights }: DataSet,
  loss: Loss,
  metrics: readonly Metric[],
): Generator<null, Evaluation, void> {
  const output = outputsFor(network, x.rows);
  let sum = 0;
  for (const { workspace, start } of slices(network, x)) {
    const { a, target, weights: counts } = workspace.output;
    fill(target, t, start);
    fill(counts, asColumn(weights), start);
    sum = network.engine.kernels.lossSum(loss, workspace.output, sum);
    keep(a, output, start);
    yield null;
  }
  return { loss: sum / x.rows, metrics: compute(metrics, output, t) };
}

/** Each metric's number, by its name. @throws OptionError when one gives something else. */
export function compute(metrics: readonly Metric[], output: Matrix, target: Matrix): Evaluation["metrics"] {
  return Object.fromEntries(
    metrics.map((metric) => {
      const value: unknown = metric.compute(output, target);
      if (typeof value === "number") return [metric.name, value];
      throw new OptionError(`metric ${show(metric.name)}: compute gave ${show(value)}, wanted a number`);
    }),
  );
}
