/** The number that 16 bits are in IEEE 754 binary16: 1 bit sign, 5 bits exponent, 10 bits fraction. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** The number that 16 bits are in bfloat16: the upper half of an IEEE 754 binary32. */
export function fromBfloat16(bits: number): number {
  const exponent = (bits >>> 7) & 255;
  const fraction = bits & 127;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 255) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -133 : (128 + fraction) * 2 ** (exponent - 134));
}
