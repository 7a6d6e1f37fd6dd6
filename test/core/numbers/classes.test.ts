import { argmax, matrix } from "deltarule";
import { expect, test } from "vitest";
import { classOf } from "../../../src/core/numbers/classes.js";

test("argmax is the first of the largest", () => {
  expect([argmax([3, 1, 2]), argmax([1, 3, 3]), argmax(Float32Array.of(-2, -1)), argmax([7])]).toEqual([0, 1, 1, 0]);
});

test("the class of a row is its largest column, or 1 above 0.5 with one column", () => {
  const several = matrix(2, 3, [0.2, 0.7, 0.1, 5, 5, 4]);
  expect([classOf(several, 0), classOf(several, 1)]).toEqual([1, 0]);
  const one = matrix(3, 1, [0.5, 0.51, -2]);
  expect([classOf(one, 0), classOf(one, 1), classOf(one, 2)]).toEqual([0, 1, 0]);
});
