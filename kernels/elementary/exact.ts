/*
 * What rounding lost, exactly: see src/core/numbers/elementary/exact.ts.
 */

/** `a + b − sum` exactly, where `sum` is `a + b` rounded. */
@inline
export function sumError(a: f64, b: f64, sum: f64): f64 {
  const shareOfB = sum - a;
  return a - (sum - shareOfB) + (b - shareOfB);
}

/** `sumError` of two pairs at once. */
@inline
export function sumErrors(a: v128, b: v128, sum: v128): v128 {
  const shareOfB = f64x2.sub(sum, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(sum, shareOfB)), f64x2.sub(b, shareOfB));
}

/** `a b − product` exactly, where `product` is `a b` rounded; for factors below 2^990 and products that are not tiny. */
export function productError(a: f64, b: f64, product: f64): f64 {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** `a` rounded to 26 bits, so that products of halves are exact. */
@inline
function upperHalf(a: f64): f64 {
  const shifted = a * 134217729;
  return shifted - (shifted - a);
}
