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

function sign(text: string): string {
  return text.replaceAll("-", "−");
}
