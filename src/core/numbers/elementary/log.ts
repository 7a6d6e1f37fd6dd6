import { exponent, powerOfTwo } from "./binary.js";
import { LN2_HIGH, LN2_LOW } from "./constants.js";
import { sumError } from "./exact.js";

/**
 * Natural logarithm: `log(2^k (1 + f)) = k ln 2 + log(1 + f)`, `√½ ≤ 1 + f < √2`. At most 0.85 ulp.
 */
export function log(x: number): number {
  if (x < 2.2250738585072014e-308) {
    if (x < 0) return NaN;
    if (x === 0) return -Infinity;
    // `exponent` takes normal numbers only: multiply a subnormal one by 2^54 first.
    return logarithm(x * 1.8014398509481984e16, -54, 0);
  }
  // ∞ or NaN.
  if (!(x < Infinity)) return x;
  return logarithm(x, 0, 0);
}

/**
 * `log(1 + x)`, accurate near 0: plus the rounding error of `1 + x` over `1 + x`. At most 0.86 ulp.
 */
export function log1p(x: number): number {
  if (x <= -1) return x < -1 ? NaN : -Infinity;
  if (!(x < Infinity) || Math.abs(x) < 1e-17) return x;
  if (x > -0.29 && x < 0.41) return series(x, 0, 0);
  const sum = 1 + x;
  return logarithm(sum, 0, sumError(1, x, sum) / sum);
}

/** `shift · ln 2 + log(x) + correction` for a positive normal `x`. */
function logarithm(x: number, shift: number, correction: number): number {
  const k = exponent(x);
  return series(x * powerOfTwo(-k) - 1, k + shift, correction);
}

/**
 * `k ln 2 + log(1 + f) + correction`: with `s = f / (2 + f)`,
 * `log(1 + f) = 2 artanh(s) = f − f²/2 + s (f²/2 + R(s²))`. Coefficients of R: FreeBSD msun e_log.c
 * (a Remez fit), its even and odd powers side by side.
 */
function series(f: number, k: number, correction: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd4 = 0.1818357216161805 + w * 0.14798198605106586;
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * odd4));
  const half = 0.5 * f * f;
  // Smallest terms first.
  return k * LN2_HIGH - (half - (s * (half + (even + odd)) + (k * LN2_LOW + correction)) - f);
}
