import type { Matrix, Vector } from "../../numbers/matrix.js";
import type { Block } from "../engine.js";

/** `∂E/∂a = δ·W` of the layer before. */
export function gradA(delta: Block, W: Matrix, into: Block): void {
  const { rows, columns: outputs } = delta;
  const inputs = W.columns;
  into.data.fill(0, 0, rows * inputs);
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < outputs; j++)
      addScaled(into.data, r * inputs, delta.data[r * outputs + j], W.data, j * inputs, inputs);
  }
}

/** Adds `∂E/∂W = δᵀ·a` to `into`. */
export function gradW(delta: Block, a: Block, into: Matrix): void {
  const { rows, columns: outputs } = delta;
  const inputs = a.columns;
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < outputs; j++)
      addScaled(into.data, j * inputs, delta.data[r * outputs + j], a.data, r * inputs, inputs);
  }
}

/** Adds `∂E/∂b = Σ δ` over the samples to `into`. */
export function gradB(delta: Block, into: Vector): void {
  const { rows, columns: outputs } = delta;
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < outputs; j++) into[j] += delta.data[r * outputs + j];
  }
}

/** Adds `factor` times a run of `from` to a run of `into`; storing rounds the sum, so in float32 only the product is left to round. */
function addScaled(into: Vector, at: number, factor: number, from: Vector, start: number, length: number): void {
  const single = into instanceof Float32Array;
  for (let i = 0; i < length; i++) {
    const product = factor * from[start + i];
    into[at + i] += single ? Math.fround(product) : product;
  }
}
