import {
  accuracy,
  confusionMatrix,
  DataError,
  f1,
  logLoss,
  type Matrix,
  type Metric,
  matrix,
  OptionError,
  oneHot,
  precision,
  r2,
  recall,
  ShapeError,
  topK,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

// Numbers with more digits than a hand would write are from scikit-learn 1.2.1.

const column = (numbers: readonly number[]): Matrix => matrix(numbers.length, 1, numbers);
const rows = (numbers: readonly (readonly number[])[]): Matrix =>
  matrix(numbers.length, numbers[0].length, numbers.flat());
const zeros = Array<number>(10).fill(0);

describe("accuracy", () => {
  test("takes class 1 if the only output is > 0.5: by hand", () => {
    // 0.5 itself is class 0: right, right, wrong, right.
    expect(accuracy.compute(column([0.5, 0.51, 0.4, 0]), column([0, 1, 1, 0]))).toBe(0.75);
    expect(accuracy.compute(column([-3, 7]), column([-1, 1]))).toBe(1);
  });

  test("takes the largest of several outputs, the first of equals: by hand", () => {
    const output = matrix(4, 3, [0.1, 0.2, 0.7, 0.5, 0.5, 0, -3, -2, -1, 0, 9, 8]);
    const target = matrix(4, 3, [0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0]);
    expect(accuracy.compute(output, target)).toBe(0.75);
  });

  test("takes the larger of two outputs, without the threshold", () => {
    expect(accuracy.compute(matrix(1, 2, [0.2, 0.3]), matrix(1, 2, [0, 1]))).toBe(1);
    expect(accuracy.compute(matrix(1, 2, [0.8, 0.9]), matrix(1, 2, [1, 0]))).toBe(0);
  });
});

describe("precision, recall and f1", () => {
  const scores = (output: Matrix, target: Matrix): number[] =>
    [precision, recall, f1].map((metric) => metric.compute(output, target));
  const close = (numbers: readonly number[]) => numbers.map((number) => expect.closeTo(number, 15));

  test("are those of class 1 with one output: by hand, 3 right of 4 predicted and of 5 actual", () => {
    const target = column([0, 1, 1, 0, 1, 1, 0, 0, 1, 0]);
    const output = column([0.5, 0.9, 0.1, 0, 0.51, 1, 0.7, -2, 0.2, 0]);
    expect(scores(output, target)).toEqual(close([0.75, 0.6, 2 / 3]));
    expect(scores(column(zeros), target)).toEqual([0, 0, 0]);
    expect(scores(output, column(zeros))).toEqual([0, 0, 0]);
    expect(scores(column(zeros), column(zeros))).toEqual([0, 0, 0]);
  });

  test("are means over the classes that occur with several outputs", () => {
    // Classes 3 and 4 are neither actual nor predicted.
    const target = oneHot([0, 2, 2, 1, 0, 2, 0, 2], 5);
    const output = oneHot([0, 2, 1, 1, 0, 2, 2, 0], 5);
    expect(scores(output, target)).toEqual(close([0.611111111111111, 0.7222222222222222, 0.6349206349206349]));
  });

  test("count a class that is only predicted, and one that is only actual", () => {
    const target = oneHot([0, 2, 2, 1, 0, 2, 0, 2], 4);
    const output = oneHot([0, 2, 3, 3, 0, 2, 2, 0], 4);
    expect(scores(output, target)).toEqual(close([0.3333333333333333, 0.29166666666666663, 0.30952380952380953]));
  });
});

describe("confusionMatrix", () => {
  test("has a row for each actual class and a column for each predicted one", () => {
    const counts = confusionMatrix(oneHot([0, 2, 3, 3, 0, 2, 2, 0]), oneHot([0, 2, 2, 1, 0, 2, 0, 2], 4));
    expect(counts).toEqual(matrix(4, 4, [2, 0, 1, 0, 0, 0, 0, 1, 1, 0, 2, 1, 0, 0, 0, 0]));
  });

  test("has two classes with one output, and takes plain rows", () => {
    const counts = confusionMatrix([[0.6], [0.5], [0.4], [0.9]], [[1], [1], [0], [0]]);
    expect(counts).toEqual(matrix(2, 2, [1, 1, 1, 1]));
    expect(confusionMatrix([[0.6], [0.7]], [[1], [0]])).toEqual(matrix(2, 2, [0, 1, 0, 1]));
  });

  testFailures([
    [
      "rows of other lengths",
      () => confusionMatrix([[1, 0]], [[1]]),
      ShapeError,
      "confusionMatrix: row 0 of the targets has 1 number, the outputs have 2; for class numbers, give oneHot(numbers, 2)",
    ],
    [
      "counts that differ",
      () => confusionMatrix([[1], [0]], [[1]]),
      DataError,
      "confusionMatrix: 2 rows of outputs, but 1 of targets",
    ],
    ["nothing", () => confusionMatrix([], []), DataError, "confusionMatrix: the outputs have no rows"],
  ]);
});

describe("topK", () => {
  const output = rows([
    [0.5, 0.2, 0.2, 0.1],
    [0.3, 0.4, 0.2, 0.1],
    [0.2, 0.4, 0.3, 0.1],
    [0.7, 0.2, 0.1, 0],
  ]);
  const target = oneHot([0, 1, 2, 2], 4);

  test("is the share of samples whose class is among the k largest outputs", () => {
    expect([1, 2, 3, 4, 9].map((k) => topK(k).compute(output, target))).toEqual([0.5, 0.75, 1, 1, 1]);
    expect(topK(3).name).toBe("top3");
  });

  test("counts the first of equal outputs as larger: constant outputs score no better than chance", () => {
    const flat = rows([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect([1, 2, 3].map((k) => topK(k).compute(flat, oneHot([0, 1, 2])))).toEqual([1 / 3, 2 / 3, 1]);
    expect(topK(2).compute(rows([[1, 5, 5, 5]]), oneHot([3], 4))).toBe(0);
    expect(topK(2).compute(rows([[1, 5, 5, 5]]), oneHot([2], 4))).toBe(1);
  });

  test("is accuracy for k = 1, also with one output", () => {
    const one = topK(1);
    expect(one.compute(output, target)).toBe(accuracy.compute(output, target));
    expect(one.compute(column([0.2, 0.8, 0.5]), column([0, 0, 1]))).toBe(1 / 3);
    expect(topK(2).compute(column([0.2, 0.8, 0.5]), column([0, 0, 1]))).toBe(1);
  });

  testFailures(
    [0, 1.5, -1, Number.NaN, undefined].map((k) => [
      `k = ${k}`,
      () => topK(k as number),
      OptionError,
      `topK: k is ${k}, wanted a whole number from 1`,
    ]),
  );
});

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
});

test("metrics change no matrix that they are given, and take float32", () => {
  const metrics: readonly Metric[] = [accuracy, r2, precision, recall, f1, topK(2), logLoss];
  for (const metric of metrics) {
    const output = matrix(2, 2, Float32Array.of(0.75, 0.25, 0.25, 0.75));
    const target = matrix(2, 2, Float32Array.of(1, 0, 1, 0));
    expect(metric.compute(output, target)).toBe(
      metric.compute(matrix(2, 2, [0.75, 0.25, 0.25, 0.75]), matrix(2, 2, [1, 0, 1, 0])),
    );
    expect([...output.data, ...target.data]).toEqual([0.75, 0.25, 0.25, 0.75, 1, 0, 1, 0]);
  }
});
