import { asGiven, readOptions } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import type { Metric } from "../metrics/metric.js";
import { checkParameters, type Network } from "../network/network.js";
import { outputsFor, predictSlice, sliceSize } from "../network/predict.js";
import { checkPair, requiredLoss } from "../network/reading.js";
import { penaltyOf } from "../network/regularization.js";
import { copyRowsFrom, copyRowsInto } from "../network/workspace.js";
import { asColumn, type Matrix } from "../numbers/matrix.js";
import { refuseRecords } from "../numbers/rowHints.js";
import type { Sample, Samples } from "../numbers/samples.js";
import type { Adjustment } from "./adjustment.js";
import { type DataSet, readData } from "./dataSet.js";
import type { Evaluation } from "./history.js";
import { computeMetrics, givenMetrics } from "./metrics.js";

/** Options of `evaluate`. */
export interface EvaluateOptions<Name extends string = string> {
  /** The loss of one sample: `mse`, `crossEntropy`, or your own. */
  loss: Loss;
  /** Metrics to compute beside the loss. A loss is one: its weighted mean. */
  metrics?: readonly (Metric<Name> | Loss<Name>)[] | undefined;
  /** wᵢ of each sample in E = Σ wᵢ Lᵢ / n and in the metrics, from 0; all 1 by default. */
  sampleWeights?: Sample | undefined;
}

/** E of the network on some data, and the metrics of its outputs. */
export function evaluateNetwork(network: Network, x: Samples, t: Samples, options: EvaluateOptions): Evaluation {
  refuseRecords("evaluate", x);
  const { loss, metrics, sampleWeights } = readEvaluateOptions(options);
  checkPair(network, "evaluate", loss);
  checkParameters(network, "evaluate", network.read());
  const data = readData(network, "evaluate", x, t, loss, sampleWeights);
  const evaluation = new SlicedEvaluation(network, data, loss, metrics);
  for (let start = 0; start < evaluation.samples; start += evaluation.slice) evaluation.add(start);
  return evaluation.result();
}

/** The options of `evaluate`, checked. */
export function readEvaluateOptions(options: EvaluateOptions): {
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
  readonly sampleWeights: Sample | undefined;
} {
  return readOptions("evaluate", options, {
    loss: requiredLoss(),
    metrics: givenMetrics,
    sampleWeights: asGiven<Sample | undefined>(),
  });
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
    readonly adjustment: Adjustment | null = null,
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

  /** E with the penalty, once every slice is added. */
  get mean(): number {
    const { penalty = null, weights = [] } = this.adjustment ?? {};
    return this.#sum / this.samples + penaltyOf(penalty, weights, this.network.read());
  }

  result(): Evaluation {
    return { loss: this.mean, metrics: computeMetrics(this.metrics, this.#output, this.data) };
  }
}
