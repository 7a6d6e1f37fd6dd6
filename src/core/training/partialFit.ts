import { need, OptionError } from "../checks/errors.js";
import { asGiven, option, optional, readOptions, required } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import { checkParameters, type Network } from "../network/network.js";
import { checkReach } from "../network/reach.js";
import { checkDifferentiable, checkPair, requiredLoss } from "../network/reading.js";
import { givenRegularization, type Regularization } from "../network/regularization.js";
import { copyRowsInto } from "../network/workspace.js";
import { allFinite, asColumn } from "../numbers/matrix.js";
import { refuseRecords } from "../numbers/rowHints.js";
import type { Sample, Samples } from "../numbers/samples.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import { copyState, keepState } from "../optimizers/state.js";
import { flawOf } from "../saving/optimizerState.js";
import type { Progress } from "../schedules/schedule.js";
import { adjustmentOf, applyUpdate } from "./adjustment.js";
import { SlicedBatch } from "./batch.js";
import { BatchContext } from "./context.js";
import { readData } from "./dataSet.js";
import { divergence } from "./divergence.js";
import { keepMemory, Past, trainingMemory } from "./memory.js";
import { givenOptimizer } from "./plan.js";
import { keepSpace, openSpace } from "./space.js";
import { openStream, updateAgain, updateAtOnce } from "./stream.js";

/** Options of `partialFit`. */
export interface PartialFitOptions<State extends OptimizerState = OptimizerState> {
  /** The loss of one sample: `mse`, `crossEntropy`, or your own. */
  loss: Loss;
  /** The same object at each call: the network remembers its state. */
  optimizer: Optimizer<State>;
  /**
   * `optimizer.initialize(net.parameters.length)`, to keep it yourself and pass it each time. By
   * default the network remembers it with the optimizer's object, as for `fit`.
   */
  state?: State | undefined;
  /** wᵢ of each sample in E = Σ wᵢ Lᵢ / n, from 0; 1 for every sample by default. */
  sampleWeights?: Sample | undefined;
  /** Adds `l1 Σ|w| + l2/2 Σw²` over the weights, not the biases, to E and its gradient. */
  regularization?: Regularization | undefined;
}

/** One update by all these samples as one batch. Returns E before it. */
export function fitBatch<State extends OptimizerState>(
  network: Network,
  x: Samples,
  t: Samples,
  options: PartialFitOptions<State>,
): number {
  const call = "partialFit";
  const memory = trainingMemory(network);
  const again = updateAgain(network, memory, x, t, options, noEpochs);
  if (again !== null) return again;
  const wanted = "optimizer.initialize(net.parameters.length)";
  refuseRecords(call, x);
  const read = readOptions(call, options, {
    loss: requiredLoss(),
    optimizer: givenOptimizer<State>(required),
    state: option<State | undefined>(optional, (_call, name, given): asserts given is State =>
      need(typeof given === "object" && given !== null, call, name, given, wanted),
    ),
    sampleWeights: asGiven<Sample | undefined>(),
    regularization: givenRegularization,
  });
  const { loss, sampleWeights } = read;
  const optimizer: Optimizer = read.optimizer;
  checkPair(network, call, loss);
  checkDifferentiable(network, call);
  checkParameters(network, call, network.read());
  const flaw = read.state === undefined ? null : flawOf(read.state, optimizer.initialize(network.size), "state");
  if (flaw !== null) throw new OptionError(`${call}: ${flaw}: take ${wanted}`);
  const adjustment = adjustmentOf(network, call, read.regularization);
  const data = readData(network, call, x, t, loss, sampleWeights);
  // One sample says nothing about most of a column.
  if (data.t.rows > 1) checkReach(network, call, data.t, loss);
  const rows = Uint32Array.from(data.weights.keys());
  const known = memory.optimizers.get(optimizer);
  known?.store();
  const state = read.state ?? (known && copyState(known.state)) ?? optimizer.initialize(network.size);
  // A state that the caller keeps counts for a network that was saved between two calls.
  const step = typeof read.state?.step === "number" ? read.state.step : memory.steps;
  const batchSize = rows.length;
  const request = { network, data, loss, adjustment, optimizer, state, batchSize, othersWait: false, most: 0 };
  const space = openSpace(request);
  const { pass, updates, batches } = space;
  const { workspace, gradients } = pass;
  const remember = (mean: number | null): void => {
    memory.steps++;
    const kept =
      read.state === undefined ? keepMemory(memory, optimizer, { state, past: known?.past ?? new Past() }) : null;
    const goesOn = kept !== null && mean !== null && sampleWeights === undefined;
    memory.stream = goesOn ? openStream(network, batchSize, { loss, optimizer, known: kept }) : null;
    keepSpace(space, memory.stream);
  };
  workspace.parameters.load();
  if (batches !== null) {
    updates.load();
    batches.load();
    copyRowsInto(batches.input, data.x, 0, batchSize);
    copyRowsInto(batches.target, data.t, 0, batchSize);
    copyRowsInto(batches.weights, asColumn(data.weights), 0, batchSize);
    const mean = updateAtOnce({ workspace, updates }, batches, network, state, batchSize, noEpochs);
    if (mean !== null) {
      workspace.memory.release();
      remember(mean);
      return mean;
    }
  }
  const kept = "from before";
  const isUpdated = Math.max(step, memory.steps) > 0;
  const batch = new SlicedBatch(pass, { rows, step });
  for (let first = 0; first < rows.length; first += batch.slice) {
    const slice = batch.forward(first);
    if (!Number.isFinite(batch.sum)) throw divergence(pass, call, "in this batch", kept, isUpdated, slice);
    batch.backward(first);
  }
  gradients.parameters.store();
  if (!allFinite(gradients.parameters.flat)) throw divergence(pass, call, "in this batch's gradient", kept, isUpdated);
  const good = network.read().slice();
  const restore = read.state && keepState(read.state);
  try {
    updates.load();
    applyUpdate(pass, updates, new BatchContext(pass).for(batch, noEpochs));
    updates.store();
    workspace.parameters.store();
    if (!allFinite(network.edit())) throw divergence(pass, call, "in this batch's update", kept, true);
  } catch (error) {
    network.edit().set(good);
    restore?.();
    throw error;
  } finally {
    workspace.memory.release();
  }
  remember(null);
  return batch.sum / rows.length;
}

/** Refuses to say how many epochs are over: the rate of a schedule that asks would stand still. */
const noEpochs: Progress = {
  get epoch() {
    return refuse("epoch");
  },
  get losses() {
    return refuse("losses");
  },
  get evaluations() {
    return refuse("metrics");
  },
};

function refuse(name: string): never {
  throw new OptionError(
    `partialFit: the optimizer depends on the ${name}, but partialFit has no epochs; take a schedule of updates such as stepDecay(0.1, { every: 1000 })`,
  );
}
