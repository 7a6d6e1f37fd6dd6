import { argmax, matrix } from "deltarule";
import { expect, test } from "vitest";
import { copy, gather, pick, row, toRows } from "../../../src/core/numbers/matrix.js";
import { count, isMatrix, isSample } from "../../../src/core/numbers/samples.js";

test("a matrix is zeros unless it is given numbers", () => {
  expect(matrix(2, 3)).toEqual({ rows: 2, columns: 3, data: new Float64Array(6) });
  expect(matrix(0, 3).data).toHaveLength(0);
});

test("a vector becomes the matrix's own data, other numbers are copied", () => {
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

test("pick and gather take rows in the order they are named, and keep the type", () => {
  const m = matrix(3, 2, Float32Array.of(1, 2, 3, 4, 5, 6));
  expect(pick(m, [2, 0, 2])).toEqual({ rows: 3, columns: 2, data: Float32Array.of(5, 6, 1, 2, 5, 6) });
  const into = matrix(3, 2);
  gather(m, [1], into);
  expect([...into.data]).toEqual([3, 4, 0, 0, 0, 0]);
});

test("argmax is the first of the largest", () => {
  expect([argmax([3, 1, 2]), argmax([1, 3, 3]), argmax(Float32Array.of(-2, -1)), argmax([7])]).toEqual([0, 1, 1, 0]);
});

test("a sample is one row of numbers; rows, empty arrays and matrices are not", () => {
  expect([[1, 2], Float64Array.of(1), new Float32Array(0), { length: 1, 0: 1 }].map(isSample)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect([[[1]], [Float64Array.of(1)], []].map(isSample)).toEqual([false, false, false]);
  expect([matrix(1, 1), null, undefined, "ab", 3].map((value) => isSample(value as never))).toEqual(
    new Array(5).fill(false),
  );
  expect([matrix(1, 1), { rows: 1, columns: 1, data: [1] }, null, [1]].map(isMatrix)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test("nouns agree with their numbers", () => {
  expect([count(0, "row"), count(1, "row"), count(2, "row")]).toEqual(["0 rows", "1 row", "2 rows"]);
});
