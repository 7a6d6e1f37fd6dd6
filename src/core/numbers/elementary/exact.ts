/*
 * Exact rounding errors: a sum or product together with its error is a number of twice the
 * precision.
 * Source: T. J. Dekker, "A floating-point technique for extending the available precision" (1971);
 * D. E. Knuth, TAOCP 2, 4.2.2.
 */

/** `a + b − sum` exactly, where `sum` is `a + b` rounded. */
export function sumError(a: number, b: number, sum: number): number {
  const shareOfB = sum - a;
  return a - (sum - shareOfB) + (b - shareOfB);
}

/**
 * `a b − product` exactly, where `product` is `a b` rounded; for factors below 2^990 and products
 * that are not tiny.
 */
export function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** `a` rounded to 26 bits: products of such halves are exact. */
function upperHalf(a: number): number {
  const shifted = a * 134217729;
  return shifted - (shifted - a);
}
