/**
 * A number with this many significant digits. Trailing zeros appear only after rounding.
 */
export function written(value: number, digits: number): string {
  if (value === 0) return "0";
  if (digits >= 17) return sign(String(value));
  const text = value.toPrecision(digits);
  const exact = Math.abs(Number(text) - value) <= 5e-16 * Math.abs(value);
  return sign(exact ? String(Number(text)) : text);
}

/** A number that is only known to so many digits, and is always written with all of them: 2.0. */
export function rounded(value: number, digits: number): string {
  return value === 0 ? "0" : sign(value.toPrecision(digits));
}

/** A number in at most so many signs, with as many digits as fit. */
export function fitting(value: number, digits: number, most: number): string {
  for (let count = Math.min(4, digits); count > 1; count--) {
    const text = written(value, count);
    if (text.length <= most) return text;
  }
  const power = sign(value.toExponential(1));
  if (power.length <= most) return power;
  const plain = written(value, 1);
  return plain.length <= most + 2 ? plain : sign(value.toExponential(0));
}

function sign(text: string): string {
  return text.replaceAll("-", "−");
}
