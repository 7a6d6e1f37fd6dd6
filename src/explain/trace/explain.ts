import type { Loss, Optimizer, OptimizerState, Sample, Samples } from "../../core/index.js";
import { DataError, OptionError, Sequential } from "../../core/index.js";
import {
  checkBoolean,
  checkDifferentiable,
  checkIsLoss,
  checkIsOptimizer,
  checkNames,
  isSample,
  linkFor,
  readInputs,
  readTargets,
  show,
} from "../../core/internal.js";
import { checkerFor } from "./differences.js";
import { traceActivation, traceLoss } from "./functions.js";
import { traceTerms } from "./lossTerms.js";
import { type Pass, traceNeuron } from "./neuron.js";
import { gradientsAtOutputs } from "./outputs.js";
import { type Limit, largest } from "./select.js";
import type { InputTrace, LayerTrace, Trace } from "./trace.js";
import { type Update, updateOf } from "./update.js";

/** Options of {@link explain}. */
export interface ExplainOptions<State extends OptimizerState = OptimizerState> {
  loss: Loss;
  /** Makes one update, on a copy; without it the trace ends with the gradient. */
  optimizer?: Optimizer<State> | undefined;
  /** The optimizer's state to make it from, which is not changed; that of a first step unless given. */
  state?: State | undefined;
  /** Whether every derivative shown is compared with difference quotients of E; false unless given. */
  check?: boolean | undefined;
  /**
   * How many neurons of a layer, and how many terms of a sum, there may be: those with the largest |δ|, and the largest ones. Whole
   * numbers from 1, or Infinity. Unless given, everything for networks of up to 100 parameters, else 4 and 4.
   */
  limit?: { readonly neurons?: number | undefined; readonly terms?: number | undefined } | undefined;
}

/**
 * Every number of one step of learning from one sample: forward, the loss, backward, and the update with what came of it. They are
 * those that `forward`, `backward` and `partialFit` compute, bit for bit. The network is not changed. Dropout, which is for training,
 * is left out.
 *
 * E is the loss of this sample. A batch's E is the mean over its samples, and so is its gradient: explain each sample by itself.
 *
 * @throws NotDifferentiableError, ShapeError, DataError or OptionError where `backward` does; DataError for more than one sample, or
 * numbers that overflow; DivergenceError where `partialFit` does.
 */
export function explain<State extends OptimizerState>(
  net: Sequential,
  x: Sample | Samples,
  t: Sample | Samples,
  options: ExplainOptions<State>,
): Trace {
  const call = "explain";
  if (!(net instanceof Sequential)) throw new OptionError(`${call}: the network is ${show(net)}, wanted a Sequential`);
  checkNames(call, options, ["loss", "optimizer", "state", "check", "limit"]);
  const { loss, optimizer, state, check = false } = options;
  checkIsLoss(net, call, loss);
  checkDifferentiable(net, call);
  checkBoolean(call, "check", check);
  if (optimizer !== undefined) checkIsOptimizer(call, optimizer);
  const limit = readLimit(net, options.limit);
  const input = readInputs(net, call, x);
  if (input.rows !== 1)
    throw new DataError(
      `${call}: there are ${input.rows} samples, wanted one; a batch's gradient is the mean of theirs`,
    );
  const given = readTargets(net, call, isSample(t) ? [t] : t, 1, loss).data;
  const forward = net.forward([input.data]);
  const backward = net.backward(forward, [given], loss);
  const target = forward.output.data.slice();
  target.set(given);
  const update =
    optimizer === undefined
      ? null
      : updateOf(net, input.data, given, loss, backward.gradient, optimizer as Optimizer, state);
  const gradients = gradientsAtOutputs(net, forward, target, loss);
  const checker = check ? checkerFor(net, forward.input.data, target, loss) : null;
  checkFinite([backward.loss, ...backward.gradient]);
  const pass: Pass = { net, forward, backward, gradients, update, checker, limit };
  const layers = net.layers.map((layer, l): LayerTrace => {
    const chosen = largest(layer.outputs, limit.neurons, (j) => backward.layers[l].delta.data[j]);
    const neurons = chosen.map((j) => traceNeuron(pass, l, j));
    return {
      activation: traceActivation(layer.activation),
      bias: layer.biases !== null,
      neurons,
      omitted: layer.outputs - neurons.length,
    };
  });
  const outputs = layers[layers.length - 1].neurons.map(({ index }) => index);
  const { terms, rest } = traceTerms(pass, outputs, target, loss);
  const linked = linkFor(loss, net.layers[net.layers.length - 1].activation) !== undefined;
  return {
    format: "deltarule/trace",
    version: 1,
    dtype: net.dtype,
    widths: [net.inputs, ...net.layers.map((layer) => layer.outputs)],
    parameters: net.parameters.length,
    inputs: inputsOf(layers[0], forward.input.data),
    layers,
    loss: {
      function: traceLoss(loss),
      linked,
      terms,
      rest,
      outputs: net.outputs,
      total: Array.from(target).reduce((sum, one) => sum + one, 0),
      value: backward.loss,
    },
    update: update && traceUpdate(update, terms),
    checked: check,
    notes: notesOn(net),
  };
}

function traceUpdate(
  { optimizer, rule, learningRate, output, loss }: Update,
  terms: readonly { index: number }[],
): Trace["update"] {
  return { optimizer, rule, learningRate, outputs: terms.map(({ index }) => ({ index, value: output[index] })), loss };
}

/** The inputs that some term takes. */
function inputsOf({ neurons }: LayerTrace, x: ArrayLike<number>): InputTrace[] {
  const taken = new Set(neurons.flatMap(({ terms }) => terms.map(({ from }) => from)));
  return [...taken].sort((one, other) => one - other).map((index) => ({ index, value: x[index] }));
}

function readLimit(net: Sequential, limit: ExplainOptions["limit"] = {}): Limit {
  checkNames("explain", limit, ["neurons", "terms"]);
  const usual = net.parameters.length <= 100 ? Infinity : 4;
  const { neurons = usual, terms = usual } = limit;
  for (const [name, value] of Object.entries({ neurons, terms })) {
    if (value === Infinity || (Number.isSafeInteger(value) && value >= 1)) continue;
    throw new OptionError(`explain: limit.${name} is ${show(value)}, wanted a whole number from 1, or Infinity`);
  }
  return { neurons, terms };
}

function checkFinite(numbers: readonly number[]): void {
  if (numbers.every(Number.isFinite)) return;
  throw new DataError("explain: E or its gradient is not finite: there is nothing to derive");
}

function notesOn({ layers }: Sequential): string[] {
  const notes: string[] = [];
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
