import type { Loss, Optimizer, OptimizerState, Regularization, Sample, Samples } from "../../core/index.js";
import { DataError, OptionError, Sequential } from "../../core/index.js";
import {
  checkBoolean,
  checkDifferentiable,
  checkIsOptimizer,
  checkNames,
  givenRegularization,
  itself,
  readBatch,
  show,
} from "../../core/internal.js";
import { traceBatch, traceMeanLoss } from "./batch.js";
import { checkerFor, type StepGiven, type TrialUpdate, tryUpdate } from "./experiments.js";
import { meanForward, summedBackward } from "./means.js";
import { gradientsAtOutputs, type SamplePass } from "./neuron.js";
import { inputsOf, notesOn, traceLayers, tracePass } from "./pass.js";
import { choosePlaces, type TraceLimit } from "./places.js";
import type { BatchTrace, LossTrace, PassTrace, Trace } from "./trace.js";
import type { OutputTrace } from "./updateTrace.js";

/** Options of {@link explain}. */
export interface ExplainOptions<State extends OptimizerState = OptimizerState> {
  /** The loss of one sample: `mse`, `crossEntropy`, or your own. */
  loss: Loss;
  /** Makes one update, on a copy. Without it, the trace ends with the gradient. */
  optimizer?: Optimizer<State> | undefined;
  /** State for that update; it is not changed. The state before a first step unless given. */
  state?: State | undefined;
  /** wᵢ of each sample in E = Σ wᵢ Lᵢ / n, from 0; 1 for every sample by default. */
  sampleWeights?: Sample | undefined;
  /** Adds `l1 Σ|w| + l2/2 Σw²` over the weights, not the biases, to E and its gradient. */
  regularization?: Regularization | undefined;
  /**
   * Whether to compare every derivative of E shown with difference quotients; false unless given.
   */
  check?: boolean | undefined;
  /**
   * The most neurons of a layer, terms of a sum, and samples of a batch that the trace shows: the
   * neurons with the largest |δ|, the largest terms, and the samples with the largest loss. Whole
   * numbers from 1, or Infinity. Unless given, 4 of each, or every neuron and term of networks of
   * up to 100 parameters.
   */
  limit?: Partial<{ readonly [Part in keyof TraceLimit]: number | undefined }> | undefined;
}

/**
 * Every number of one training step: forward, the loss, backward, and, with an optimizer, the
 * update and the outputs after it. The numbers are those of `forward`, `backward` and `partialFit`,
 * bit for bit: the step is the one that training takes with these samples as a batch. The network
 * is not changed. Dropout acts in training only, and is left out.
 *
 * For one sample E is its loss. For several, or with `sampleWeights`, E is the mean Σ wᵢ Lᵢ / n,
 * and the trace has the numbers of each sample, and the means by which the weights move.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid, squaredError } from "deltarule";
 * import { explain } from "deltarule/explain";
 *
 * const net = new Sequential([new Layer(2, 1, sigmoid, { weights: [[0.3, 0.9]], bias: false })]);
 * const trace = explain(net, [1, 2], [0], { loss: squaredError });
 * trace.layers[0].neurons[0].z; // 2.1
 * trace.layers[0].neurons[0].delta; // 0.0866
 * ```
 *
 * @throws NotDifferentiableError, ShapeError, DataError or OptionError where `backward` does;
 * DataError for numbers that overflow; DivergenceError where `partialFit` does.
 */
export function explain<State extends OptimizerState>(
  network: Sequential,
  x: Sample | Samples,
  t: Sample | Samples,
  options: ExplainOptions<State>,
): Trace {
  const call = "explain";
  const net = itself(network);
  if (!(net instanceof Sequential)) throw new OptionError(`${call}: the network is ${show(net)}, wanted a Sequential`);
  checkNames(call, options, optionNames);
  const { state, sampleWeights, regularization, check = false } = options;
  const [loss, optimizer] = [itself(options.loss), itself(options.optimizer)];
  checkDifferentiable(net, call);
  checkBoolean(call, "check", check);
  if (optimizer !== undefined) checkIsOptimizer(call, optimizer);
  const limit = readLimit(net, options.limit);
  const penalty = givenRegularization(call, "regularization", regularization);
  const given: StepGiven = { ...readBatch(net, call, x, t, loss, sampleWeights), loss, regularization };
  const forward = net.forward(given.x);
  const backward = net.backward(forward, given.t, loss, { regularization, sampleWeights: given.weights });
  checkFiniteStep([backward.loss, ...backward.gradient]);
  const update = optimizer === undefined ? null : tryUpdate(net, given, backward.gradient, optimizer, state);
  const checker = check ? checkerFor(net, given) : null;
  const places = choosePlaces(net, forward, backward, limit);
  // Without the penalty: E is the loss of the data and the penalty.
  const ofData = penalty === null ? null : net.backward(forward, given.t, loss, { sampleWeights: given.weights }).loss;
  const penalized = penalty && ofData !== null ? { ...penalty, data: ofData } : null;
  const parts = { net, forward, backward, places, update, checker, limit };
  const isBatch = given.x.rows > 1 || sampleWeights !== undefined;
  const batch = isBatch ? traceBatch(parts, forward, given) : null;
  const pass = isBatch ? traceMean(parts, given, penalized) : traceSingle(parts, given, penalized);
  return {
    format: "deltarule/trace",
    version: 2,
    dtype: net.dtype,
    widths: [net.inputs, ...net.layers.map((layer) => layer.outputs)],
    parameters: net.parameters.length,
    ...pass,
    batch,
    update: update && traceUpdate(update, batch, places.neurons[places.neurons.length - 1]),
    checked: check,
    notes: notesOn(net),
  };
}

const optionNames = ["loss", "optimizer", "state", "sampleWeights", "regularization", "check", "limit"];

type PassParts = Omit<SamplePass, "gradients">;

function traceSingle(parts: PassParts, { t, loss }: StepGiven, penalty: LossTrace["penalty"] | null): PassTrace {
  const { net, forward, backward } = parts;
  const target = forward.output.data.slice();
  target.set(t.data);
  const gradients = gradientsAtOutputs(net, forward, backward, target, loss);
  return tracePass({ ...parts, gradients }, target, loss, penalty);
}

/** The means of a batch, with the derivatives of E and the update. */
function traceMean(parts: PassParts, { t, loss }: StepGiven, penalty: LossTrace["penalty"] | null): PassTrace {
  const { net, places, backward } = parts;
  const forward = meanForward(parts.forward);
  const gradients = net.layers.map(() => null);
  const layers = traceLayers({ ...parts, forward, backward: summedBackward(backward), gradients });
  const outputs = places.neurons[places.neurons.length - 1];
  const lossTrace = traceMeanLoss(net, loss, forward, t, outputs, backward.loss);
  return {
    inputs: inputsOf(layers[0], forward.input.data),
    layers,
    loss: penalty ? { ...lossTrace, penalty } : lossTrace,
  };
}

function traceUpdate(
  { optimizer, rule, learningRate, arithmetic, output, loss }: TrialUpdate,
  batch: BatchTrace | null,
  shown: readonly number[],
): Trace["update"] {
  const samples = batch === null ? [0] : batch.samples.map(({ index }) => index);
  const outputs = samples.flatMap((sample) =>
    shown.map((index): OutputTrace => ({ sample, index, value: output.data[sample * output.columns + index] })),
  );
  return { optimizer, rule, learningRate, arithmetic, outputs, loss };
}

function readLimit(net: Sequential, limit: ExplainOptions["limit"] = {}): TraceLimit {
  checkNames("explain", limit, ["neurons", "terms", "samples"]);
  const usual = net.parameters.length <= 100 ? Infinity : 4;
  const { neurons = usual, terms = usual, samples = 4 } = limit;
  for (const [name, value] of Object.entries({ neurons, terms, samples })) {
    if (value === Infinity || (Number.isSafeInteger(value) && value >= 1)) continue;
    throw new OptionError(`explain: limit.${name} is ${show(value)}, wanted a whole number from 1, or Infinity`);
  }
  return { neurons, terms, samples };
}

function checkFiniteStep(numbers: readonly number[]): void {
  if (numbers.every(Number.isFinite)) return;
  throw new DataError("explain: E or its gradient is not finite: there is nothing to derive");
}
