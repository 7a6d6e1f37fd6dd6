import { DataError, type Label, labels, OptionError, ShapeError } from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

describe("labels", () => {
  test("are sorted as scikit-learn's LabelEncoder sorts, each once", () => {
    expect(labels(["b", "a", "c", "a", "B"]).classes).toEqual(["B", "a", "b", "c"]);
    expect(labels([10, 9, -1, 9]).classes).toEqual([-1, 9, 10]);
    expect(labels([true, false, true]).classes).toEqual([false, true]);
    expect(labels<Label>(["1", 1, true]).classes).toEqual([true, 1, "1"]);
  });

  test("keep the given order if asked", () => {
    expect(labels(["low", "mid", "high", "low"], { order: "given" }).classes).toEqual(["low", "mid", "high"]);
  });

  test("become one column of 0 and 1, or a column a class", () => {
    const pets = labels(["dog", "cat"]);
    expect(pets.encode(["dog", "cat", "dog"], 1)).toMatchObject({
      rows: 3,
      columns: 1,
      data: Float64Array.of(1, 0, 1),
    });
    expect(pets.encode(["dog", "cat"]).data).toEqual(Float64Array.of(0, 1, 1, 0));
    expect(labels([3, 1, 2]).encode([2, 3]).data).toEqual(Float64Array.of(0, 1, 0, 0, 0, 1));
  });

  test("are the largest output, the first of equals, or above 0.5", () => {
    expect(
      labels(["a", "b", "c"]).decode([
        [0.2, 0.5, 0.3],
        [0.4, 0.4, 0.2],
      ]),
    ).toEqual(["b", "a"]);
    expect(labels([false, true]).decode([[0.5], [0.51]])).toEqual([false, true]);
  });

  test("come back for every list of values, in every number of columns", () => {
    const label = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    fc.assert(
      fc.property(fc.uniqueArray(label, { minLength: 2, selector: (l) => `${typeof l} ${l}` }), (values: Label[]) => {
        const made = labels(values);
        expect(made.decode(made.encode(values))).toEqual(values);
        expect(labels([...values].reverse()).classes).toEqual(made.classes);
        if (values.length === 2) expect(made.decode(made.encode(values, 1))).toEqual(values);
      }),
      { seed: 131 },
    );
  });
});

const pets = labels<Label>(["cat", "dog"]);
testFailures([
  ["one class", () => labels(["a", "a"]), DataError, 'labels: there is one class, "a", wanted two or more'],
  ["no values", () => labels([]), DataError, "labels: there are no labels"],
  ["a text", () => labels("ab" as never), OptionError, 'labels: the labels are "ab", wanted an array of labels'],
  [
    "NaN",
    () => labels([1, Number.NaN]),
    DataError,
    "labels: label 1 is NaN, wanted a text, a finite number or a boolean",
  ],
  [
    "an unknown label",
    () => pets.encode(["cat", "cow"]),
    DataError,
    'labels.encode: label 1 is "cow", wanted one of "cat", "dog"',
  ],
  [
    "a label of another type",
    () => labels<Label>([1, 2]).encode(["1"]),
    DataError,
    'labels.encode: label 0 is "1", wanted one of 1, 2; 1 is a number, not a string',
  ],
  [
    "a number of columns that holds no classes",
    () => pets.encode(["cat"], 3),
    OptionError,
    "labels.encode: columns is 3, wanted 1 or 2",
  ],
  [
    "outputs of another width",
    () => pets.decode([[1, 0, 0]]),
    ShapeError,
    "labels.decode: the outputs have 3 columns, there are 2 classes",
  ],
]);
