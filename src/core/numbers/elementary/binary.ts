/*
 * Powers of two, from two small tables. A product with a power of two is exact. Building a double
 * from its bits is slower: a load right after two stores costs more than the rest of exp. A
 * compiled kernel may shift bits instead and gets the same results.
 */

/** `2^(64 j − 1074)`. 2⁶⁴ is a literal, since bundlers keep products that nothing uses. */
const coarse: Float64Array = /* @__PURE__ */ geometric(5e-324, 1.8446744073709552e19, 33);

/** `2^(j − 4)` */
const fine: Float64Array = /* @__PURE__ */ geometric(0.0625, 2, 64);

const word: DataView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** Multiplies, since `**` is not exact on every platform. */
function geometric(first: number, ratio: number, length: number): Float64Array {
  const powers = new Float64Array(length);
  for (let j = 0, power = first; j < length; j++, power *= ratio) powers[j] = power;
  return powers;
}

/**
 * `y · 2^k` for `y` near 1 and whole `k` from −1078 to 1033. It is rounded once, subnormal results
 * included.
 */
export function scale(y: number, k: number): number {
  const i = (k + 1078) | 0;
  return y * fine[i & 63] * coarse[i >> 6];
}

/** `2^k` for whole `k` from −1074 to 1023. */
export function powerOfTwo(k: number): number {
  return scale(1, k);
}

/** The whole `k` with `√½ ≤ x / 2^k < √2`, for a positive normal `x`. */
export function exponent(x: number): number {
  // A DataView, since its byte order does not depend on the platform.
  word.setFloat64(0, x);
  // 0x3ff00000 and 0x3fe6a09e are the high words of 1 and √½.
  return ((word.getInt32(0) + (0x3ff00000 - 0x3fe6a09e)) >> 20) - 1023;
}
