import { need, OptionError } from "../checks/errors.js";
import { asGiven, option, readOptions, required } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import type { Network } from "../network/network.js";
import { checkReach } from "../network/reach.js";
import { checkDifferentiable, checkPair, requiredLoss } from "../network/reading.js";
import { allFinite } from "../numbers/matrix.js";
import type { Sample, Samples } from "../numbers/samples.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import { flawOf, keepState } from "../saving/optimizerState.js";
import { openBatchPass, SlicedBatch } from "./batch.js";
import { BatchContext } from "./context.js";
import { readData } from "./dataSet.js";
import { divergence } from "./divergence.js";
import { givenOptimizer } from "./plan.js";

/** Options of `partialFit`. */
export interface PartialFitOptions<State extends OptimizerState = OptimizerState> {
  loss: Loss;
  optimizer: Optimizer<State>;
  /** `optimizer.initialize(net.parameters.length)`, which the caller keeps and passes each time. */
  state: State;
  /** wᵢ of each sample in E = Σ wᵢ Lᵢ / n, from 0; 1 for every sample by default. */
  sampleWeights?: Sample | undefined;
}

/** One update by all these samples as one batch. Returns E before it. */
export function fitBatch<State extends OptimizerState>(
  network: Network,
  x: Samples,
  t: Samples,
  options: PartialFitOptions<State>,
): number {
  const call = "partialFit";
  const wanted = "optimizer.initialize(net.parameters.length)";
  const { loss, optimizer, state, sampleWeights } = readOptions(call, options, {
    loss: requiredLoss(),
    optimizer: givenOptimizer<State>(required),
    state: option<State>(required, (_call, name, given): asserts given is State =>
      need(typeof given === "object" && given !== null, call, name, given, wanted),
    ),
    sampleWeights: asGiven<Sample | undefined>(),
  });
  checkPair(network, call, loss);
  checkDifferentiable(network, call);
  const flaw = flawOf(state, optimizer.initialize(network.size), "state");
  if (flaw !== null) throw new OptionError(`${call}: ${flaw}: take ${wanted}`);
  const data = readData(network, call, x, t, loss, sampleWeights);
  checkReach(network, call, data.t, loss);
  const rows = Uint32Array.from(data.weights.keys());
  const step = dropoutStep(network, state);
  const pass = openBatchPass(network, data, loss, rows.length, false);
  const { workspace, gradients } = pass;
  workspace.parameters.load();
  const kept = "from before";
  const batch = new SlicedBatch(pass, { rows, step });
  for (let first = 0; first < rows.length; first += batch.slice) {
    const slice = batch.forward(first);
    if (!Number.isFinite(batch.sum)) throw divergence(pass, call, "in this batch", kept, slice);
    batch.backward(first);
  }
  gradients.parameters.store();
  if (!allFinite(gradients.parameters.flat)) throw divergence(pass, call, "in this batch's gradient", kept);
  const good = network.read().slice();
  const restore = keepState(state);
  try {
    const updates = workspace.memory.updates(optimizer as Optimizer, state, workspace.parameters, gradients.parameters);
    updates.load();
    updates.step(new BatchContext(pass).for(batch, { epoch: 0, losses: [] }));
    updates.store();
    workspace.parameters.store();
    if (!allFinite(network.edit())) throw divergence(pass, call, "in this batch's update", kept);
  } catch (error) {
    network.edit().set(good);
    restore();
    throw error;
  } finally {
    workspace.memory.release();
  }
  return batch.sum / rows.length;
}

/** The update's number for dropout to draw from: partialFit itself counts no updates. */
function dropoutStep({ layers }: Network, { step }: OptimizerState): number {
  if (typeof step === "number") return step;
  if (layers.every(({ dropout }) => dropout === 0)) return 0;
  throw new OptionError("partialFit: dropout draws from state.step, and this optimizer's state has none");
}
