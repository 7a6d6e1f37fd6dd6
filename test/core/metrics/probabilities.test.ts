import { DataError, logLoss, type Matrix, matrix, oneHot, rocAuc } from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

// Numbers with more digits than a hand would write are from scikit-learn 1.2.1.

const column = (numbers: readonly number[]): Matrix => matrix(numbers.length, 1, numbers);
const rows = (numbers: readonly (readonly number[])[]): Matrix =>
  matrix(numbers.length, numbers[0].length, numbers.flat());

describe("logLoss", () => {
  test("is the mean of −ln of the probability of the right class", () => {
    const output = rows([
      [0.2, 0.5, 0.3],
      [0.1, 0.1, 0.8],
      [0.6, 0.3, 0.1],
      [0.25, 0.25, 0.5],
    ]);
    expect(logLoss.compute(output, oneHot([1, 2, 0, 0], 3))).toBeCloseTo(0.7033526791900091, 15);
    expect(logLoss.compute(column([0.9, 0.2, 0.3, 0.5]), column([1, 0, 1, 0]))).toBeCloseTo(0.5564060129644793, 15);
  });

  test("is 52 ln 2 for a sure mistake, and almost 0 for a sure right answer", () => {
    const output = oneHot([0, 2, 1], 3);
    expect(logLoss.compute(output, oneHot([0, 2, 2], 3))).toBeCloseTo(12.014551129705717, 12);
    expect(logLoss.compute(column([0]), column([1]))).toBeCloseTo(36.04365338911715, 12);
    expect(logLoss.compute(column([1]), column([0]))).toBeCloseTo(36.04365338911715, 12);
    expect(logLoss.compute(column([1, 0]), column([1, 0]))).toBeLessThan(1e-15);
  });

  test("takes a share of class 1 as a target, −1 for 0, and several labels: by hand", () => {
    const entropy = -(0.25 * Math.log(0.5) + 0.75 * Math.log(0.5));
    expect(logLoss.compute([[0.5], [0.5], [0.5]], [[0.25], [0.1], [0.9]])).toBeCloseTo(entropy, 15);
    expect(logLoss.compute([[0.8], [0.8]], [[1], [-1]])).toBeCloseTo(-(Math.log(0.8) + Math.log(0.2)) / 2, 15);
    const labels = -(Math.log(0.9) + Math.log(0.6) + 2 * Math.log(0.5)) / 4;
    expect(
      logLoss.compute(
        [
          [0.9, 0.6],
          [0.5, 0.5],
        ],
        [
          [1, 1],
          [0, 0],
        ],
      ),
    ).toBeCloseTo(labels, 15);
    expect(logLoss.compute([[0.2, 0.8]], [[0.5, 0.5]])).toBeCloseTo(-(Math.log(0.2) + Math.log(0.8)) / 2, 15);
  });

  testFailures([
    [
      "outputs that are no probabilities",
      () => logLoss.compute([[0.5], [1.5]], [[0], [1]]),
      DataError,
      "logLoss: row 1, column 0 of the outputs is 1.5, wanted a probability: end with sigmoid or softmax",
    ],
    [
      "class numbers in one column",
      () => logLoss.compute([[0.5], [0.5], [0.5]], [[0], [1], [2]]),
      DataError,
      "logLoss: the targets hold 0, 1 and 2, wanted classes: 0 and 1, or -1 and 1; oneHot(classes) makes rows of class numbers",
    ],
  ]);
});

describe("rocAuc", () => {
  test("is the share of pairs in the right order, ties half: by hand", () => {
    // Positives 0.8, 0.35; negatives 0.1, 0.4: three of four pairs.
    expect(rocAuc.compute([[0.1], [0.4], [0.35], [0.8]], [[0], [0], [1], [1]])).toBe(0.75);
    expect(rocAuc.compute([[-5], [0], [0], [9]], [[-1], [-1], [1], [1]])).toBe(3.5 / 4);
    expect(rocAuc.compute([[1], [1], [1]], [[0], [1], [0]])).toBe(0.5);
    // Weights: the pairs weigh 1·3, 1·1 (wrong), 2·3, 2·1.
    expect(rocAuc.compute([[0.4], [0.1], [0.8], [0.35]], [[0], [0], [1], [1]], [1, 2, 3, 1])).toBe(11 / 12);
  });

  test("is NaN where there is nothing to compare", () => {
    expect(rocAuc.compute([[0.5], [0.6]], [[1], [1]])).toBeNaN();
    expect(rocAuc.compute(oneHot([0, 1], 3), oneHot([0, 1], 3))).toBeNaN();
  });
});
