// What the adapters have in common: the numbers that the parent wrote, in the forms that libraries take.
import { readFileSync } from "node:fs";

/** A file of float32. */
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

/** Ordinary arrays, one a sample. */
export function toRows(flat, columns) {
  return Array.from({ length: flat.length / columns }, (_, r) =>
    Array.from(flat.subarray(r * columns, (r + 1) * columns)),
  );
}

/** Views, one a sample. */
export function toViews(flat, columns) {
  return Array.from({ length: flat.length / columns }, (_, r) => flat.subarray(r * columns, (r + 1) * columns));
}

/** Where a row has its largest number. */
export const argmax = (row) => row.reduce((best, value, k) => (value > row[best] ? k : best), 0);

/** The class of each row of one-hot targets, or of probabilities. */
export const classesOf = (flat, columns) => toViews(flat, columns).map(argmax);

/** Pairs as many libraries take them. */
export function toSet({ x, t }, { widths }) {
  const targets = toRows(t, widths.at(-1));
  return toRows(x, widths[0]).map((input, r) => ({ input, output: targets[r] }));
}

/** Calls a function with one row after another, from the first again after the last; returns what keeps a call from being dropped. */
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

/** `cycle` for a call that has to be awaited. */
export const repeat = (call) => async (count) => {
  for (let i = 0; i < count; i++) await call(i);
};
