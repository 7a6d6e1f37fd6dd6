import { isBuiltIn } from "../checks/builtIn.js";
import { OptionError, show } from "../checks/errors.js";
import { asGiven, readOptions } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import type { Metric } from "../metrics/metric.js";
import { checkParameters, type Network } from "../network/network.js";
import { outputsFor, predictSlice, sliceSize } from "../network/predict.js";
import { checkPair, requiredLoss } from "../network/reading.js";
import { copyRowsFrom, copyRowsInto } from "../network/workspace.js";
import { asColumn, copy, type Matrix } from "../numbers/matrix.js";
import { refuseRecords } from "../numbers/rowHints.js";
import type { Sample, Samples } from "../numbers/samples.js";
import type { Evaluation } from "./history.js";
import { type DataSet, givenMetrics, readData } from "./plan.js";

/** Options of `evaluate`. */
export interface EvaluateOptions {
  loss: Loss;
  /** Metrics to compute beside the loss. */
  metrics?: readonly Metric[] | undefined;
  /** wᵢ of each sample in E = Σ wᵢ Lᵢ / n, from 0; 1 for every sample by default. */
  sampleWeights?: Sample | undefined;
}

/** E of the network on some data, and the metrics of its outputs. */
export function evaluateNetwork(network: Network, x: Samples, t: Samples, options: EvaluateOptions): Evaluation {
  refuseRecords("evaluate", x);
  const { loss, metrics, sampleWeights } = readOptions("evaluate", options, {
    loss: requiredLoss(),
    metrics: givenMetrics,
    sampleWeights: asGiven<Sample | undefined>(),
  });
  checkPair(network, "evaluate", loss);
  checkParameters(network, "evaluate", network.read());
  const data = readData(network, "evaluate", x, t, loss, sampleWeights);
  const evaluation = new SlicedEvaluation(network, data, loss, metrics);
  for (let start = 0; start < evaluation.samples; start += evaluation.slice) evaluation.add(start);
  return evaluation.result();
}

/** An evaluation of a network, slice by slice. */
export class SlicedEvaluation {
  readonly samples: number;
  /** Samples per slice. */
  readonly slice: number;
  readonly #output: Matrix;
  #sum = 0;

  constructor(
    readonly network: Network,
    readonly data: DataSet,
    readonly loss: Loss,
    readonly metrics: readonly Metric[],
  ) {
    this.samples = data.x.rows;
    this.slice = sliceSize(network);
    this.#output = outputsFor(network, this.samples);
  }

  /** Evaluates the slice from sample `start` on. */
  add(start: number): void {
    const { network, data, loss } = this;
    predictSlice(network, data.x, start, ({ output }) => {
      copyRowsInto(output.target, data.t, start);
      copyRowsInto(output.weights, asColumn(data.weights), start);
      this.#sum = network.engine.kernels.lossSum(loss, output, this.#sum);
      copyRowsFrom(output.a, this.#output, start);
    });
  }

  result(): Evaluation {
    const { samples, metrics, data } = this;
    return { loss: this.#sum / samples, metrics: computeMetrics(metrics, this.#output, data.t) };
  }
}

/**
 * Each metric's number, by its name.
 *
 * @throws OptionError when a metric gives another value than a number.
 */
export function computeMetrics(metrics: readonly Metric[], output: Matrix, target: Matrix): Evaluation["metrics"] {
  return Object.fromEntries(
    metrics.map((metric) => {
      // A metric of the user's may write into what it is given.
      const given = isBuiltIn(metric) ? [output, target] : [copy(output), copy(target)];
      const value: unknown = metric.compute(given[0], given[1]);
      if (typeof value === "number") return [metric.name, value];
      throw new OptionError(`metric ${show(metric.name)}: compute gave ${show(value)}, wanted a number`);
    }),
  );
}
