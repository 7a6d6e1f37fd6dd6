/** What two vectors of derivatives have to do with each other. */

/** Whether every number of one is that of the other, to a relative `tolerance` of their size and the vector's. */
export function near(one: ArrayLike<number>, other: ArrayLike<number>, tolerance = 1e-4): boolean {
  if (one.length !== other.length) return false;
  const scale = largest(other);
  for (let k = 0; k < one.length; k++) {
    const room = tolerance * (Math.max(Math.abs(one[k]), Math.abs(other[k])) + 1e-3 * scale);
    if (!(Math.abs(one[k] - other[k]) <= room)) return false;
  }
  return true;
}

/** r where `given` = r · `wanted` throughout; `null` where there is no such number. */
export function ratioOf(given: ArrayLike<number>, wanted: ArrayLike<number>, tolerance?: number): number | null {
  let dot = 0;
  let square = 0;
  for (let k = 0; k < wanted.length; k++) {
    dot += given[k] * wanted[k];
    square += wanted[k] * wanted[k];
  }
  const ratio = dot / square;
  if (!Number.isFinite(ratio)) return null;
  return near(
    given,
    Float64Array.from(wanted, (one) => ratio * one),
    tolerance,
  )
    ? ratio
    : null;
}

/** The largest absolute value. */
export function largest(of: ArrayLike<number>): number {
  let most = 0;
  for (let k = 0; k < of.length; k++) most = Math.max(most, Math.abs(of[k]));
  return most;
}

/** Whether all are exactly 0. */
export function isZero(of: ArrayLike<number>): boolean {
  return largest(of) === 0 && !Array.from(of).some(Number.isNaN);
}

/** How a factor reads: `2`, `1/4`, `−1`, `0.3712`. */
export function showRatio(ratio: number): string {
  const whole = Math.round(ratio);
  // Next to 1, what is off is the news.
  if (Math.abs(whole) === 1 && Math.abs(ratio - whole) < 1e-3)
    return String(Number(ratio.toPrecision(6))).replace("-", "−");
  if (whole !== 0 && Math.abs(ratio - whole) < 1e-3 * Math.abs(whole)) return String(whole).replace("-", "−");
  const inverse = Math.round(1 / ratio);
  if (Math.abs(inverse) < 1e6 && Math.abs(1 / ratio - inverse) < 1e-3 * Math.abs(inverse)) {
    return `${inverse < 0 ? "−" : ""}1/${Math.abs(inverse)}`;
  }
  return String(Number(ratio.toPrecision(4))).replace("-", "−");
}
