import { exp } from "./exp.js";

/**
 * Hyperbolic tangent: `1 − 2 / (e^2x + 1)`; below 0.85, where that would cancel, `x + x³ P(x²) / Q(x²)`.
 * Coefficients: our own, interpolation at the Chebyshev points of x² in [0, 1], relative error 2^−60. At most 1.1 ulp.
 */
export function tanh(x: number): number {
  const a = Math.abs(x);
  // Exact to the last bit there, and the sum below would lose the sign of −0.
  if (a < 1e-9) return x;
  if (a < 0.85) {
    const z = x * x;
    const p = -1 + z * (-0.07054571874545522 + z * (-0.0011178338758920288 + z * -3.8052007066899996e-6));
    const q2 = 0.08229407840793664 + z * (0.0012036661143275105 + z * 3.891322368720804e-6);
    const q = 3 + z * (1.4116371562363657 + z * q2);
    return x + x * ((z * p) / q);
  }
  const positive = 1 - 2 / (exp(a + a) + 1);
  return x < 0 ? -positive : positive;
}
