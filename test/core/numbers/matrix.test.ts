import { type MatrixLike, matrix, ShapeError } from "deltarule";
import { describe, expect, test } from "vitest";
import { copy, gather, pick, row, toRows } from "../../../src/core/numbers/matrix.js";
import { testFailures } from "../../helpers/failures.js";

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

describe("a Matrix", () => {
  test("iterates over its rows as views, as often as asked", () => {
    const m = matrix(2, 3, Float32Array.of(1, 2, 3, 4, 5, 6));
    expect([...m]).toEqual([Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)]);
    for (const row of m) row[0] *= 10;
    expect([...m.data]).toEqual([10, 2, 3, 40, 5, 6]);
    expect([...m].every((row) => row.buffer === m.data.buffer)).toBe(true);
    expect(Array.from(m, (row) => row[2])).toEqual([3, 6]);
    expect([...matrix(0, 3)]).toEqual([]);
    expect([...matrix(2, 0)]).toEqual([new Float64Array(), new Float64Array()]);
  });

  test("has each row as a view", () => {
    const m = matrix(2, 2, [1, 2, 3, 4]);
    const last = m.row(1);
    last[0] = 9;
    expect([...m.data]).toEqual([1, 2, 9, 4]);
    expect([...m.row(0)]).toEqual([1, 2]);
  });

  test("is equal to a literal, and to its twin only", () => {
    expect(matrix(1, 2, [1, 2])).toEqual({ rows: 1, columns: 2, data: Float64Array.of(1, 2) });
    expect(matrix(1, 2, [1, 2])).toEqual(matrix([[1, 2]]));
    expect(matrix(1, 2, [1, 2])).not.toEqual(matrix(1, 2, [1, 3]));
    expect(matrix(1, 2, [1, 2])).not.toEqual(matrix(2, 1, [1, 2]));
    expect(Object.keys(matrix(1, 1))).toEqual(["rows", "columns", "data"]);
  });

  test("is written to JSON as a list of numbers, and its JSON and its clone are taken as a matrix", () => {
    const m = matrix(2, 2, Float32Array.of(1, 2, 3, 0.1));
    expect(JSON.stringify(m)).toBe(`{"rows":2,"columns":2,"data":[1,2,3,${Math.fround(0.1)}]}`);
    expect([...matrix(JSON.parse(JSON.stringify(m)))].map((row) => [...row])).toEqual([
      [1, 2],
      [3, Math.fround(0.1)],
    ]);
    const clone: unknown = structuredClone(m);
    expect(clone).toEqual({ rows: 2, columns: 2, data: m.data });
    expect(Symbol.iterator in Object(clone)).toBe(false);
    expect([...matrix(clone as MatrixLike)]).toEqual([...m]);
  });

  test("stands on shared memory, and behind a Proxy", () => {
    const shared = new Float64Array(new SharedArrayBuffer(32));
    const m = matrix(2, 2, shared);
    m.row(1)[1] = 5;
    expect(shared[3]).toBe(5);
    expect([...new Proxy(m, {})]).toEqual([...m]);
    expect([...new Proxy(m, {}).row(1)]).toEqual([0, 5]);
  });

  const two = matrix(2, 3);
  testFailures([
    ["a row past the end", () => two.row(2), ShapeError, "row: there is no row 2 of 2"],
    ["a row before the first", () => two.row(-1), ShapeError, "row: there is no row -1 of 2"],
    ["half a row", () => two.row(0.5), ShapeError, "row: there is no row 0.5 of 2"],
    ["a row by name", () => two.row("0" as never), ShapeError, 'row: there is no row "0" of 2'],
  ]);
});
