import type { Loss } from "../losses/loss.js";
import { backward, forward } from "../network/backpropagation.js";
import { GradientSum, sliceOfSums } from "../network/gradientSum.js";
import type { Network } from "../network/network.js";
import { mostRows, openGradients, openWorkspace, resize } from "../network/workspace.js";
import { gather } from "../numbers/matrix.js";
import { type AdjustedPass, type Adjustment, adjustGradient, penaltyIn } from "./adjustment.js";
import type { DataSet } from "./dataSet.js";
import { type DropoutMasks, masksOf } from "./dropout.js";

/** The data, the loss and the memory that batches are computed with. */
export interface BatchPass extends AdjustedPass {
  readonly network: Network;
  readonly data: DataSet;
  readonly loss: Loss;
}

/** The samples of one update. */
export interface BatchRows {
  /** Rows of the data. */
  readonly rows: Uint32Array;
  /** The update's number, from 0: dropout draws from it. */
  readonly step: number;
}

/**
 * Memory for batches of `batchSize` samples. A batch is computed in slices, which are shorter when
 * other tasks wait.
 */
export function openBatchPass(
  network: Network,
  data: DataSet,
  loss: Loss,
  adjustment: Adjustment | null,
  batchSize: number,
  othersWait: boolean,
): BatchPass {
  const { engine, size } = network;
  const slice = engine.slice * (othersWait ? 1 : 32);
  const rows = Math.min(mostRows(network), Math.max(1, Math.floor(slice / size)));
  const workspace = openWorkspace(network, sliceOfSums(network, rows, batchSize), "train");
  return { network, data, loss, adjustment, workspace, gradients: openGradients(network, workspace) };
}

/**
 * n E of a batch of n samples, Σ wᵢ Lᵢ and n times the penalty, and the gradient of E, slice by
 * slice. The sums run on from slice to slice in the order of the samples, so the bits do not depend
 * on where the batch is cut.
 */
export class SlicedBatch implements BatchRows {
  readonly rows: Uint32Array;
  readonly step: number;
  /** Samples per slice. */
  readonly slice: number;
  /** Σ wᵢ Lᵢ of the slices so far; n E after the last. */
  sum = 0;
  readonly #drawMasks: DropoutMasks;
  readonly #gradient: GradientSum;

  constructor(
    readonly pass: BatchPass,
    { rows, step }: BatchRows,
  ) {
    this.rows = rows;
    this.step = step;
    this.slice = pass.workspace.capacity;
    this.#drawMasks = masksOf(pass.network, step);
    this.#gradient = new GradientSum(pass.gradients, pass.network, rows.length);
    pass.workspace.output.samples = rows.length;
  }

  /**
   * Runs the slice from sample `start` on forward, and adds to the sum. Returns the slice's rows.
   */
  forward(start: number): Uint32Array {
    const { network, loss, workspace } = this.pass;
    const { kernels } = network.engine;
    const rows = this.rows.subarray(start, start + this.slice);
    loadRows(this.pass, rows);
    this.#drawMasks(workspace);
    forward(kernels, workspace);
    this.sum = kernels.lossSum(loss, workspace.output, this.sum);
    if (this.#isLast(start)) this.sum += this.rows.length * penaltyIn(this.pass);
    return rows;
  }

  /** Runs the same slice backward, and adds to the gradient. */
  backward(start: number): void {
    const { network, loss, workspace, gradients } = this.pass;
    // Only now, after a finite loss: reports of divergence read the last gradient.
    if (start === 0) gradients.parameters.clear();
    backward(network.engine.kernels, workspace, gradients, loss);
    this.#gradient.add(Math.min(start + this.slice, this.rows.length));
    if (this.#isLast(start)) adjustGradient(this.pass);
  }

  #isLast(start: number): boolean {
    return start + this.slice >= this.rows.length;
  }
}

/** Copies these rows of the data into the workspace. */
export function loadRows({ data, workspace, gradients }: BatchPass, rows: Uint32Array): void {
  resize(rows.length, workspace);
  resize(rows.length, gradients);
  gather(data.x, rows, workspace.input);
  gather(data.t, rows, workspace.output.target);
  const { data: weights } = workspace.output.weights;
  for (let r = 0; r < rows.length; r++) weights[r] = data.weights[rows[r]];
}
