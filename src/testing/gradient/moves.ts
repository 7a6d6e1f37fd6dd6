import { stream } from "../../core/internal.js";

/** The power of two by which the steps from this number are scaled. */
export function stepScale(value: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, Math.abs(value))));
}

/** A random direction of length 1. */
export function randomDirection(size: number, random: () => number): Float64Array {
  const direction = Float64Array.from({ length: size }, () => 2 * random() - 1);
  const length = Math.sqrt(direction.reduce((sum, one) => sum + one * one, 0));
  return direction.map((one) => one / length);
}

/** Σ uₖ vₖ. */
export function dotProduct(u: ArrayLike<number>, v: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < u.length; k++) sum += u[k] * v[k];
  return sum;
}

/** How often a check with `kinks: "resample"` moves its point. */
export const mostNudges = 8;

/** Moves a number at random: by at most 1 %, of 1 where the number is smaller. */
export function makeNudge(seed: number): (value: number) => number {
  const random = stream(seed, "resample");
  return (value) => value + (2 * random() - 1) * 1e-2 * Math.max(1, Math.abs(value));
}
