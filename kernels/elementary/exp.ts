import { powerOfTwo, quarterPower, scale } from "./binary";
import { HALF, INVERSE_LN2, LARGEST, LN2_HIGHS, LN2_LOWS, ONE, SMALLEST, TWO } from "./constants";
import { sumErrors } from "./exact";
import { both, horner } from "./pair";

/** `e^x`. */
export function exp(x: v128): v128 {
  const bounded = f64x2.pmax(f64x2.pmin(x, both(LARGEST)), both(SMALLEST));
  const k = multiple(bounded);
  return scale(growth(remainder(bounded, k), f64x2.mul(k, both(LN2_LOWS))), k);
}

/**
 * `e^(factor x) / 4` for a factor of ±1 or ±2, where it is normal: a quarter, so that it is up to the largest x. Elsewhere anything
 * may come out, which the caller covers: cheaper than a bound on x, for which everything else would have to wait.
 * `factors`: where the factor and its product with `INVERSE_LN2` are.
 */
// @ts-ignore: decorator
@inline
export function quarterExp(x: v128, factors: usize): v128 {
  const k = f64x2.floor(f64x2.add(f64x2.mul(x, both(factors + 8)), both(HALF)));
  const high = remainder(f64x2.mul(x, both(factors)), k);
  return f64x2.mul(growth(high, f64x2.mul(k, both(LN2_LOWS))), quarterPower(k));
}

/** `e^(x + low)` for a `low` far below the last bits of 1. */
export function expSum(x: v128, low: v128): v128 {
  const bounded = f64x2.pmax(f64x2.pmin(x, both(LARGEST)), both(SMALLEST));
  const k = multiple(bounded);
  return scale(growth(remainder(bounded, k), f64x2.sub(f64x2.mul(k, both(LN2_LOWS)), low)), k);
}

/** `e^x − 1`, accurate near 0. */
export function expm1(x: v128): v128 {
  const bounded = f64x2.pmin(x, both(LARGEST));
  const k = multiple(bounded);
  const high = remainder(bounded, k);
  const rest = f64x2.mul(k, both(LN2_LOWS));
  const unit = f64x2.neg(powerOfTwo(f64x2.neg(k)));
  const constant = f64x2.add(both(ONE), unit);
  const sum = f64x2.add(constant, high);
  const lost = f64x2.add(sumErrors(both(ONE), unit, constant), sumErrors(constant, high, sum));
  const curved = f64x2.sub(curvature(f64x2.sub(high, rest)), rest);
  const result = scale(f64x2.add(sum, f64x2.add(lost, curved)), k);
  const above = v128.bitselect(f64x2.splat(-1), result, f64x2.lt(x, f64x2.splat(-40)));
  return v128.bitselect(x, above, f64x2.lt(f64x2.abs(x), f64x2.splat(1e-17)));
}

/** k: the multiple of ln 2 next to x. */
// @ts-ignore: decorator
@inline
function multiple(x: v128): v128 {
  return f64x2.floor(f64x2.add(f64x2.mul(x, both(INVERSE_LN2)), both(HALF)));
}

/** What is left of x above `k ln 2`, but for `k · LN2_LOW`. */
// @ts-ignore: decorator
@inline
function remainder(x: v128, k: v128): v128 {
  return f64x2.sub(x, f64x2.mul(k, both(LN2_HIGHS)));
}

/** `e^(high − rest)`. */
// @ts-ignore: decorator
@inline
function growth(high: v128, rest: v128): v128 {
  const sum = f64x2.add(both(ONE), high);
  const lost = f64x2.add(f64x2.sub(both(ONE), sum), high);
  return f64x2.add(sum, f64x2.add(lost, f64x2.sub(curvature(f64x2.sub(high, rest)), rest)));
}

/** Coefficients of `curvature`. */
const P: usize = memory.data<f64>([
  0.16666666666666602, -0.0027777777777015593, 6.613756321437934e-5, -1.6533902205465252e-6, 4.1381367970572385e-8,
]);

/** `e^r − 1 − r` for `|r| ≤ ln 2 / 2`. */
// @ts-ignore: decorator
@inline
function curvature(r: v128): v128 {
  const z = f64x2.mul(r, r);
  const p2 = horner(P, 1, z, horner(P, 2, z, horner(P, 3, z, both(P + 32))));
  const c = f64x2.sub(r, f64x2.mul(z, horner(P, 0, z, p2)));
  return f64x2.div(f64x2.mul(r, c), f64x2.sub(both(TWO), c));
}
