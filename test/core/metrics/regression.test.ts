import { DataError, type Matrix, matrix, r2, rmse } from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

// Numbers with more digits than a hand would write are from scikit-learn 1.2.1.

const column = (numbers: readonly number[]): Matrix => matrix(numbers.length, 1, numbers);
const rows = (numbers: readonly (readonly number[])[]): Matrix =>
  matrix(numbers.length, numbers[0].length, numbers.flat());

describe("rmse", () => {
  test("is taken over all outputs of all samples: by hand", () => {
    // Differences 1, −1, 3, −1, 0, 2: Σ² = 16, over 3 · 2.
    const output = matrix(3, 2, [1, 1, 4, 2, 7, 2]);
    const target = matrix(3, 2, [0, 2, 1, 3, 7, 0]);
    expect(rmse.compute(output, target)).toBe(Math.sqrt(16 / 6));
    expect(rmse.compute(target, output)).toBe(Math.sqrt(16 / 6));
  });

  test("is 0 for perfect outputs, and in the units of the target", () => {
    expect(rmse.compute(column([1, 2]), column([1, 2]))).toBe(0);
    expect(rmse.compute(column([10, 20]), column([13, 17]))).toBe(3);
  });
});

describe("r2", () => {
  const target = rows([
    [3, -0.5],
    [-0.5, 2],
    [2, 7],
    [7, 1],
  ]);
  const output = rows([
    [2.5, 0],
    [0, 2],
    [2, 8],
    [8, 1.5],
  ]);

  test("is the mean over the outputs", () => {
    expect(r2.compute(output, target)).toBeCloseTo(0.9506354294692295, 15);
  });

  test("is 1 − 1/2 for targets 1, 2, 3 and outputs 1, 2, 4, 0 at the mean, and less for worse outputs: by hand", () => {
    expect(r2.compute(column([1, 2, 4]), column([1, 2, 3]))).toBe(0.5);
    expect(r2.compute(column([2, 2, 2]), column([1, 2, 3]))).toBe(0);
    expect(r2.compute(column([3, 2, 1]), column([1, 2, 3]))).toBe(-3);
  });

  test("is 1 for a constant target if every output equals it, else 0", () => {
    const with5 = (of: Matrix, last: readonly number[]): Matrix => rows(last.map((five, r) => [of.data[2 * r], five]));
    const constant = with5(target, [5, 5, 5, 5]);
    expect(r2.compute(with5(output, [5, 5, 5, 5]), constant)).toBeCloseTo(0.974304068522484, 15);
    expect(r2.compute(with5(output, [5, 4, 5, 5]), constant)).toBeCloseTo(0.47430406852248397, 15);
    expect(r2.compute(column([0.1, 0.1, 0.1]), column([0.1, 0.1, 0.1]))).toBe(1);
    expect(r2.compute(column([0.1, 0.1, 0.2]), column([0.1, 0.1, 0.1]))).toBe(0);
  });

  test("and rmse weigh samples: by hand", () => {
    // t̄ = (1·1 + 3·3)/4 = 2.5: 1 − (1·1 + 3·0)/(1·2.25 + 3·0.25).
    expect(r2.compute(column([2, 3]), column([1, 3]), [1, 3])).toBeCloseTo(1 - 1 / 3, 15);
    expect(rmse.compute(column([2, 3]), column([1, 3]), [1, 3])).toBe(0.5);
  });

  testFailures([
    ["one row", () => r2.compute([[1]], [[2]]), DataError, "r2: the targets have one row, wanted two or more"],
  ]);
});
