/**
 * A number with this many significant digits. Trailing zeros appear only after rounding.
 */
export function written(value: number, digits: number): string {
  if (value === 0) return "0";
  if (digits >= 17) return sign(String(value));
  const rounded = value.toPrecision(digits);
  const exact = Math.abs(Number(rounded) - value) <= 5e-16 * Math.abs(value);
  return sign(exact ? String(Number(rounded)) : rounded);
}

/** The same as a factor or term: a negative number gets parentheses. */
export function inside(value: number, digits: number): string {
  return value < 0 ? `(${written(value, digits)})` : written(value, digits);
}

function sign(text: string): string {
  return text.replaceAll("-", "−");
}
