import type { Loss } from "../losses/loss.js";
import { backward, forward } from "../network/backpropagation.js";
import type { Network } from "../network/network.js";
import {
  type Gradients,
  mostRows,
  openGradients,
  openWorkspace,
  resize,
  type Workspace,
} from "../network/workspace.js";
import { gather } from "../numbers/matrix.js";
import type { DataSet } from "./data.js";
import { masksOf } from "./dropout.js";

/** What batches are computed with. */
export interface Pass {
  readonly network: Network;
  readonly data: DataSet;
  readonly loss: Loss;
  readonly workspace: Workspace;
  readonly gradients: Gradients;
}

/** Samples that make one update together. */
export interface Batch {
  /** Rows of the data. */
  readonly rows: Uint32Array;
  /** The update's number, from 0: dropout draws from it. */
  readonly step: number;
}

/** Memory for batches of so many samples, which go through in slices: in small ones when others wait for their turn. */
export function openPass(network: Network, data: DataSet, loss: Loss, batchSize: number, othersWait: boolean): Pass {
  const { engine, size } = network;
  const slice = engine.slice * (othersWait ? 1 : 32);
  const rows = Math.min(batchSize, mostRows(network), Math.max(1, Math.floor(slice / size)));
  const workspace = openWorkspace(network, rows, "train");
  return { network, data, loss, workspace, gradients: openGradients(network, workspace) };
}

/**
 * Computes Σ wᵢ Lᵢ of a batch, and with `learn` its gradient, slice by slice: sums go on from slice to slice in the order of the samples,
 * so the bits do not depend on where it is cut. It may be left alone for a while at each `yield`.
 */
export function* batchInSteps(
  pass: Pass,
  { rows, step }: Batch,
  learn: boolean,
  visit: (slice: Uint32Array, sum: number) => void,
): Generator<null, number, void> {
  const { network, loss, workspace, gradients } = pass;
  const { kernels } = network.engine;
  const draw = masksOf(network, step);
  workspace.output.samples = rows.length;
  let sum = 0;
  for (let start = 0; start < rows.length; start += workspace.capacity) {
    const part = rows.subarray(start, start + workspace.capacity);
    load(pass, part);
    draw(workspace);
    forward(kernels, workspace);
    sum = kernels.lossSum(loss, workspace.output, sum);
    visit(part, sum);
    // Not earlier: until a forward pass has come out finite, the last gradient is evidence of what went wrong.
    if (learn && start === 0) gradients.parameters.clear();
    if (learn) backward(kernels, workspace, gradients, loss);
    yield null;
  }
  return sum;
}

/** Puts these rows of the data into the workspace. */
export function load({ data, workspace, gradients }: Pass, rows: Uint32Array): void {
  resize(rows.length, workspace, gradients);
  gather(data.x, rows, workspace.input);
  gather(data.t, rows, workspace.output.target);
  const { data: weights } = workspace.output.weights;
  for (let r = 0; r < rows.length; r++) weights[r] = data.weights[rows[r]];
}
