import { DataError, kFold, type Matrix, matrix, OptionError, split } from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classRows, counts, oneHotOf } from "../../helpers/classRows.js";
import { testFailures } from "../../helpers/failures.js";

const xs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const ts = [[0], [1], [1], [0]];

describe("records and labels", () => {
  const records = Array.from({ length: 20 }, (_, r) => ({ age: `${r}`, sex: r % 2 === 0 ? "f" : "m" }));
  const names = records.map((_, r) => (r < 15 ? ("no" as const) : ("yes" as const)));
  const numbers = records.map((_, r) => [r]);

  test("are divided into lists, by the same choice as rows of numbers", () => {
    const options = { share: 0.4, seed: 3, stratify: true };
    const { train, test: held } = split(records, names, options);
    const like = split(
      numbers,
      names.map((name) => [name === "no" ? 0 : 1]),
      options,
    );
    expect(train.rows).toEqual(like.train.rows);
    for (const part of [train, held]) {
      const x: readonly { age: string; sex: string }[] = part.x;
      const t: readonly ("no" | "yes")[] = part.t;
      expect(x).toEqual(part.rows.map((r) => records[r]));
      expect(t).toEqual(part.rows.map((r) => names[r]));
    }
    expect(held.t.filter((name) => name === "yes")).toHaveLength(2);
  });

  test("each beside rows of numbers, which become a Matrix", () => {
    const labelled = split(numbers, names, { from: "end" });
    const x: Matrix = labelled.test.x;
    expect([[...x.data], labelled.test.t]).toEqual([[16, 17, 18, 19], names.slice(16)]);
    const t: Matrix = split(records, numbers, { from: "end" }).test.t;
    expect([...t.data]).toEqual([16, 17, 18, 19]);
  });

  test("by kFold too, and numbers that are labels", () => {
    const folds = kFold(records, [...numbers.keys()], { folds: 4, from: "end" });
    expect(folds.map(({ test: held }) => held.t[0])).toEqual([4, 8, 12, 16]);
    expect(folds[0].train.x).toEqual(records.slice(0, 4));
  });

  testFailures([
    [
      "flat numbers beside rows of numbers, which a network does not take",
      () => split(numbers, [...numbers.keys()]),
      DataError,
      "split: row 0 of the targets is 0, wanted a row of numbers",
    ],
    [
      "counts that differ",
      () => split(records, names.slice(1)),
      DataError,
      "split: 20 rows of inputs, but 19 of targets",
    ],
    [
      "records as targets",
      () => split(records, records),
      DataError,
      "labels: label 0 is an object, wanted a text, a finite number or a boolean",
    ],
  ]);
});

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
        fc.constantFrom("random" as const, "end" as const),
        (count, share, seed, isStratified, from) => {
          // The second class needs two rows, and each part room for both.
          const stratify = isStratified && from === "random" && count !== 31 && share * count > 2;
          const options = { share: stratify ? Math.min(share, 0.8) : share, seed, stratify, from };
          const { train, test: held } = split(x.slice(0, count), t.slice(0, count), options);
          expect([...train.rows, ...held.rows].sort((a, b) => a - b)).toEqual(x.slice(0, count).map(([r]) => r));
          expect(held.rows).toHaveLength(Math.min(Math.max(Math.round(count * options.share), 1), count - 1));
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

  test("takes its share of each class, and each class for both parts, or refuses, when stratified", () => {
    let accepted = 0;
    fc.assert(
      fc.property(classRows, fc.double({ min: 0.15, max: 0.85, noNaN: true }), ({ classes, seed }, share) => {
        const { length } = classes;
        const sizes = counts(classes, [...classes.keys()]);
        const present = sizes.filter((size) => size > 0);
        const wanted = Math.min(Math.max(Math.round(share * length), 1), length - 1);
        const once = () => split(oneHotOf(classes), oneHotOf(classes), { share, seed, stratify: true });
        if (Math.min(...present) === 1 || Math.min(wanted, length - wanted) < present.length) {
          expect(once).toThrow(/^split: stratify: \d+ rows? of class \d cannot be in both parts of/);
          return;
        }
        accepted++;
        const held = counts(classes, once().test.rows);
        const isSpread = sizes.every(
          (size) => (size * wanted) / length >= 1 && (size * (length - wanted)) / length >= 1,
        );
        sizes.forEach((size, c) => {
          if (size > 0) expect(held[c]).toBeGreaterThanOrEqual(1);
          if (size > 0) expect(held[c]).toBeLessThan(size);
          // Within one row, where no class has to be brought into a part.
          if (isSpread) expect(Math.abs(held[c] - (size * wanted) / length)).toBeLessThan(1 + 1e-9);
        });
      }),
      { seed: 9, numRuns: 600 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  test("has a rare class in both parts, for every seed and share that leaves room", () => {
    const rare = Array.from({ length: 60 }, (_, r) => [Number(r % 30 === 0)]);
    for (let seed = 0; seed < 30; seed++) {
      for (const share of [0.05, 0.1, 0.5, 0.9]) {
        const { train, test: held } = split(rare, rare, { share, seed, stratify: true });
        expect([train.t.data.includes(1), held.t.data.includes(1)]).toEqual([true, true]);
        expect(held.rows).toHaveLength(60 * share);
      }
    }
  });

  test("reads classes as the metrics do: −1 and 1, distributions, sets of labels", () => {
    const share = (targets: readonly (readonly number[])[], isRare: (row: readonly number[]) => boolean) =>
      [0, 1, 2, 3].map((seed) => {
        const { test: held } = split(targets, targets, { share: 0.2, seed, stratify: true });
        return held.rows.filter((r) => isRare(targets[r])).length;
      });
    const every = (period: number, rare: readonly number[], usual: readonly number[]) =>
      Array.from({ length: 50 }, (_, r) => (r % period === 0 ? rare : usual));
    expect(share(every(5, [1], [-1]), ([t]) => t === 1)).toEqual([2, 2, 2, 2]);
    expect(share(every(5, [0.1, 0.9], [0.7, 0.3]), ([t]) => t === 0.1)).toEqual([2, 2, 2, 2]);
    expect(share(every(5, [1, 1, 0], [0, 0, 1]), ([t]) => t === 1)).toEqual([2, 2, 2, 2]);
    // A set of labels that occurs once stays in one part.
    expect(() =>
      split(
        [
          [1, 1],
          [0, 0],
          [0, 0],
          [1, 0],
        ],
        [
          [1, 1],
          [0, 0],
          [0, 0],
          [1, 0],
        ],
        { stratify: true },
      ),
    ).not.toThrow();
  });

  test("holds out the last rows from the end, in their order", () => {
    const { train, test: held } = split(x, t, { share: 0.2, from: "end" });
    expect(held.rows).toEqual(Array.from({ length: 10 }, (_, i) => 40 + i));
    expect(train.rows).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(split(x, t, { share: 0.01, from: "end" }).test.rows).toEqual([49]);
  });

  test("takes fraction for share", () => {
    expect(split(x, t, { fraction: 0.3 })).toEqual(split(x, t, { share: 0.3 }));
  });

  testFailures([
    [
      "an unknown option",
      () => split(xs, ts, { ratio: 0.5 } as never),
      OptionError,
      'split: there is no option "ratio"; there are share, from, stratify, seed, fraction',
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
    [
      "a share and a fraction",
      () => split(xs, ts, { share: 0.5, fraction: 0.5 }),
      OptionError,
      "split: share and fraction are both given, and mean the same: leave one out",
    ],
    [
      "another end",
      () => split(xs, ts, { from: "start" as never }),
      OptionError,
      'split: from is "start", wanted "random" or "end"',
    ],
    [
      "the end, stratified",
      () => split(xs, ts, { from: "end", stratify: true }),
      OptionError,
      'split: stratify draws rows at random, from: "end" takes the last ones: leave one out',
    ],
    [
      "class numbers in one column",
      () => split([[0], [1], [2]], [[0], [1], [2]], { stratify: true }),
      DataError,
      "split: stratify: the targets hold 0, 1 and 2, wanted classes: 0 and 1, or -1 and 1; oneHot(classes) makes rows of class numbers",
    ],
    [
      "a class of one row",
      () => split(xs, [[0], [1], [0], [0]], { share: 0.5, stratify: true }),
      DataError,
      "split: stratify: 1 row of class 1 cannot be in both parts of 2 and 2 rows",
    ],
    ["counts that differ", () => split(xs, [[1]]), DataError, "split: 4 rows of inputs, but 1 of targets"],
    ["one row", () => split([[1]], [[1]]), DataError, "split: one row cannot be split in two"],
  ]);
});
