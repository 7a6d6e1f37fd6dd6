/** Rows of numbers in ±2, the same for the same seed. */
export function rowsOf(rows, columns, seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.round((state / 2 ** 30 - 2) * 1000) / 1000;
  };
  return Array.from({ length: rows }, () => Array.from({ length: columns }, next));
}
