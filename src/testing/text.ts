/** How reports write numbers, factors, lists and tables. */

/** A number with 7 digits unless told otherwise: enough to see a difference. */
export function numberText(value: number, digits = 7): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e6 ? String(Number(value.toPrecision(digits))) : value.toExponential(digits - 1);
}

/** A factor: `2`, `1/4`, `−1`, `0.3712`. */
export function ratioText(ratio: number): string {
  const whole = Math.round(ratio);
  // Near ±1 the deviation matters: more digits.
  if (Math.abs(whole) === 1 && Math.abs(ratio - whole) < 1e-3) return withMinus(ratio.toPrecision(6));
  if (whole !== 0 && Math.abs(ratio - whole) < 1e-3 * Math.abs(whole)) return withMinus(whole);
  const inverse = Math.round(1 / ratio);
  if (Math.abs(inverse) < 1e6 && Math.abs(1 / ratio - inverse) < 1e-3 * Math.abs(inverse)) {
    return `${inverse < 0 ? "−" : ""}1/${Math.abs(inverse)}`;
  }
  return withMinus(ratio.toPrecision(4));
}

function withMinus(number: number | string): string {
  return String(Number(number)).replace("-", "−");
}

/** The first four of a list, and `…` for the rest. */
export function firstFour(list: readonly string[]): string {
  return `${list.slice(0, 4).join(", ")}${list.length > 4 ? ", …" : ""}`;
}

/** A message with a capital letter and a full stop. */
export function asSentence(message: string): string {
  return `${message.replace(/^[a-z]/, (letter) => letter.toUpperCase())}.`;
}

/** The lines of a table whose columns are as wide as their widest cell. */
export function alignedRows(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => row[c].length)));
  return rows.map((row) =>
    row
      .map((cell, c) => cell.padEnd(widths[c]))
      .join("  ")
      .trimEnd(),
  );
}
