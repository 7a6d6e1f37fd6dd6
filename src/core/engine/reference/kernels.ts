import { isRowwise } from "../../activations/activation.js";
import { linkFor } from "../../losses/loss.js";
import type { Matrix, Vector } from "../../numbers/matrix.js";
import type { Block, Kernels } from "../engine.js";
import { activateRows, affineRows, rowsFor } from "./forward.js";

/** The definition of every kernel, as plain loops. */
export const referenceKernels: Kernels = {
  affine: affineRows,
  activate: activateRows,

  slope(f, z, a, gradA, delta) {
    if (isRowwise(f)) {
      const { give, fill } = rowsFor(f);
      for (let r = 0; r < z.rows; r++) f.backwardRow(give(z, r), give(a, r), give(gradA, r), fill(delta, r));
    } else {
      const size = z.rows * z.columns;
      for (let k = 0; k < size; k++) delta.data[k] = gradA.data[k] * f.derivative(z.data[k], a.data[k]);
    }
  },

  gradA(delta, W: Matrix, into) {
    const { rows, columns: outputs } = delta;
    const inputs = W.columns;
    into.data.fill(0, 0, rows * inputs);
    for (let r = 0; r < rows; r++) {
      for (let j = 0; j < outputs; j++)
        addScaled(into.data, r * inputs, delta.data[r * outputs + j], W.data, j * inputs, inputs);
    }
  },

  gradW(delta, a, into: Matrix) {
    const { rows, columns: outputs } = delta;
    const inputs = a.columns;
    for (let r = 0; r < rows; r++) {
      for (let j = 0; j < outputs; j++)
        addScaled(into.data, j * inputs, delta.data[r * outputs + j], a.data, r * inputs, inputs);
    }
  },

  gradB(delta, into: Vector) {
    const { rows, columns: outputs } = delta;
    for (let r = 0; r < rows; r++) {
      for (let j = 0; j < outputs; j++) into[j] += delta.data[r * outputs + j];
    }
  },

  multiply(a, mask, into) {
    const size = a.rows * a.columns;
    for (let k = 0; k < size; k++) into.data[k] = a.data[k] * mask.data[k];
  },

  lossSum(loss, { activation, z, a, target, weights }, sum) {
    const link = linkFor(loss, activation);
    const { give } = rowsFor(loss);
    let total = sum;
    for (let r = 0; r < a.rows; r++) {
      const t = give(target, r);
      const value = link === undefined ? loss.value(give(a, r), t) : link.value(give(z, r), t);
      total += weights.data[r] * value;
    }
    return total;
  },

  lossGradient(loss, { a, target, weights, samples }, into) {
    const { give, fill } = rowsFor(loss);
    for (let r = 0; r < a.rows; r++) {
      loss.gradient(give(a, r), give(target, r), fill(into, r));
      scaleRow(into, r, weights.data[r] / samples);
    }
  },

  lossDelta(loss, { activation, z, a, target, weights, samples }, into) {
    const link = linkFor(loss, activation);
    if (link === undefined) return;
    const { give, fill } = rowsFor(loss);
    for (let r = 0; r < a.rows; r++) {
      link.delta(give(z, r), give(a, r), give(target, r), fill(into, r));
      scaleRow(into, r, weights.data[r] / samples);
    }
  },
};

/**
 * Adds `factor` times a run of `from` to a run of `into`. Storing rounds the sum, so in float32
 * only the product has to be rounded here.
 */
function addScaled(into: Vector, at: number, factor: number, from: Vector, start: number, length: number): void {
  const single = into instanceof Float32Array;
  for (let i = 0; i < length; i++) {
    const product = factor * from[start + i];
    into[at + i] += single ? Math.fround(product) : product;
  }
}

/** Multiplies a sample's row by its share in E, wᵢ / n. */
function scaleRow(block: Block, r: number, share: number): void {
  const row = block.row(r);
  for (let k = 0; k < row.length; k++) row[k] *= share;
}
