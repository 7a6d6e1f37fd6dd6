import { accuracy, matrix, rmse } from "deltarule";
import { describe, expect, test } from "vitest";

const column = (numbers: readonly number[]) => matrix(numbers.length, 1, numbers);

describe("accuracy", () => {
  test("of one output: 1 if it is > 0.5, by hand", () => {
    // 0.5 itself is class 0: right, right, wrong, right.
    expect(accuracy.compute(column([0.5, 0.51, 0.4, 0]), column([0, 1, 1, 0]))).toBe(0.75);
    expect(accuracy.compute(column([-3, 7]), column([-1, 1]))).toBe(1);
  });

  test("of several outputs: the largest, the first of equals, by hand", () => {
    const output = matrix(4, 3, [0.1, 0.2, 0.7, 0.5, 0.5, 0, -3, -2, -1, 0, 9, 8]);
    const target = matrix(4, 3, [0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0]);
    expect(accuracy.compute(output, target)).toBe(0.75);
  });

  test("of two outputs goes by the larger one, not by the threshold", () => {
    expect(accuracy.compute(matrix(1, 2, [0.2, 0.3]), matrix(1, 2, [0, 1]))).toBe(1);
    expect(accuracy.compute(matrix(1, 2, [0.8, 0.9]), matrix(1, 2, [1, 0]))).toBe(0);
  });
});

describe("rmse", () => {
  test("is over all outputs of all samples: by hand", () => {
    // Differences 1, −1, 3, −1, 0, 2: Σ² = 16, over 3 · 2.
    const output = matrix(3, 2, [1, 1, 4, 2, 7, 2]);
    const target = matrix(3, 2, [0, 2, 1, 3, 7, 0]);
    expect(rmse.compute(output, target)).toBe(Math.sqrt(16 / 6));
    expect(rmse.compute(target, output)).toBe(Math.sqrt(16 / 6));
  });

  test("of a perfect output is 0, in units of the target", () => {
    expect(rmse.compute(column([1, 2]), column([1, 2]))).toBe(0);
    expect(rmse.compute(column([10, 20]), column([13, 17]))).toBe(3);
  });
});
