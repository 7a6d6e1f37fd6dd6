import { expect } from "vitest";

/**
 * f′(x) by central differences with one Richardson extrapolation. The error is O(h⁴), plus rounding
 * of about ε f(x) / h.
 */
export function slopeAt(f: (x: number) => number, x: number, h: number): number {
  const wide = (f(x + h) - f(x - h)) / (2 * h);
  const close = (f(x + h / 2) - f(x - h / 2)) / h;
  return (4 * close - wide) / 3;
}

/** f′(x) by central differences with two Richardson extrapolations. The error is O(h⁶). */
export function sharpSlopeAt(f: (x: number) => number, x: number, h: number): number {
  return (16 * slopeAt(f, x, h / 2) - slopeAt(f, x, h)) / 15;
}

/**
 * Throws unless there are as many numbers as expected, and each is within
 * `absolute + relative · |expected|` of the expected one.
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { absolute, relative, what = "" }: { absolute: number; relative: number; what?: string },
): void {
  expect(actual.length, `${what}: how many`).toBe(expected.length);
  for (let k = 0; k < expected.length; k++) {
    const off = Math.abs(actual[k] - expected[k]);
    if (off <= absolute + relative * Math.abs(expected[k])) continue;
    if (Object.is(actual[k], expected[k])) continue;
    expect.fail(`${what}: number ${k} is ${actual[k]}, wanted ${expected[k]} (off by ${off})`);
  }
}

/** Uniform random numbers in [0, 1), for tests that draw many numbers from one seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
