import fc from "fast-check";

/** Rows of up to four classes, and how to cut them. */
export const classRows = fc
  .record({
    classes: fc.array(fc.nat(3), { minLength: 4, maxLength: 40 }),
    folds: fc.integer({ min: 2, max: 9 }),
    seed: fc.nat(),
    stratify: fc.boolean(),
  })
  .filter(({ classes, folds }) => classes.length >= folds);

export const oneHotOf = (classes: readonly number[]) => classes.map((c) => [0, 1, 2, 3].map((k) => Number(k === c)));

/** How many of these rows each class has. */
export const counts = (classes: readonly number[], rows: readonly number[]) =>
  [0, 1, 2, 3].map((c) => rows.filter((r) => classes[r] === c).length);
