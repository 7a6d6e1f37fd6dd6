import { type Activation, type Loss, type Matrix, matrix } from "../../core/index.js";
import { isRowwise, linkFor } from "../../core/internal.js";
import { rowViews } from "../matrices.js";

/** δ = ∂E/∂a ⊙ f′(z), or through the Jacobian of a row-wise f; all samples × outputs. */
export function deltaThrough(f: Activation, z: Matrix, a: Matrix, gradA: Matrix): Matrix {
  const delta = matrix(z.rows, z.columns);
  if (isRowwise(f)) {
    const [ofZ, ofA, ofGrad, into] = [z, a, gradA, delta].map(rowViews);
    for (let r = 0; r < z.rows; r++) f.backwardRow(ofZ[r], ofA[r], ofGrad[r], into[r]);
  } else {
    for (let k = 0; k < delta.data.length; k++) delta.data[k] = gradA.data[k] * f.derivative(z.data[k], a.data[k]);
  }
  return delta;
}

/** ∂E/∂a of the last layer; `share` holds wᵢ / n, what each sample counts for. */
export function outputGradient(loss: Loss, a: Matrix, t: Matrix, share: ArrayLike<number>): Matrix {
  const gradA = matrix(a.rows, a.columns);
  const [outputs, targets] = [a, t].map(rowViews);
  rowViews(gradA).forEach((into, r) => {
    loss.gradient(outputs[r], targets[r], into);
    for (let k = 0; k < into.length; k++) into[k] *= share[r];
  });
  return gradA;
}

/** δ of the last layer: by the closed form of the loss and f where there is one. */
export function outputDelta(
  loss: Loss,
  f: Activation,
  z: Matrix,
  a: Matrix,
  t: Matrix,
  share: ArrayLike<number>,
): Matrix {
  const link = linkFor(loss, f);
  if (link === undefined) return deltaThrough(f, z, a, outputGradient(loss, a, t, share));
  const delta = matrix(a.rows, a.columns);
  const [ofZ, outputs, targets] = [z, a, t].map(rowViews);
  rowViews(delta).forEach((into, r) => {
    link.delta(ofZ[r], outputs[r], targets[r], into);
    for (let k = 0; k < into.length; k++) into[k] *= share[r];
  });
  return delta;
}
