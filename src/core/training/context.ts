import { OptionError } from "../checks/errors.js";
import { backwardFromDelta, forward } from "../network/backpropagation.js";
import { type Range, rangesOf } from "../network/regularization.js";
import { Matrix, row, type Vector } from "../numbers/matrix.js";
import type { StepContext } from "../optimizers/optimizer.js";
import type { Progress } from "../schedules/schedule.js";
import { clearFrozen } from "./adjustment.js";
import { type BatchPass, type BatchRows, loadRows, SlicedBatch } from "./batch.js";
import { masksOf } from "./dropout.js";

/** The most numbers of a Jacobian: 2²⁸, which are 2 GiB. */
const mostJacobian = 268435456;

/** What an optimizer may compute during a step, on the batch of that step. */
export class BatchContext implements StepContext {
  #batch: BatchRows = { rows: new Uint32Array(0), step: 0 };
  #progress: Progress = { epoch: 0, losses: [] };

  constructor(readonly pass: BatchPass) {}

  /** The same context for the next step. */
  for(batch: BatchRows, progress: Progress): this {
    this.#batch = batch;
    this.#progress = progress;
    return this;
  }

  // Read from the progress only on demand: it copies the losses, or refuses.

  get epoch(): number {
    return this.#progress.epoch;
  }

  get losses(): readonly number[] {
    return this.#progress.losses;
  }

  get biases(): readonly Range[] {
    return rangesOf(this.pass.network, "biases");
  }

  get evaluations(): NonNullable<Progress["evaluations"]> {
    return this.#progress.evaluations ?? [];
  }

  evaluate(parameters: Vector, gradient?: Vector): number {
    const { network, workspace, gradients } = this.pass;
    const own = network.read().slice();
    const { flat } = gradients.parameters;
    const step = flat.slice();
    network.edit().set(parameters);
    workspace.parameters.load();
    try {
      const batch = new SlicedBatch(this.pass, this.#batch);
      for (let first = 0; first < batch.rows.length; first += batch.slice) {
        batch.forward(first);
        if (gradient !== undefined) batch.backward(first);
      }
      gradients.parameters.store();
      gradient?.set(flat);
      return batch.sum / batch.rows.length;
    } finally {
      // An optimizer may pass the network's own vector, which then needs no restoring.
      if (parameters !== network.read()) network.edit().set(own);
      flat.set(step);
      workspace.parameters.load();
      gradients.parameters.load();
    }
  }

  jacobian(): { readonly residuals: Vector; readonly jacobian: Matrix } {
    const { network, loss, adjustment, gradients, workspace, data } = this.pass;
    const { rows } = this.#batch;
    const { kernels } = network.engine;
    if (loss.residualScale === undefined) {
      throw new OptionError(`jacobian: ${loss.name} is not a sum of squares, wanted squaredError or mse`);
    }
    const { l1 = 0, l2 = 0 } = adjustment?.penalty ?? {};
    if (l1 > 0) throw new OptionError("jacobian: with regularization.l1, E is not a sum of squares; take l2, or lbfgs");
    // ½ l2 Σ w² is the sum of squares of more residuals, √l2 w.
    const weights = l2 === 0 ? [] : (adjustment?.weights ?? []);
    const fromData = rows.length * network.outputs;
    const count = weights.reduce((sum, [start, end]) => sum + end - start, fromData);
    const columns = network.size;
    if (count * columns > mostJacobian) {
      throw new OptionError(
        `jacobian: ${count} residuals × ${columns} parameters are too many to keep; lbfgs needs no Jacobian`,
      );
    }
    const residuals = new Float64Array(count);
    const jacobian = new Matrix(count, columns, new Float64Array(count * columns));
    const { flat } = gradients.parameters;
    const step = flat.slice();
    workspace.parameters.load();
    const draw = masksOf(network, this.#batch.step);
    const { output } = workspace;
    const last = gradients.layers[gradients.layers.length - 1];
    for (let r = 0; r < rows.length; r++) {
      loadRows(this.pass, rows.subarray(r, r + 1));
      draw(workspace);
      forward(kernels, workspace);
      const unknown = row(output.target, 0).filter(Number.isNaN).length;
      const scale = loss.residualScale(network.outputs - unknown) * Math.sqrt(data.weights[rows[r]] / rows.length);
      for (let k = 0; k < network.outputs; k++) {
        const at = r * network.outputs + k;
        if (Number.isNaN(output.target.data[k])) continue;
        residuals[at] = scale * (output.a.data[k] - output.target.data[k]);
        gradients.parameters.clear();
        last.a.data.fill(0, 0, network.outputs);
        last.a.data[k] = scale;
        kernels.slope(output.activation, output.z, output.a, last.a, last.delta);
        backwardFromDelta(kernels, workspace, gradients);
        gradients.parameters.store();
        row(jacobian, at).set(flat);
      }
    }
    let next = fromData;
    for (const [start, end] of weights) {
      for (let i = start; i < end; i++, next++) {
        residuals[next] = Math.sqrt(l2) * network.read()[i];
        row(jacobian, next)[i] = Math.sqrt(l2);
      }
    }
    for (let at = 0; at < count; at++) clearFrozen(adjustment, row(jacobian, at));
    flat.set(step);
    gradients.parameters.load();
    return { residuals, jacobian };
  }
}
