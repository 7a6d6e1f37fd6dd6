import { DataError, kFold, OptionError } from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classRows, counts, oneHotOf } from "../../helpers/classRows.js";
import { testFailures } from "../../helpers/failures.js";

describe("kFold", () => {
  test("tests on every row once, trains on all others, and keeps targets with their inputs", () => {
    fc.assert(
      fc.property(classRows, ({ classes, ...options }) => {
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
      fc.property(classRows, ({ classes, folds, seed }) => {
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
      'kFold: there is no option "k"; there are folds, from, gap, seed, stratify',
    ],
    [
      "prices to stratify by",
      () => kFold(x, x, { folds: 2, stratify: true }),
      DataError,
      "kFold: stratify: the targets hold 1, 2 and 3, wanted classes: 0 and 1, or -1 and 1; oneHot(classes) makes rows of class numbers",
    ],
    ["counts that differ", () => kFold(x, [[1]], { folds: 2 }), DataError, "kFold: 3 rows of inputs, but 1 of targets"],
  ]);
});

describe("kFold from the end", () => {
  const series = (rows: number) => Array.from({ length: rows }, (_, r) => [r]);
  const rolling = (rows: number, folds: number, gap?: number) =>
    kFold(series(rows), series(rows), { folds, from: "end", gap }).map(({ train, test: held }) => [
      train.rows,
      held.rows,
    ]);

  test("rolls along the series, as scikit-learn's TimeSeriesSplit(n_splits=3) does over 10 rows", () => {
    expect(rolling(10, 3)).toEqual([
      [
        [0, 1, 2, 3],
        [4, 5],
      ],
      [
        [0, 1, 2, 3, 4, 5],
        [6, 7],
      ],
      [
        [0, 1, 2, 3, 4, 5, 6, 7],
        [8, 9],
      ],
    ]);
  });

  test("leaves a gap before each test, as TimeSeriesSplit(n_splits=2, gap=2) does over 9 rows", () => {
    expect(rolling(9, 2, 2)).toEqual([
      [[0], [3, 4, 5]],
      [
        [0, 1, 2, 3],
        [6, 7, 8],
      ],
    ]);
  });

  test("trains on the past, in order, tests up to the last row, each once, in parts of one size", () => {
    const sizes = fc.record({ rows: fc.integer({ min: 3, max: 60 }), folds: fc.integer({ min: 2, max: 9 }) });
    fc.assert(
      fc.property(
        sizes.filter(({ rows, folds }) => rows > folds),
        ({ rows, folds }) => {
          const parts = rolling(rows, folds);
          const size = Math.floor(rows / (folds + 1));
          const tested = parts.flatMap(([, held]) => held);
          expect(tested).toEqual(
            series(rows)
              .flat()
              .slice(-folds * size),
          );
          for (const [train, held] of parts) {
            expect(held).toHaveLength(size);
            expect(train).toEqual(series(held[0]).flat());
          }
        },
      ),
      { seed: 9, numRuns: 60 },
    );
  });

  test("keeps targets with their inputs, and takes five folds by default", () => {
    const parts = kFold(series(12), series(12), { from: "end" });
    expect(parts).toHaveLength(5);
    for (const { train, test: held } of parts) {
      for (const part of [train, held]) {
        expect([...part.x.data]).toEqual(part.rows);
        expect([...part.t.data]).toEqual(part.rows);
      }
    }
  });

  const cut = (options: object) => () => kFold(series(4), series(4), options);
  testFailures([
    [
      "as many folds as rows",
      cut({ folds: 4, from: "end" }),
      DataError,
      "kFold: 4 rows cannot be cut in 4 folds from the end",
    ],
    [
      "a gap that leaves nothing to train on",
      cut({ folds: 2, from: "end", gap: 2 }),
      DataError,
      "kFold: 4 rows cannot be cut in 2 folds from the end with a gap of 2",
    ],
    [
      "stratify too",
      cut({ from: "end", stratify: true }),
      OptionError,
      'kFold: stratify draws rows at random, from: "end" keeps their order: leave one out',
    ],
    [
      "a gap between random folds",
      cut({ folds: 2, gap: 1 }),
      OptionError,
      'kFold: gap is 1, but the folds are random: give from: "end" too',
    ],
    ["another end", cut({ from: "start" }), OptionError, 'kFold: from is "start", wanted "random" or "end"'],
    ["half a gap", cut({ from: "end", gap: 0.5 }), OptionError, "kFold: gap is 0.5, wanted a whole number from 0"],
  ]);
});
