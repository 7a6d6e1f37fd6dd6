import { balanced, DataError, matrix, OptionError, oneHot } from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

describe("oneHot", () => {
  test("puts a 1 in the column of the class: by hand", () => {
    expect(oneHot([2, 0, 1])).toEqual(matrix(3, 3, [0, 0, 1, 1, 0, 0, 0, 1, 0]));
    expect(oneHot(Uint8Array.of(1), 4)).toEqual(matrix(1, 4, [0, 1, 0, 0]));
    expect(oneHot([0])).toEqual(matrix(1, 1, [1]));
  });

  testFailures([
    ["no classes", () => oneHot([]), DataError, "oneHot: there are no classes"],
    [
      "classes that are null",
      () => oneHot(null as never),
      OptionError,
      "oneHot: the classes are null, wanted an array of numbers",
    ],
    ["a class and a half", () => oneHot([0, 1.5]), DataError, "oneHot: class 1 is 1.5, wanted a whole number from 0"],
    [
      "a class beyond the count",
      () => oneHot([0, 3], 3),
      DataError,
      "oneHot: class 1 is 3, wanted a whole number from 0 to 2",
    ],
    [
      "a class by name",
      () => oneHot(["cat"] as never),
      DataError,
      'oneHot: class 0 is "cat", wanted a whole number from 0',
    ],
    ["a count of 0", () => oneHot([0], 0), OptionError, "oneHot: count is 0, wanted a whole number from 1"],
  ]);
});

describe("balanced", () => {
  test("gives n / (k · nᶜ) over the classes that occur, as scikit-learn does: by hand", () => {
    expect([...balanced([0, 0, 0, 1, 3, 3])]).toEqual([6 / 9, 6 / 9, 6 / 9, 2, 1, 1]);
    expect([...balanced(Uint8Array.of(7))]).toEqual([1]);
  });

  test("takes −1 and 1, and targets with one class a row", () => {
    const weights = balanced([0, 0, 0, 1]);
    expect(balanced([-1, -1, -1, 1])).toEqual(weights);
    expect(balanced(Int8Array.of(-1, -1, -1, 1))).toEqual(weights);
    expect(balanced([[0], [0], [0], [1]])).toEqual(weights);
    expect(balanced([[-1], [-1], [-1], [1]])).toEqual(weights);
    expect(balanced(oneHot([2, 2, 2, 0]))).toEqual(weights);
    expect(
      balanced([
        [0.9, 0.1],
        [0.6, 0.4],
        [0.8, 0.2],
        [0.3, 0.7],
      ]),
    ).toEqual(weights);
  });

  test("gives every class the same sum, with a mean of 1", () => {
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
    [
      "several labels",
      () =>
        balanced([
          [1, 1],
          [0, 0],
        ]),
      DataError,
      "balanced: rows of the targets have several ones or none, wanted one class in each row",
    ],
    [
      "class numbers in rows",
      () => balanced([[0], [1], [2]]),
      DataError,
      "balanced: the targets hold 0, 1 and 2, wanted classes: 0 and 1, or -1 and 1; oneHot(classes) makes rows of class numbers",
    ],
    ["null", () => balanced(null as never), OptionError, "balanced: the classes are null, wanted an array of numbers"],
    ["half a class", () => balanced([0.5]), DataError, "balanced: class 0 is 0.5, wanted a whole number from 0"],
    ["a number", () => balanced(3 as never), OptionError, "balanced: the classes are 3, wanted an array of numbers"],
  ]);
});
