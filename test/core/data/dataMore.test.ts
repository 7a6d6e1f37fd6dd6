import { balanced, DataError, kFold, matrix, minMax, OptionError, ShapeError, split, standardize } from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

describe("minMax", () => {
  test("by hand: each column to [0, 1], a constant one to 0, others in proportion", () => {
    const scaler = minMax([
      [1, -2, 7],
      [3, 6, 7],
      [2, 0, 7],
    ]);
    expect(scaler.toJSON()).toEqual({ name: "minMax", offsets: [1, -2, 7], scales: [2, 8, 1] });
    expect([...scaler.transform([[2, 0, 7]]).data]).toEqual([0.5, 0.25, 0]);
    expect([...scaler.transform([[5, -10, 9]]).data]).toEqual([2, -1, 2]);
    expect([...scaler.inverse([[0.5, 0.25, 2]]).data]).toEqual([2, 0, 9]);
  });

  test("puts what it was fitted to into [0, 1], both ends included, and inverse undoes it", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -999, max: 999 }), fc.double({ min: -1, max: 1, noNaN: true })), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, (x) => {
        const scaler = minMax(x);
        const { data } = scaler.transform(x);
        for (const c of [0, 1]) {
          const column = x.map((_, r) => data[2 * r + c]);
          const constant = x.every((row) => row[c] === x[0][c]);
          expect([Math.min(...column), Math.max(...column)]).toEqual([0, constant ? 0 : 1]);
        }
        scaler.inverse(matrix(x.length, 2, data)).data.forEach((value, k) => {
          expect(value).toBeCloseTo(x.flat()[k], 10);
        });
      }),
      { seed: 6, numRuns: 80 },
    );
  });

  test("keeps float32 and changes no input", () => {
    const x = matrix(2, 1, Float32Array.of(1, 3));
    expect(minMax(x).transform(x).data).toEqual(Float32Array.of(0, 1));
    expect(x.data).toEqual(Float32Array.of(1, 3));
  });
});

describe("scalers", () => {
  test("tell what they are in data of its own, without a negative zero", () => {
    for (const make of [minMax, standardize]) {
      const scaler = make([[-0], [-0]]);
      const json = scaler.toJSON() as { offsets: number[] };
      expect(Object.is(json.offsets[0], 0)).toBe(true);
      json.offsets[0] = 5;
      expect([...scaler.transform([[1]]).data]).toEqual([1]);
    }
  });

  test("numbers that differ by the least there is are scaled, not divided by 0", () => {
    const x = [[0], [0], [0], [0], [0], [5e-324]];
    for (const make of [minMax, standardize]) {
      for (const value of make(x).transform(x).data) expect([0, 1]).toContain(value);
    }
  });

  testFailures([
    [
      "numbers too far apart, minMax",
      () =>
        minMax([
          [0, 1.7e308],
          [0, -1.7e308],
        ]),
      DataError,
      "minMax: the numbers of column 1 lie too far apart to subtract",
    ],
    [
      "numbers too far apart, standardize",
      () => standardize([[1.7e308], [-1.7e308], [-1.7e308]]),
      DataError,
      "standardize: the numbers of column 0 lie too far apart to subtract",
    ],
    [
      "rows of another length",
      () => minMax([[1, 2]]).transform([[1]]),
      ShapeError,
      "minMax.transform: row 0 of the inputs has 1 number, the scaler takes 2",
    ],
    [
      "NaN on the way back",
      () => standardize([[1], [2]]).inverse([[0], [Number.NaN]]),
      DataError,
      "standardize.inverse: row 1, column 0 of the inputs is NaN, wanted a finite number",
    ],
    ["no rows", () => minMax([]), DataError, "minMax: the inputs have no rows"],
  ]);
});

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

describe("kFold", () => {
  test("tests on every row once, trains on all others, and keeps targets beside their inputs", () => {
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

  test("stratified, no fold has more than one sample of a class more than another", () => {
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

  test("the same seed gives the same folds, another seed others; five folds and seed 0 unless given", () => {
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

describe("split", () => {
  test("stratified, each class gives its share to within one row", () => {
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
});

describe("balanced", () => {
  test("is n / (k · nᶜ): by hand, as scikit-learn's, over the classes that occur", () => {
    expect([...balanced([0, 0, 0, 1, 3, 3])]).toEqual([6 / 9, 6 / 9, 6 / 9, 2, 1, 1]);
    expect([...balanced(Uint8Array.of(7))]).toEqual([1]);
  });

  test("gives every class the same sum, and all a mean of 1", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { minLength: 1, maxLength: 60 }), (classes) => {
        const weights = balanced(classes);
        const sums = [...new Set(classes)].map((c) =>
          weights.filter((_, r) => classes[r] === c).reduce((a, b) => a + b),
        );
        for (const sum of sums) expect(sum).toBeCloseTo(classes.length / sums.length, 10);
      }),
      { seed: 10, numRuns: 80 },
    );
  });

  testFailures([
    ["no classes", () => balanced([]), DataError, "balanced: there are no classes"],
    ["a class of −1", () => balanced([0, -1]), DataError, "balanced: class 1 is -1, wanted a whole number from 0"],
    ["half a class", () => balanced([0.5]), DataError, "balanced: class 0 is 0.5, wanted a whole number from 0"],
    ["a number", () => balanced(3 as never), OptionError, "balanced: the classes are 3, wanted an array of numbers"],
  ]);
});
