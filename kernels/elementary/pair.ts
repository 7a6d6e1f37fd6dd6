/* Two float64 at once: what `v128` is in this folder. */
import { ONE, SIGN } from "./constants";

/** The number at `p`, twice. */
@inline
export function both(p: usize): v128 {
  return v128.load64_splat(p);
}

/** `(first, second)` */
@inline
export function pair(first: f64, second: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}

@inline
export function first(x: v128): f64 {
  return f64x2.extract_lane(x, 0);
}

@inline
export function second(x: v128): f64 {
  return f64x2.extract_lane(x, 1);
}

/** x times the number at `p`. */
@inline
export function times(x: v128, p: usize): v128 {
  return f64x2.mul(x, both(p));
}

/** `Math.sign(x)`: 0 of either sign, and NaN, stay what they are. */
@inline
export function sign(x: v128): v128 {
  const unit = v128.or(v128.and(x, both(SIGN)), both(ONE));
  return v128.bitselect(unit, x, f64x2.gt(f64x2.abs(x), f64x2.splat(0)));
}

/** `sumError` of src/core/numbers/elementary/exact.ts for two sums at once. */
@inline
export function sumErrors(a: v128, b: v128, sum: v128): v128 {
  const shareOfB = f64x2.sub(sum, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(sum, shareOfB)), f64x2.sub(b, shareOfB));
}

/** `c + z p`, a step of Horner's scheme: c is number k of the coefficients. */
@inline
export function horner(coefficients: usize, k: usize, z: v128, p: v128): v128 {
  return f64x2.add(both(coefficients + 8 * k), f64x2.mul(z, p));
}
