import { DataError, kFold, matrix, OptionError, split } from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const xs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const ts = [[0], [1], [1], [0]];

const data = fc
  .record({
    classes: fc.array(fc.nat(3), { minLength: 4, maxLength: 40 }),
    folds: fc.integer({ min: 2, max: 9 }),
    seed: fc.nat(),
    stratify: fc.boolean(),
  })
  .filter(({ classes, folds }) => classes.length >= folds);
const oneHotOf = (classes: readonly number[]) => classes.map((c) => [0, 1, 2, 3].map((k) => Number(k === c)));
const counts = (classes: readonly number[], rows: readonly number[]) =>
  [0, 1, 2, 3].map((c) => rows.filter((r) => classes[r] === c).length);

describe("split", () => {
  const x = Array.from({ length: 50 }, (_, r) => [r, -r]);
  const t = x.map(([r]) => (r < 30 ? [1, 0] : [0, 1]));

  test("puts every row with its target into exactly one part", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 50 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.nat(),
        fc.boolean(),
        (count, fraction, seed, stratify) => {
          const { train, test: held } = split(x.slice(0, count), t.slice(0, count), { fraction, seed, stratify });
          expect([...train.rows, ...held.rows].sort((a, b) => a - b)).toEqual(x.slice(0, count).map(([r]) => r));
          expect(held.rows).toHaveLength(Math.min(Math.max(Math.round(count * fraction), 1), count - 1));
          for (const part of [train, held]) {
            expect([...part.x.data]).toEqual(part.rows.flatMap((r) => x[r]));
            expect([...part.t.data]).toEqual(part.rows.flatMap((r) => t[r]));
          }
        },
      ),
      { seed: 5, numRuns: 80 },
    );
  });

  test("gives the same parts for the same seed, others for another; the seed is 0 by default", () => {
    const rows = (seed?: number) => split(x, t, { seed }).test.rows;
    expect(rows()).toEqual(rows(0));
    expect(rows(1)).toEqual(rows(1));
    expect(rows(1)).not.toEqual(rows(2));
    expect(rows()).toHaveLength(10);
  });

  test("gives both parts the classes in proportion when stratified", () => {
    for (let seed = 0; seed < 20; seed++) {
      const { test: held } = split(x, t, { seed, stratify: true });
      expect(held.rows.filter((r) => r < 30)).toHaveLength(6);
    }
    const plain = Array.from({ length: 20 }, (_, seed) => split(x, t, { seed }).test.rows.filter((r) => r < 30).length);
    expect(new Set(plain).size).toBeGreaterThan(1);
  });

  test("shares nothing with the data", () => {
    const data = matrix(4, 1, [1, 2, 3, 4]);
    const { train, test: held } = split(data, data);
    train.x.data.fill(0);
    held.t.data.fill(0);
    expect([...data.data]).toEqual([1, 2, 3, 4]);
  });

  test("takes its share of each class to within one row when stratified", () => {
    fc.assert(
      fc.property(data, fc.double({ min: 0.05, max: 0.95, noNaN: true }), ({ classes, seed }, fraction) => {
        const { test: held } = split(oneHotOf(classes), oneHotOf(classes), { fraction, seed, stratify: true });
        const wanted = held.rows.length / classes.length;
        counts(classes, held.rows).forEach((count, c) => {
          const size = classes.filter((one) => one === c).length;
          expect(Math.abs(count - size * wanted)).toBeLessThan(1 + 1e-9);
        });
      }),
      { seed: 9, numRuns: 100 },
    );
  });

  testFailures([
    [
      "an unknown option",
      () => split(xs, ts, { ratio: 0.5 } as never),
      OptionError,
      'split: there is no option "ratio"; there are fraction, seed, stratify',
    ],
    [
      "options that are null",
      () => split(xs, ts, null as never),
      OptionError,
      "split: the options are null, wanted an object",
    ],
    [
      "a fraction of 1",
      () => split(xs, ts, { fraction: 1 }),
      OptionError,
      "split: fraction is 1, wanted a number above 0 below 1",
    ],
    [
      "half a seed",
      () => split(xs, ts, { seed: 0.5 }),
      OptionError,
      "split: seed is 0.5, wanted a whole number from 0 to 9007199254740991",
    ],
    [
      "a column to stratify by",
      () => split(xs, ts, { stratify: 0 as never }),
      OptionError,
      "split: stratify is 0, wanted true or false",
    ],
    ["counts that differ", () => split(xs, [[1]]), DataError, "split: 4 rows of inputs, but 1 of targets"],
    ["one row", () => split([[1]], [[1]]), DataError, "split: one row cannot be split in two"],
  ]);
});

describe("kFold", () => {
  test("tests on every row once, trains on all others, and keeps targets with their inputs", () => {
    fc.assert(
      fc.property(data, ({ classes, ...options }) => {
        const x = classes.map((_, r) => [r]);
        const t = oneHotOf(classes);
        const parts = kFold(x, t, options);
        expect(parts).toHaveLength(options.folds);
        expect(parts.flatMap(({ test: held }) => held.rows).sort((a, b) => a - b)).toEqual(x.flat());
        const sizes = parts.map(({ test: held }) => held.rows.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        for (const { train, test: held } of parts) {
          expect([...train.rows, ...held.rows].sort((a, b) => a - b)).toEqual(x.flat());
          for (const part of [train, held]) {
            expect([...part.x.data]).toEqual(part.rows);
            expect([...part.t.data]).toEqual(part.rows.flatMap((r) => t[r]));
          }
        }
      }),
      { seed: 7, numRuns: 80 },
    );
  });

  test("gives folds class sizes that differ by at most one when stratified", () => {
    fc.assert(
      fc.property(data, ({ classes, folds, seed }) => {
        const parts = kFold(oneHotOf(classes), oneHotOf(classes), { folds, seed, stratify: true });
        const each = parts.map(({ test: held }) => counts(classes, held.rows));
        for (const c of [0, 1, 2, 3]) {
          const ofClass = each.map((fold) => fold[c]);
          expect(Math.max(...ofClass) - Math.min(...ofClass)).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 8, numRuns: 80 },
    );
  });

  test("gives the same folds for the same seed, others for another; five folds and seed 0 by default", () => {
    const x = Array.from({ length: 30 }, (_, r) => [r]);
    const rows = (seed?: number) => kFold(x, x, { seed }).map(({ test: held }) => held.rows);
    expect(rows()).toEqual(rows(0));
    expect(rows()).toHaveLength(5);
    expect(rows(1)).toEqual(rows(1));
    expect(rows(1)).not.toEqual(rows(2));
  });

  const x = [[1], [2], [3]];
  testFailures([
    ["one fold", () => kFold(x, x, { folds: 1 }), OptionError, "kFold: folds is 1, wanted a whole number from 2"],
    ["more folds than rows", () => kFold(x, x, { folds: 4 }), DataError, "kFold: 3 rows cannot be cut in 4 folds"],
    [
      "a seed below 0",
      () => kFold(x, x, { folds: 2, seed: -1 }),
      OptionError,
      "kFold: seed is -1, wanted a whole number from 0 to 9007199254740991",
    ],
    [
      "stratify that is no boolean",
      () => kFold(x, x, { folds: 2, stratify: 1 as never }),
      OptionError,
      "kFold: stratify is 1, wanted true or false",
    ],
    [
      "an unknown option",
      () => kFold(x, x, { k: 2 } as never),
      OptionError,
      'kFold: there is no option "k"; there are folds, seed, stratify',
    ],
    ["counts that differ", () => kFold(x, [[1]], { folds: 2 }), DataError, "kFold: 3 rows of inputs, but 1 of targets"],
  ]);
});
