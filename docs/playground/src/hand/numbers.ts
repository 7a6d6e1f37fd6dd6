/** A number in so many significant digits; zeros at its end stand for digits that were rounded away. */
export function written(value: number, digits: number): string {
  if (value === 0) return "0";
  if (digits >= 17) return sign(String(value));
  const rounded = value.toPrecision(digits);
  const exact = Math.abs(Number(rounded) - value) <= 5e-16 * Math.abs(value);
  return sign(exact ? String(Number(rounded)) : rounded);
}

/** The same as a factor or a term: a negative one in parentheses. */
export function inside(value: number, digits: number): string {
  return value < 0 ? `(${written(value, digits)})` : written(value, digits);
}

function sign(text: string): string {
  return text.replaceAll("-", "−");
}
