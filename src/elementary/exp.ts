import { powerOfTwo, scale } from "./binary.js";
import { INVERSE_LN2, LN2_HIGH, LN2_LOW } from "./constants.js";
import { sumError } from "./exact.js";

/** `e^x`, reduced and approximated as in `expSum`. At most 0.78 ulp, and subnormal results are rounded once. */
export function exp(x: number): number {
  return expSum(x, 0);
}

/**
 * `e^(x + low)` for a `low` far below the last bits of 1: callers that know their exponent in twice the precision keep it.
 *
 * `x = k ln 2 + r`, `|r| ≤ ln 2 / 2`, `e^x = 2^k e^r`, `e^r = 1 + r + r c / (2 − c)` with `c = r − r² P(r²)`.
 */
export function expSum(x: number, low: number): number {
  // Beyond these the scaling gives ∞ and 0 by itself.
  const bounded = x > 710 ? 710 : x < -746 ? -746 : x;
  const k = Math.floor(bounded * INVERSE_LN2 + 0.5);
  const high = bounded - k * LN2_HIGH;
  const rest = k * LN2_LOW - low;
  // What this sum lost is worth adding back: powers that are doubles come out exact.
  const sum = 1 + high;
  const lost = 1 - sum + high;
  return scale(sum + (lost + (curvature(high - rest) - rest)), k);
}

/**
 * `e^x − 1`, accurate near 0: `2^k ((1 − 2^−k) + (e^r − 1))`, where what the inner sum lost is added back.
 * Reduction and polynomial as in `exp`. At most 1.3 ulp, between ln 2 / 2 and 0.36; 0.96 elsewhere.
 */
export function expm1(x: number): number {
  if (Math.abs(x) < 1e-17) return x;
  if (x < -40) return -1;
  const bounded = x > 710 ? 710 : x;
  const k = Math.floor(bounded * INVERSE_LN2 + 0.5);
  const high = bounded - k * LN2_HIGH;
  const rest = k * LN2_LOW;
  const unit = -powerOfTwo(-k);
  const constant = 1 + unit;
  const sum = constant + high;
  const lost = sumError(1, unit, constant) + sumError(constant, high, sum);
  return scale(sum + (lost + (curvature(high - rest) - rest)), k);
}

/** `e^r − 1 − r` for `|r| ≤ ln 2 / 2`. Coefficients: FreeBSD msun e_exp.c (a Remez fit). */
function curvature(r: number): number {
  const z = r * r;
  const p4 = -1.6533902205465252e-6 + z * 4.1381367970572385e-8;
  const p2 = -0.0027777777777015593 + z * (6.613756321437934e-5 + z * p4);
  const c = r - z * (0.16666666666666602 + z * p2);
  return (r * c) / (2 - c);
}
