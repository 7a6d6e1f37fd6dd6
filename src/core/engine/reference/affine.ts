import type { Matrix, Vector } from "../../numbers/matrix.js";
import type { Block } from "../engine.js";

/** `z = a·Wᵀ + b`. */
export function affine(a: Block, W: Matrix, b: Vector | null, z: Block): void {
  const { rows, columns: inputs } = a;
  const outputs = W.rows;
  const single = z.data instanceof Float32Array;
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < outputs; j++) {
      let sum = b === null ? 0 : b[j];
      for (let i = 0; i < inputs; i++) {
        const product = a.data[r * inputs + i] * W.data[j * inputs + i];
        sum = single ? Math.fround(sum + Math.fround(product)) : sum + product;
      }
      z.data[r * outputs + j] = sum;
    }
  }
}
