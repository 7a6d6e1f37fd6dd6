import { DataError, matrix, ShapeError } from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

test("a matrix has zeros by default", () => {
  expect(matrix(2, 3)).toEqual({ rows: 2, columns: 3, data: new Float64Array(6) });
  expect(matrix(0, 3).data).toHaveLength(0);
});

test("a vector becomes the matrix's own data, and other numbers are copied", () => {
  const single = Float32Array.of(1, 2);
  expect(matrix(1, 2, single).data).toBe(single);
  const list = [1, 2];
  const made = matrix(2, 1, list);
  made.data[0] = 9;
  expect(list).toEqual([1, 2]);
  expect(matrix(1, 2, Int32Array.of(3, 4)).data).toEqual(Float64Array.of(3, 4));
  expect(matrix(1, 2, { length: 2, 0: 5, 1: 6 }).data).toEqual(Float64Array.of(5, 6));
});

test("rows are copied, in whatever arrays they are", () => {
  const first = [1, 2];
  const m = matrix([first, Int32Array.of(3, 4), { length: 2, 0: 5, 1: 6 }]);
  expect(m).toEqual({ rows: 3, columns: 2, data: Float64Array.of(1, 2, 3, 4, 5, 6) });
  m.data[0] = 9;
  expect(first).toEqual([1, 2]);
  expect(matrix([[Number.NaN, Infinity]]).data).toEqual(Float64Array.of(Number.NaN, Infinity));
  expect(matrix([])).toEqual({ rows: 0, columns: 0, data: new Float64Array() });
  expect(matrix([[], []])).toEqual({ rows: 2, columns: 0, data: new Float64Array() });
  expect(matrix([...m])).toEqual(m);
});

test("what is like a matrix becomes one; a vector in it is not copied", () => {
  const data = Float32Array.of(1, 2);
  expect(matrix({ rows: 1, columns: 2, data }).data).toBe(data);
  expect(matrix({ rows: 2, columns: 1, data: [1, 2] }).row(1)).toEqual(Float64Array.of(2));
});

describe("a wrong matrix", () => {
  const holes = () => matrix(Object.assign([[1]], { length: 2 }));
  testFailures([
    [
      "a matrix of half a row",
      () => matrix(0.5, 2),
      ShapeError,
      "matrix: the sizes are 0.5 × 2, wanted whole numbers from 0",
    ],
    [
      "a matrix with too little data",
      () => matrix(2, 2, [1, 2, 3]),
      ShapeError,
      "matrix: 2 × 2 needs 4 numbers, the data has 3",
    ],
    [
      "a matrix of numerals",
      () => matrix(1, 2, [1, "2"] as never),
      DataError,
      'matrix: number 1 of the data is "2", wanted a number',
    ],
    [
      "a matrix of null",
      () => matrix(1, 1, null as never),
      DataError,
      "matrix: the data is null, wanted an array of numbers",
    ],
    ["ragged rows", () => matrix([[1, 2], [3]]), ShapeError, "matrix: row 1 has 1 number, row 0 has 2"],
    [
      "a row that is a number",
      () => matrix([[1], 2] as never),
      DataError,
      "matrix: row 1 is 2, wanted a row of numbers",
    ],
    ["one row", () => matrix([1, 2] as never), DataError, "matrix: row 0 is 1, wanted a row of numbers"],
    ["a hole among the rows", holes, DataError, "matrix: row 1 is undefined, wanted a row of numbers"],
    [
      "big integers",
      () => matrix([BigInt64Array.of(1n)] as never),
      DataError,
      "matrix: row 0, column 0 is 1n, wanted a number",
    ],
    [
      "rows of rows",
      () => matrix([[[1]]] as never),
      DataError,
      "matrix: row 0, column 0 is an array of 1, wanted a number",
    ],
    [
      "a word",
      () => matrix("rows" as never),
      DataError,
      'matrix: the rows are "rows", wanted rows of numbers, or the numbers of rows and columns',
    ],
    [
      "a number of rows alone",
      () => matrix(...([2] as unknown as [number, number])),
      ShapeError,
      "matrix: the sizes are 2 × undefined, wanted whole numbers from 0",
    ],
    [
      "a matrix that claims too much",
      () => matrix({ rows: 2, columns: 2, data: [1, 2, 3] }),
      ShapeError,
      "matrix: 2 × 2 needs 4 numbers, the data has 3",
    ],
    [
      "a matrix of a text",
      () => matrix({ rows: 1, columns: 2, data: "12" } as never),
      DataError,
      "matrix: the rows are an object, wanted rows of numbers, or the numbers of rows and columns",
    ],
  ]);
});
