// Shared by the adapters: reads the data that the parent wrote, in the forms that libraries take.
import { readFileSync } from "node:fs";

/** The numbers in a file of float32. */
export function readFloats(file) {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

/** The first rows of a table of data. */
export const firstRows = ({ x, t, rows }, count) => ({
  x: x.subarray(0, (x.length / rows) * count),
  t: t.subarray(0, (t.length / rows) * count),
  rows: count,
});

/** One ordinary array for each sample. */
export function toRows(flat, columns) {
  return Array.from({ length: flat.length / columns }, (_, r) =>
    Array.from(flat.subarray(r * columns, (r + 1) * columns)),
  );
}

/** One view for each sample. */
export function toViews(flat, columns) {
  return Array.from({ length: flat.length / columns }, (_, r) => flat.subarray(r * columns, (r + 1) * columns));
}

/** The index of the largest number in a row. */
export const argmax = (row) => row.reduce((best, value, k) => (value > row[best] ? k : best), 0);

/** The class of each row of one-hot targets or of probabilities. */
export const classesOf = (flat, columns) => toViews(flat, columns).map(argmax);

/** Objects of input and output, which many libraries take. */
export function toSet({ x, t }, { widths }) {
  const targets = toRows(t, widths.at(-1));
  return toRows(x, widths[0]).map((input, r) => ({ input, output: targets[r] }));
}

/**
 * A function that calls `call` with one row after another, from the first again after the last. It
 * returns the last result, so that the compiler cannot drop the calls.
 */
export function cycle(rows, call) {
  let at = 0;
  return (count) => {
    let last;
    for (let i = 0; i < count; i++) {
      last = call(rows[at]);
      at = at + 1 === rows.length ? 0 : at + 1;
    }
    return last;
  };
}

/** Repeats an asynchronous call. */
export const repeat = (call) => async (count) => {
  for (let i = 0; i < count; i++) await call(i);
};
