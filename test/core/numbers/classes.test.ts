import { argmax, DataError, matrix, oneHot, ShapeError } from "deltarule";
import { describe, expect, test } from "vitest";
import {
  type ClassReading,
  classOfRows,
  largest,
  missingClasses,
  needClasses,
  readClasses,
} from "../../../src/core/numbers/classes.js";
import { testFailures } from "../../helpers/failures.js";

const of = (rows: readonly (readonly number[])[]) => matrix(rows.length, rows[0].length, rows.flat());
const column = (numbers: readonly number[]) => matrix(numbers.length, 1, numbers);

describe("argmax", () => {
  test("is the first of the largest", () => {
    expect([argmax([3, 1, 2]), argmax([1, 3, 3]), argmax(Float32Array.of(-2, -1)), argmax([7])]).toEqual([0, 1, 1, 0]);
    expect(argmax([Number.NEGATIVE_INFINITY, 0, Number.POSITIVE_INFINITY])).toBe(2);
    expect(largest([9, 1, 5, 5], 1, 3)).toBe(1);
  });

  test("gives one class a row for rows, vectors and a Matrix", () => {
    const rows = [
      [0.9, 0.1],
      [0.2, 0.8],
      [0.5, 0.5],
    ];
    expect(argmax(rows)).toEqual([0, 1, 0]);
    expect(argmax(rows.map((one) => Float64Array.from(one)))).toEqual([0, 1, 0]);
    expect(argmax(of(rows))).toEqual([0, 1, 0]);
    expect(argmax(matrix(1, 3, [0, 0, 1]))).toEqual([2]);
  });

  testFailures([
    ["nothing", () => argmax([]), DataError, "argmax: there are no numbers"],
    ["an empty vector", () => argmax(new Float64Array(0)), DataError, "argmax: there are no numbers"],
    ["an empty row", () => argmax([[]]), DataError, "argmax: row 0 is an array of 0, wanted a row of numbers"],
    ["no rows", () => argmax(matrix(0, 3)), DataError, "argmax: there are no numbers"],
    ["NaN", () => argmax([1, Number.NaN]), DataError, "argmax: number 1 is NaN, wanted a number"],
    ["a text", () => argmax(["1"] as never), DataError, 'argmax: number 0 is "1", wanted a number'],
    ["NaN in a row", () => argmax([[1], [Number.NaN]]), DataError, "argmax: row 1, number 0 is NaN, wanted a number"],
    ["ragged rows", () => argmax([[1, 2], [1]]), ShapeError, "argmax: row 1 has 1 numbers, row 0 has 2"],
    ["a row that is none", () => argmax([[1], 2] as never), DataError, "argmax: row 1 is 2, wanted a row of numbers"],
    ["null", () => argmax(null as never), DataError, "argmax: the values are null, wanted numbers, rows or a Matrix"],
  ]);
});

describe("targets are read as", () => {
  const cases: readonly (readonly [string, ReturnType<typeof matrix>, ClassReading | null])[] = [
    ["two classes: 0 and 1", column([0, 1, 1]), { kind: "binary", border: 0.5 }],
    ["two classes: zeros alone", column([0, 0]), { kind: "binary", border: 0.5 }],
    ["two classes: ones alone", column([1]), { kind: "binary", border: 0.5 }],
    ["two classes: −1 and 1", column([1, -1]), { kind: "binary", border: 0 }],
    ["two classes: −1 alone", column([-1, -1]), { kind: "binary", border: 0 }],
    ["two classes: smoothed", column([0.1, 0.9, 0.1]), { kind: "binary", border: 0.5 }],
    ["no classes: class numbers", column([0, 1, 2]), null],
    ["no classes: 1 and 2", column([1, 2]), null],
    ["no classes: 0 and 2", column([0, 2]), null],
    ["no classes: −1, 0 and 1", column([-1, 0, 1]), null],
    ["no classes: probabilities in one column", column([0.2, 0.4, 0.9]), null],
    ["classes: one-hot", oneHot([2, 0, 1]), { kind: "classes", border: 0.5 }],
    [
      "classes: one-hot, of −1 and 1",
      of([
        [-1, 1],
        [1, -1],
      ]),
      { kind: "classes", border: 0 },
    ],
    [
      "classes: a distribution",
      of([
        [0.2, 0.3, 0.5],
        [1, 0, 0],
      ]),
      { kind: "classes", border: 0.5 },
    ],
    ["classes: equal shares", of([[0.25, 0.25, 0.25, 0.25]]), { kind: "classes", border: 0.5 }],
    ["classes: rounded shares", of([[0.333, 0.333, 0.333]]), { kind: "classes", border: 0.5 }],
    [
      "labels: several",
      of([
        [1, 1, 0],
        [1, 0, 0],
      ]),
      { kind: "labels", border: 0.5 },
    ],
    [
      "labels: none",
      of([
        [0, 0],
        [1, 0],
      ]),
      { kind: "labels", border: 0.5 },
    ],
    [
      "labels: −1 and 1",
      of([
        [1, 1],
        [-1, 1],
      ]),
      { kind: "labels", border: 0 },
    ],
    [
      "labels: smoothed",
      of([
        [0.9, 0.9, 0.1],
        [0.1, 0.1, 0.1],
      ]),
      { kind: "labels", border: 0.5 },
    ],
    [
      "no classes: numbers",
      of([
        [1.5, 2],
        [0, 1],
      ]),
      null,
    ],
    [
      "no classes: numbers in [0, 1]",
      of([
        [0.1, 0.2],
        [0.9, 0.7],
      ]),
      null,
    ],
    [
      "no classes: class numbers in two columns",
      of([
        [0, 2],
        [1, 0],
      ]),
      null,
    ],
  ];
  test.each(cases)("%s", (_, targets, reading) => {
    expect(readClasses(targets)).toEqual(reading);
  });

  testFailures([
    [
      "class numbers, with a way out",
      () => needClasses("f", column([0, 1, 2, 3])),
      DataError,
      "f: the targets hold 0, 1 and 2, wanted classes: 0 and 1, or -1 and 1; oneHot(classes) makes rows of class numbers",
    ],
    [
      "one number",
      () => needClasses("f", column([5, 5])),
      DataError,
      "f: the targets hold 5, wanted classes: 0 and 1, or -1 and 1; oneHot(classes) makes rows of class numbers",
    ],
  ]);
});

test("the class of a row is a side of the border, the largest column, or its set of labels", () => {
  const classes = (targets: ReturnType<typeof matrix>) => classOfRows(targets, needClasses("f", targets));
  expect(classes(column([1, -1, 1]))).toEqual([1, 0, 1]);
  expect(classes(column([1, 0]))).toEqual([1, 0]);
  expect(
    classes(
      of([
        [0.2, 0.8],
        [0.5, 0.5],
      ]),
    ),
  ).toEqual([1, 0]);
  expect(
    classes(
      of([
        [1, 1],
        [0, 1],
        [1, 1],
        [0, 0],
      ]),
    ),
  ).toEqual([2, 1, 2, 0]);
});

describe("missingClasses", () => {
  test("finds classes, in one column or several, and labels that are always the same", () => {
    expect(missingClasses(column([0, 1, 0]), column([0, 0]))).toEqual([1]);
    expect(missingClasses(column([-1, 1]), column([1]))).toEqual([-1]);
    expect(missingClasses(column([0, 1]), column([1, 0]))).toEqual([]);
    expect(missingClasses(oneHot([0, 1, 2, 3]), oneHot([1, 3], 4))).toEqual([0, 2]);
    const labels = of([
      [1, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(
      missingClasses(
        labels,
        of([
          [0, 1, 0],
          [0, 0, 1],
        ]),
      ),
    ).toEqual([0]);
    expect(
      missingClasses(
        labels,
        of([
          [1, 1, 0],
          [0, 1, 0],
        ]),
      ),
    ).toEqual([1, 2]);
    // Column 0 never changes: nothing is missing.
    expect(
      missingClasses(
        of([
          [1, 1],
          [1, 0],
        ]),
        of([[1, 1]]),
      ),
    ).toEqual([1]);
  });

  test("finds none where the targets are numbers", () => {
    expect(missingClasses(column([1, 2, 3]), column([1]))).toEqual([]);
  });
});
