import { DataError, matrix, ShapeError } from "deltarule";
import { describe, expect, test } from "vitest";
import { copy, gather, pick, row, toRows } from "../../../src/core/numbers/matrix.js";
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

test("entry (r, c) is data[r · columns + c]: rows are views, copies are not", () => {
  const m = matrix(2, 3, [1, 2, 3, 4, 5, 6]);
  expect([...row(m, 1)]).toEqual([4, 5, 6]);
  row(m, 1)[2] = 60;
  expect(m.data[5]).toBe(60);
  const twin = copy(m);
  twin.data[0] = 10;
  const rows = toRows(m);
  rows[0][0] = 100;
  expect(m.data[0]).toBe(1);
  expect(rows.map((r) => [...r])).toEqual([
    [100, 2, 3],
    [4, 5, 60],
  ]);
});

test("pick and gather take rows in the given order, and keep the type", () => {
  const m = matrix(3, 2, Float32Array.of(1, 2, 3, 4, 5, 6));
  expect(pick(m, [2, 0, 2])).toEqual({ rows: 3, columns: 2, data: Float32Array.of(5, 6, 1, 2, 5, 6) });
  const into = matrix(3, 2);
  gather(m, [1], into);
  expect([...into.data]).toEqual([3, 4, 0, 0, 0, 0]);
});

describe("a wrong matrix", () => {
  testFailures([
    ["a matrix of half a row", () => matrix(0.5, 2), ShapeError, "matrix: sizes are whole numbers from 0, not 0.5 × 2"],
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
  ]);
});
