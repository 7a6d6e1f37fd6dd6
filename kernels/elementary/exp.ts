import { powerOfTwo, scale } from "./binary";
import { INVERSE_LN2, LARGEST, LN2_HIGHS, LN2_LOWS, ONE, SMALLEST, TO_HALF, TO_WHOLE } from "./constants";
import { both, sumErrors, times } from "./pair";

/** `e^x`. */
export function exp(x: v128): v128 {
  return expSum(x, f64x2.splat(0));
}

/** `e^(x + low)` for a `low` far below the last bits of 1. */
export function expSum(x: v128, low: v128): v128 {
  const bounded = f64x2.pmax(f64x2.pmin(x, both(LARGEST)), both(SMALLEST));
  const k = multiple(bounded);
  return scale(growth(remainder(bounded, k), f64x2.sub(f64x2.mul(k, both(LN2_LOWS)), low)), k);
}

/**
 * `e^(factor x) / 2` for a factor of ±1 or ±2, where it is a normal number. The half does not
 * overflow for the largest x. Elsewhere the result is undefined and the caller replaces it: all
 * else would have to wait for a bound on x.
 *
 * `factors` is the address of the factor and of its product with `1 / ln 2`.
 */
@inline
export function halfExp(x: v128, factors: usize): v128 {
  // The last bits of the sum are the biased exponent of 2^k / 2.
  const shifted = f64x2.add(times(x, factors + 8), both(TO_HALF));
  const k = f64x2.sub(shifted, both(TO_HALF));
  return f64x2.mul(growth(remainder(times(x, factors), k), times(k, LN2_LOWS)), i64x2.shl(shifted, 52));
}

/** `e^x − 1`, accurate near 0. */
export function expm1(x: v128): v128 {
  const bounded = f64x2.pmin(x, both(LARGEST));
  const k = multiple(bounded);
  const high = remainder(bounded, k);
  const rest = times(k, LN2_LOWS);
  const unit = f64x2.neg(powerOfTwo(f64x2.neg(k)));
  const constant = f64x2.add(both(ONE), unit);
  const sum = f64x2.add(constant, high);
  const lost = f64x2.add(sumErrors(both(ONE), unit, constant), sumErrors(constant, high, sum));
  const result = scale(f64x2.add(sum, curvature(f64x2.sub(high, rest), f64x2.sub(lost, rest))), k);
  const above = v128.bitselect(f64x2.splat(-1), result, f64x2.lt(x, f64x2.splat(-40)));
  return v128.bitselect(x, above, f64x2.lt(f64x2.abs(x), f64x2.splat(1e-17)));
}

/** k, where k ln 2 is the multiple of ln 2 next to x. */
@inline
function multiple(x: v128): v128 {
  return f64x2.sub(f64x2.add(times(x, INVERSE_LN2), both(TO_WHOLE)), both(TO_WHOLE));
}

/** `x − k ln 2`, without the `k · LN2_LOW` of it. */
@inline
function remainder(x: v128, k: v128): v128 {
  return f64x2.sub(x, times(k, LN2_HIGHS));
}

/** `e^(high − rest)`. */
@inline
function growth(high: v128, rest: v128): v128 {
  const sum = f64x2.add(both(ONE), high);
  const lost = f64x2.add(f64x2.sub(both(ONE), sum), high);
  return f64x2.add(sum, curvature(f64x2.sub(high, rest), f64x2.sub(lost, rest)));
}

/** Coefficients of `curvature`, from that of r² on. */
const C: usize = memory.data<f64>([
  0.5, 0.1666666666666668, 0.0416666666666666, 0.00833333333331949, 0.0013888888888925878, 0.00019841269891047132,
  2.4801587236692096e-5, 2.7557239632885586e-6, 2.7557351191649675e-7, 2.5110527394261518e-8, 2.0890689840686517e-9,
]);

/** `low + (e^r − 1 − r)` for `|r| ≤ ln 2 / 2`. */
@inline
function curvature(r: v128, low: v128): v128 {
  const z = f64x2.mul(r, r);
  const w = f64x2.mul(z, z);
  const c2 = f64x2.add(line(C, r), f64x2.mul(z, line(C + 16, r)));
  const c6 = f64x2.add(line(C + 32, r), f64x2.mul(z, line(C + 48, r)));
  const c10 = f64x2.add(line(C + 64, r), times(z, C + 80));
  const further = f64x2.mul(f64x2.mul(z, w), f64x2.add(c6, f64x2.mul(w, c10)));
  return f64x2.add(f64x2.add(low, f64x2.mul(z, c2)), further);
}

/** `c + r d`, for the two numbers at `p`. */
@inline
function line(p: usize, r: v128): v128 {
  return f64x2.add(both(p), times(r, p + 8));
}
