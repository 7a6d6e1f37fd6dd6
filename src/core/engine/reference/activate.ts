import { type Activation, isRowwise } from "../../activations/activation.js";
import type { Block } from "../engine.js";

/** `a = f(z)`. */
export function activate(f: Activation, z: Block, a: Block): void {
  if (isRowwise(f)) {
    for (let r = 0; r < z.rows; r++) f.applyRow(z.row(r), a.row(r));
  } else {
    const size = z.rows * z.columns;
    for (let k = 0; k < size; k++) a.data[k] = f.apply(z.data[k]);
  }
}

/** `δ = ∂E/∂a ⊙ f′(z)`, or through the Jacobian of a row-wise f. */
export function slope(f: Activation, z: Block, a: Block, gradA: Block, delta: Block): void {
  if (isRowwise(f)) {
    for (let r = 0; r < z.rows; r++) f.backwardRow(z.row(r), a.row(r), gradA.row(r), delta.row(r));
  } else {
    const size = z.rows * z.columns;
    for (let k = 0; k < size; k++) delta.data[k] = gradA.data[k] * f.derivative(z.data[k], a.data[k]);
  }
}

/** `a ⊙ mask`. */
export function multiply(a: Block, mask: Block, into: Block): void {
  const size = a.rows * a.columns;
  for (let k = 0; k < size; k++) into.data[k] = a.data[k] * mask.data[k];
}
