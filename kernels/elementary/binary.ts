import { DOUBLE_BIAS, ONE } from "./constants";
import { both } from "./pair";

/*
 * Exponents. src/core/numbers/elementary/binary.ts looks powers of two up; this shifts them into
 * place. A product with a power of two is exact, so the bits agree.
 */

/**
 * `y · 2^k` for `y` near 1 and whole `k` from −1078 to 1033, by two normal powers: the first
 * product is exact.
 */
@inline
export function scale(y: v128, k: v128): v128 {
  const exponents = f64x2.add(k, both(DOUBLE_BIAS));
  const half = i64x2.shr_u(exponents, 1);
  const other = i64x2.sub(exponents, half);
  return f64x2.mul(f64x2.mul(y, i64x2.shl(half, 52)), i64x2.shl(other, 52));
}

/** `2^k` for whole `k` from −1074 to 1023. */
@inline
export function powerOfTwo(k: v128): v128 {
  return scale(both(ONE), k);
}
