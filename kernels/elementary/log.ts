import { HALF, LN2_HIGHS, LN2_LOWS, ONE, TWO } from "./constants";
import { both, horner, sumErrors, times } from "./pair";

/** Natural logarithm. */
export function log(x: v128): v128 {
  // A subnormal number has fewer exponents' worth of bits: make it normal first.
  const small = f64x2.lt(x, f64x2.splat(2.2250738585072014e-308));
  const normal = v128.bitselect(f64x2.mul(x, f64x2.splat(1.8014398509481984e16)), x, small);
  const k = f64x2.sub(exponent(normal), v128.and(small, f64x2.splat(54)));
  return inDomain(x, 0, series(f64x2.sub(mantissa(normal), both(ONE)), k, f64x2.splat(0)));
}

/** `log(1 + x)`, accurate near 0. */
export function log1p(x: v128): v128 {
  const sum = f64x2.add(both(ONE), x);
  const far = v128.or(f64x2.le(x, f64x2.splat(-0.29)), f64x2.ge(x, f64x2.splat(0.41)));
  const f = v128.bitselect(f64x2.sub(mantissa(sum), both(ONE)), x, far);
  const correction = v128.and(f64x2.div(sumErrors(both(ONE), x, sum), sum), far);
  const result = inDomain(x, -1, series(f, v128.and(exponent(sum), far), correction));
  return v128.bitselect(x, result, f64x2.lt(f64x2.abs(x), f64x2.splat(1e-17)));
}

/** A logarithm that is −∞ at the edge of its domain, NaN below, and ∞ at ∞. */
@inline
function inDomain(x: v128, edge: f64, result: v128): v128 {
  const outside = v128.bitselect(f64x2.splat(-Infinity), f64x2.splat(NaN), f64x2.eq(x, f64x2.splat(edge)));
  const inside = v128.bitselect(result, x, f64x2.lt(x, f64x2.splat(Infinity)));
  return v128.bitselect(inside, outside, f64x2.gt(x, f64x2.splat(edge)));
}

/**
 * The biased whole k with `√½ ≤ x / 2^k < √2`, for a positive normal x: 0x3ff00000 and 0x3fe6a09e
 * are the high words of 1 and √½.
 */
@inline
function biased(x: v128): v128 {
  return i64x2.shr_u(i64x2.add(x, i64x2.splat(<i64>(0x3ff00000 - 0x3fe6a09e) << 32)), 52);
}

/** That k. */
@inline
function exponent(x: v128): v128 {
  // Beside the bits of 2^52 it is the number 2^52 + 1023 + k.
  return f64x2.sub(v128.or(biased(x), f64x2.splat(4503599627370496)), f64x2.splat(4503599627371519));
}

/** `x / 2^k` */
@inline
function mantissa(x: v128): v128 {
  return i64x2.add(i64x2.sub(x, i64x2.shl(biased(x), 52)), both(ONE));
}

/** Coefficients of `series`. */
const EVEN: usize = memory.data<f64>([0.3999999999940942, 0.22222198432149784, 0.15313837699209373]);
const ODD: usize = memory.data<f64>([0.6666666666666735, 0.2857142874366239, 0.1818357216161805, 0.14798198605106586]);

/** `k ln 2 + log(1 + f) + correction`. */
function series(f: v128, k: v128, correction: v128): v128 {
  const s = f64x2.div(f, f64x2.add(both(TWO), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = f64x2.mul(w, horner(EVEN, 0, w, horner(EVEN, 1, w, both(EVEN + 16))));
  const odd = f64x2.mul(z, horner(ODD, 0, w, horner(ODD, 1, w, horner(ODD, 2, w, both(ODD + 24)))));
  const half = f64x2.mul(times(f, HALF), f);
  // Smallest terms first.
  const lower = f64x2.add(times(k, LN2_LOWS), correction);
  const curved = f64x2.add(f64x2.mul(s, f64x2.add(half, f64x2.add(even, odd))), lower);
  return f64x2.sub(times(k, LN2_HIGHS), f64x2.sub(f64x2.sub(half, curved), f));
}
