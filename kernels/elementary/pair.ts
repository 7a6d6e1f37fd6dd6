/*
 * Two float64 at once: `v128` throughout this folder. Functions that exist only for one number take a lane at a time.
 */

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

/** `c + z p`, a step of Horner's scheme: c is number k of the coefficients. */
@inline
export function horner(coefficients: usize, k: usize, z: v128, p: v128): v128 {
  return f64x2.add(both(coefficients + 8 * k), f64x2.mul(z, p));
}
