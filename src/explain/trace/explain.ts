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
import { checkerFor, type TrialUpdate, tryUpdate } from "./experiments.js";
import { traceActivation } from "./functions.js";
import { traceLoss } from "./loss.js";
import { gradientsAtOutputs, largestPlaces, type SamplePass, type TraceLimit, traceNeuron } from "./neuron.js";
import type { InputTrace, LayerTrace, Trace } from "./trace.js";

/** Options of {@link explain}. */
export interface ExplainOptions<State extends OptimizerState = OptimizerState> {
  loss: Loss;
  /** Makes one update, on a copy. Without it, the trace ends with the gradient. */
  optimizer?: Optimizer<State> | undefined;
  /** State for that update; it is not changed. The state before a first step unless given. */
  state?: State | undefined;
  /** Adds `l1 Σ|w| + l2/2 Σw²` over the weights, not the biases, to E and its gradient. */
  regularization?: Regularization | undefined;
  /**
   * Whether to compare every derivative shown with difference quotients of E; false unless given.
   */
  check?: boolean | undefined;
  /**
   * The most neurons of a layer, and terms of a sum, that the trace shows: the neurons with the
   * largest |δ|, and the largest terms. Whole numbers from 1, or Infinity. Unless given, 4 and 4,
   * or everything for networks of up to 100 parameters.
   */
  limit?: { readonly neurons?: number | undefined; readonly terms?: number | undefined } | undefined;
}

/**
 * Every number of one training step on one sample: forward, the loss, backward, and, with an
 * optimizer, the update and the outputs after it. The numbers are those of `forward`, `backward`
 * and `partialFit`, bit for bit. The network is not changed. Dropout acts in training only, and is
 * left out.
 *
 * E is the loss of this sample. A batch's E is the mean over its samples, and its gradient is the
 * mean of theirs: explain each sample by itself.
 *
 * @throws NotDifferentiableError, ShapeError, DataError or OptionError where `backward` does;
 * DataError for more than one sample, or numbers that overflow; DivergenceError where `partialFit`
 * does.
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
  checkNames(call, options, ["loss", "optimizer", "state", "regularization", "check", "limit"]);
  const { state, regularization, check = false } = options;
  const [loss, optimizer] = [itself(options.loss), itself(options.optimizer)];
  checkDifferentiable(net, call);
  checkBoolean(call, "check", check);
  if (optimizer !== undefined) checkIsOptimizer(call, optimizer);
  const limit = readLimit(net, options.limit);
  const sample = readBatch(net, call, x, t, loss, undefined);
  const { rows } = sample.x;
  if (rows !== 1)
    throw new DataError(`${call}: there are ${rows} samples, wanted one; a batch's gradient is the mean of theirs`);
  const given = sample.t.data;
  const forward = net.forward(sample.x);
  const backward = net.backward(forward, sample.t, loss, { regularization });
  const target = forward.output.data.slice();
  target.set(given);
  const update =
    optimizer === undefined
      ? null
      : tryUpdate(net, sample.x.data, given, loss, backward.gradient, optimizer, state, regularization);
  const gradients = gradientsAtOutputs(net, forward, backward, target, loss);
  const checker = check ? checkerFor(net, forward.input.data, target, loss, regularization) : null;
  checkFiniteStep([backward.loss, ...backward.gradient]);
  const pass: SamplePass = { net, forward, backward, gradients, update, checker, limit };
  const layers = net.layers.map((layer, l): LayerTrace => {
    const chosen = largestPlaces(layer.outputs, limit.neurons, (j) => backward.layers[l].delta.data[j]);
    const neurons = chosen.map((j) => traceNeuron(pass, l, j));
    return {
      activation: traceActivation(layer.activation),
      bias: layer.biases !== null,
      neurons,
      omitted: layer.outputs - neurons.length,
    };
  });
  const outputs = layers[layers.length - 1].neurons.map(({ index }) => index);
  const penalty = givenRegularization(call, "regularization", regularization);
  // Without the penalty: E is the loss of the data and the penalty.
  const ofData = penalty === null ? backward.loss : net.backward(forward, sample.t, loss).loss;
  const lossTrace = traceLoss(pass, outputs, target, loss, penalty && { ...penalty, data: ofData });
  return {
    format: "deltarule/trace",
    version: 1,
    dtype: net.dtype,
    widths: [net.inputs, ...net.layers.map((layer) => layer.outputs)],
    parameters: net.parameters.length,
    inputs: inputsOf(layers[0], forward.input.data),
    layers,
    loss: lossTrace,
    update: update && traceUpdate(update, outputs),
    checked: check,
    notes: notesOn(net),
  };
}

function traceUpdate(
  { optimizer, rule, learningRate, output, loss }: TrialUpdate,
  outputs: readonly number[],
): Trace["update"] {
  return { optimizer, rule, learningRate, outputs: outputs.map((index) => ({ index, value: output[index] })), loss };
}

/** The inputs that a shown term takes. */
function inputsOf({ neurons }: LayerTrace, x: ArrayLike<number>): InputTrace[] {
  const taken = new Set(neurons.flatMap(({ terms }) => terms.map(({ from }) => from)));
  return [...taken].sort((one, other) => one - other).map((index) => ({ index, value: x[index] }));
}

function readLimit(net: Sequential, limit: ExplainOptions["limit"] = {}): TraceLimit {
  checkNames("explain", limit, ["neurons", "terms"]);
  const usual = net.parameters.length <= 100 ? Infinity : 4;
  const { neurons = usual, terms = usual } = limit;
  for (const [name, value] of Object.entries({ neurons, terms })) {
    if (value === Infinity || (Number.isSafeInteger(value) && value >= 1)) continue;
    throw new OptionError(`explain: limit.${name} is ${show(value)}, wanted a whole number from 1, or Infinity`);
  }
  return { neurons, terms };
}

function checkFiniteStep(numbers: readonly number[]): void {
  if (numbers.every(Number.isFinite)) return;
  throw new DataError("explain: E or its gradient is not finite: there is nothing to derive");
}

function notesOn({ layers }: Sequential): string[] {
  const notes = layers.flatMap(({ trainable }, l) =>
    trainable ? [] : [`Layer ${l + 1} is frozen: its derivatives are shown, and no update changes it.`],
  );
  if (layers.some(({ dropout }) => dropout > 0)) notes.push("Dropout acts in training only, and is left out here.");
  for (const [l, { activation }] of layers.entries()) {
    const { forward, backward } = traceActivation(activation);
    if (forward === null || backward === null) continue;
    notes.push(
      `Layer ${l + 1} runs ${forward.name} forward and borrows ${backward.name}'s slope backward: up to there, the derivatives are not those of E, on purpose.`,
    );
  }
  return notes;
}
