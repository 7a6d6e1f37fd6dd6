import { need, OptionError } from "../checks/errors.js";
import { checkNames } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import type { Network } from "../network/network.js";
import { checkDifferentiable, checkLoss } from "../network/reading.js";
import { allFinite } from "../numbers/matrix.js";
import type { Sample, Samples } from "../numbers/samples.js";
import type { Optimizer, OptimizerState } from "../optimizers/optimizer.js";
import { flawOf, keepState } from "../saving/optimizerState.js";
import { batchInSteps, openPass } from "./batch.js";
import { BatchContext } from "./context.js";
import { readData } from "./data.js";
import { divergence } from "./divergence.js";
import { checkOptimizer } from "./plan.js";
import { finish } from "./steps.js";

/** Options of `partialFit`. */
export interface PartialFitOptions<State extends OptimizerState = OptimizerState> {
  loss: Loss;
  optimizer: Optimizer<State>;
  /** `optimizer.initialize(net.parameters.length)`, kept by the caller and handed in again each time. */
  state: State;
  /** What each sample counts for in E = Σ wᵢ Lᵢ / n, from 0; all 1 unless given. */
  sampleWeights?: Sample | undefined;
}

/** One update by all these samples as one batch; returns E before it. */
export function partialFit<State extends OptimizerState>(
  network: Network,
  x: Samples,
  t: Samples,
  options: PartialFitOptions<State>,
): number {
  const call = "partialFit";
  checkNames(call, options, ["loss", "optimizer", "state", "sampleWeights"]);
  const { loss, optimizer, state, sampleWeights } = options;
  checkLoss(network, call, loss);
  checkDifferentiable(network, call);
  checkOptimizer(call, optimizer);
  const wanted = "optimizer.initialize(net.parameters.length)";
  need(typeof state === "object" && state !== null, call, "state", state, wanted);
  const flaw = flawOf(state, optimizer.initialize(network.size), "state");
  if (flaw !== null) throw new OptionError(`${call}: ${flaw}: take ${wanted}`);
  const data = readData(network, call, x, t, loss, sampleWeights);
  const batch = { rows: Uint32Array.from(data.weights.keys()), step: stepOf(network, state) };
  const pass = openPass(network, data, loss, batch.rows.length, false);
  const { workspace, gradients } = pass;
  workspace.parameters.load();
  const kept = "from before";
  const sum = finish(
    batchInSteps(pass, batch, true, (slice, soFar) => {
      if (!Number.isFinite(soFar)) throw divergence(pass, call, "in this batch", kept, slice);
    }),
  );
  gradients.parameters.store();
  if (!allFinite(gradients.parameters.flat)) throw divergence(pass, call, "in this batch's gradient", kept);
  const good = network.parameters.slice();
  const restore = keepState(state);
  try {
    const updates = workspace.memory.updates(optimizer as Optimizer, state, workspace.parameters, gradients.parameters);
    updates.load();
    updates.step(new BatchContext(pass).for(batch, { epoch: 0, losses: [] }));
    updates.store();
    workspace.parameters.store();
    if (!allFinite(network.parameters)) throw divergence(pass, call, "in this batch's update", kept);
  } catch (error) {
    network.parameters.set(good);
    restore();
    throw error;
  } finally {
    workspace.memory.release();
  }
  return sum / batch.rows.length;
}

/** The number of the update, which dropout draws from: partialFit keeps no count of its own. */
function stepOf({ layers }: Network, { step }: OptimizerState): number {
  if (typeof step === "number") return step;
  if (layers.every(({ dropout }) => dropout === 0)) return 0;
  throw new OptionError("partialFit: dropout draws from state.step, and this optimizer's state has none");
}
