import { DOUBLE_BIAS, ONE } from "./constants";
import { both } from "./pair";

/*
 * Exponents. Where src/elementary/binary.ts looks powers of two up, this shifts them into place: a product with a power of two
 * is exact, so the bits agree.
 */

/** `y · 2^k` for `y` near 1 and whole `k` from −1078 to 1033: by two normal powers, the first product being exact. */
// @ts-ignore: decorator
@inline
export function scale(y: v128, k: v128): v128 {
  const exponents = f64x2.add(k, both(DOUBLE_BIAS));
  const half = i64x2.shr_u(exponents, 1);
  const other = i64x2.sub(exponents, half);
  return f64x2.mul(f64x2.mul(y, i64x2.shl(half, 52)), i64x2.shl(other, 52));
}

/** `2^k` for whole `k` from −1074 to 1023. */
// @ts-ignore: decorator
@inline
export function powerOfTwo(k: v128): v128 {
  return scale(both(ONE), k);
}

/** The whole `k` with `√½ ≤ x / 2^k < √2`, for a positive normal `x`. */
// @ts-ignore: decorator
@inline
export function exponent(x: f64): i32 {
  // 0x3ff00000 and 0x3fe6a09e are the high words of 1 and √½.
  return ((<i32>(reinterpret<i64>(x) >> 32) + (0x3ff00000 - 0x3fe6a09e)) >> 20) - 1023;
}

/** `x / 2^k`, where both are normal. */
// @ts-ignore: decorator
@inline
export function divide(x: f64, k: i32): f64 {
  return reinterpret<f64>(reinterpret<i64>(x) - ((<i64>k) << 52));
}
