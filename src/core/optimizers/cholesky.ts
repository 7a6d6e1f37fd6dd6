import type { Matrix, Vector } from "../numbers/matrix.js";

/**
 * x of `(A + μI) x = b`, for a symmetric A of which the lower half is read; `null` when that matrix is not positive definite.
 *
 * Source: Golub and Van Loan 2013, Algorithm 4.2.1 (Cholesky's factorization, row by row).
 */
export function solve(A: Matrix, damping: number, b: Vector): Vector | null {
  const size = A.rows;
  const L = Float64Array.from(A.data);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = L[i * size + j] + (i === j ? damping : 0);
      for (let k = 0; k < j; k++) sum -= L[i * size + k] * L[j * size + k];
      if (i === j && !(sum > 0)) return null;
      L[i * size + j] = i === j ? Math.sqrt(sum) : sum / L[j * size + j];
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] -= L[i * size + k] * x[k];
    x[i] /= L[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] -= L[k * size + i] * x[k];
    x[i] /= L[i * size + i];
  }
  return x;
}
