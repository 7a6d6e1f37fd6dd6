/*
 * Two float64 at once: `v128` throughout this folder. Functions that exist only for one number take a lane at a time.
 */

/** `c` twice. */
// @ts-ignore: decorator
@inline
export function both(c: f64): v128 {
  return f64x2.splat(c);
}

/** `(first, second)` */
// @ts-ignore: decorator
@inline
export function pair(first: f64, second: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}

// @ts-ignore: decorator
@inline
export function first(x: v128): f64 {
  return f64x2.extract_lane(x, 0);
}

// @ts-ignore: decorator
@inline
export function second(x: v128): f64 {
  return f64x2.extract_lane(x, 1);
}

/** `c + z p`, a step of Horner's scheme. */
// @ts-ignore: decorator
@inline
export function horner(c: f64, z: v128, p: v128): v128 {
  return f64x2.add(both(c), f64x2.mul(z, p));
}
