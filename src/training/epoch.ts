import { gather, type Vector } from "../matrix.js";
import { backward, forward } from "../network/backpropagation.js";
import type { Network } from "../network/network.js";
import { type Gradients, resize, type Workspace } from "../network/workspace.js";
import type { OptimizerState, Progress } from "../optimizers/optimizer.js";
import { permutation, stream } from "../random.js";
import { divergence } from "./divergence.js";
import type { Plan } from "./options.js";

/** What a training works with, from its first epoch to its last. */
export interface Run {
  readonly network: Network;
  readonly plan: Plan;
  readonly workspace: Workspace;
  readonly gradients: Gradients;
  readonly state: OptimizerState;
  /** Room for the outputs of an epoch, one row per sample; `null` when no metric asks for them. */
  readonly outputs: Vector | null;
  /** The parameters before the epoch that is under way. */
  readonly good: Vector;
}

/**
 * One pass over the data: an update per batch. Returns the mean loss, each sample's taken just before its batch's update.
 *
 * @throws DivergenceError as soon as a number is not finite.
 */
export function runEpoch(run: Run, progress: Progress): number {
  const { network, plan, workspace, gradients, state } = run;
  const { data, batchSize, loss, optimizer } = plan;
  const { kernels } = network.engine;
  const order = batchOrder(network, plan, progress.epoch);
  let sum = 0;
  for (let start = 0; start < order.length; start += batchSize) {
    const rows = order.subarray(start, start + batchSize);
    const where = { run, epoch: progress.epoch + 1, batch: start / batchSize + 1, rows };
    load(run, rows);
    forward(kernels, workspace);
    const batchLoss = kernels.lossSum(loss, workspace.output);
    if (!Number.isFinite(batchLoss)) throw divergence(where);
    backward(kernels, workspace, gradients, loss);
    optimizer.step(network.parameters, gradients.gradient, state, progress);
    keepOutputs(run, rows);
    sum += batchLoss;
  }
  if (!network.parameters.every(Number.isFinite)) throw divergence({ run, epoch: progress.epoch + 1 });
  return sum / data.x.rows;
}

/** The rows of the data in the order of this epoch. */
function batchOrder({ seed }: Network, { data, shuffle }: Plan, epoch: number): Uint32Array {
  return shuffle ? permutation(data.x.rows, stream(seed, "shuffle", epoch)) : Uint32Array.from(data.weights.keys());
}

/** Puts these rows of the data into the workspace. */
function load({ plan: { data }, workspace, gradients }: Run, rows: Uint32Array): void {
  resize(rows.length, workspace, gradients);
  gather(data.x, rows, workspace.input);
  gather(data.t, rows, workspace.output.target);
  for (let r = 0; r < rows.length; r++) workspace.output.weights[r] = data.weights[rows[r]];
}

function keepOutputs({ outputs, workspace }: Run, rows: Uint32Array): void {
  if (outputs === null) return;
  const { a } = workspace.output;
  for (let r = 0; r < rows.length; r++) outputs.set(a.row(r), rows[r] * a.columns);
}
