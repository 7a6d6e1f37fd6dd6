import { accuracy, balancedAccuracy, DataError, type Matrix, matrix, OptionError, oneHot, topK } from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const column = (numbers: readonly number[]): Matrix => matrix(numbers.length, 1, numbers);
const rows = (numbers: readonly (readonly number[])[]): Matrix =>
  matrix(numbers.length, numbers[0].length, numbers.flat());

describe("accuracy", () => {
  test("takes class 1 if the only output is > 0.5: by hand", () => {
    // 0.5 itself is class 0: right, right, wrong, right.
    expect(accuracy.compute(column([0.5, 0.51, 0.4, 0]), column([0, 1, 1, 0]))).toBe(0.75);
    expect(accuracy.compute(column([-3, 7]), column([0, 1]))).toBe(1);
  });

  test("puts the border at 0 for targets −1 and 1: by hand", () => {
    expect(accuracy.compute(column([0.2, 0.3, -0.2, 0.9]), column([1, 1, -1, 1]))).toBe(1);
    // 0 itself is −1: wrong, right, right, wrong.
    expect(accuracy.compute(column([0, 0, -0.1, 0.1]), column([1, -1, -1, -1]))).toBe(0.5);
    expect(accuracy.compute(column([0.1, -0.1]), column([-1, -1]))).toBe(0.5);
    // One-hot of −1 and 1: the largest wins, also below 0.
    expect(
      accuracy.compute(
        rows([
          [-0.9, -0.8],
          [0.8, 0.9],
        ]),
        rows([
          [-1, 1],
          [1, -1],
        ]),
      ),
    ).toBe(0.5);
  });

  test("decides every output by itself for several labels: by hand", () => {
    const t = rows([
      [1, 1, 0],
      [0, 0, 0],
      [1, 1, 1],
      [0, 0, 1],
    ]);
    const right = rows([
      [0.9, 0.95, 0.1],
      [0.1, 0.2, 0.1],
      [0.6, 0.7, 0.9],
      [0.05, 0.1, 0.9],
    ]);
    const half = rows([
      [0.9, 0.1, 0.1],
      [0.9, 0.8, 0.8],
      [0.6, 0.1, 0.1],
      [0.05, 0.1, 0.9],
    ]);
    expect(accuracy.compute(right, t)).toBe(1);
    expect(accuracy.compute(half, t)).toBe(0.5);
    const subset = accuracy.with({ subset: true });
    expect(subset.compute(right, t)).toBe(1);
    expect(subset.compute(half, t)).toBe(0.25);
    expect(subset.name).toBe("subsetAccuracy");
    const signed = (of: Matrix, low: number) =>
      matrix(
        4,
        3,
        [...of.data].map((value) => (value > 0.5 ? 1 : low)),
      );
    expect(accuracy.compute(signed(half, -0.1), signed(t, -1))).toBe(0.5);
  });

  test("has the values of Keras' documentation", () => {
    // BinaryAccuracy, without and with sample_weight=[1, 0, 0, 1].
    const [t, o] = [column([1, 1, 0, 0]), column([0.98, 1, 0, 0.6])];
    expect(accuracy.compute(o, t)).toBe(0.75);
    expect(accuracy.compute(o, t, [1, 0, 0, 1])).toBe(0.5);
    // CategoricalAccuracy, without and with sample_weight=[0.7, 0.3].
    const [classes, p] = [
      rows([
        [0, 0, 1],
        [0, 1, 0],
      ]),
      rows([
        [0.1, 0.9, 0.8],
        [0.05, 0.95, 0],
      ]),
    ];
    expect(accuracy.compute(p, classes)).toBe(0.5);
    expect(accuracy.compute(p, classes, [0.7, 0.3])).toBeCloseTo(0.3, 15);
  });

  test("takes a threshold, also where the largest would win", () => {
    const strict = accuracy.with({ threshold: 0.7 });
    expect([strict.name, strict.options]).toEqual(["accuracyAt0.7", { subset: false, threshold: 0.7 }]);
    expect(strict.compute(column([0.6, 0.8]), column([1, 1]))).toBe(0.5);
    // Rows that happen to have one label each are still labels: 5 of 6 decisions, 1 of 2 rows.
    const [t, o] = [
      rows([
        [1, 0, 0],
        [0, 1, 0],
      ]),
      rows([
        [0.9, 0.8, 0.1],
        [0.1, 0.8, 0.2],
      ]),
    ];
    expect(strict.compute(o, t)).toBeCloseTo(5 / 6, 15);
    expect(accuracy.with({ threshold: 0.7, subset: true }).compute(o, t)).toBe(0.5);
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

  testFailures([
    [
      "class numbers in one column",
      () => accuracy.compute([[0], [1], [2]], [[0], [1], [2]]),
      DataError,
      "accuracy: the targets hold 0, 1 and 2, wanted classes: 0 and 1, or -1 and 1; oneHot(classes) makes rows of class numbers",
    ],
    [
      "an option by another name",
      () => accuracy.with({ treshold: 0.5 } as never),
      OptionError,
      'accuracy.with: there is no option "treshold"; there are subset, threshold; did you mean threshold?',
    ],
    [
      "a threshold of NaN",
      () => accuracy.with({ threshold: Number.NaN }),
      OptionError,
      "accuracy.with: threshold is NaN, wanted a number",
    ],
  ]);
});

describe("balancedAccuracy", () => {
  test("is the mean recall of the classes that occur: by hand", () => {
    // Class 1: 1 of 2. Class 0: 3 of 4.
    const [t, o] = [column([1, 1, 0, 0, 0, 0]), column([0.9, 0.1, 0, 0, 0, 1])];
    expect(balancedAccuracy.compute(o, t)).toBe((1 / 2 + 3 / 4) / 2);
    expect(balancedAccuracy.compute(o, t, [1, 3, 1, 1, 1, 1])).toBe((1 / 4 + 3 / 4) / 2);
    expect(balancedAccuracy.compute(column([0.9, 0.1]), column([1, 1]))).toBe(0.5);
    expect(balancedAccuracy.compute(oneHot([0, 1, 2, 2], 4), oneHot([0, 0, 2, 2], 4))).toBe(0.75);
  });
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

  test("has the values of Keras' documentation", () => {
    // TopKCategoricalAccuracy(k=1), without and with sample_weight=[0.7, 0.3].
    const [t, o] = [
      rows([
        [0, 0, 1],
        [0, 1, 0],
      ]),
      rows([
        [0.1, 0.9, 0.8],
        [0.05, 0.95, 0],
      ]),
    ];
    expect(topK(1).compute(o, t)).toBe(0.5);
    expect(topK(1).compute(o, t, [0.7, 0.3])).toBeCloseTo(0.3, 15);
    expect(topK(2).options).toEqual({ k: 2 });
  });

  test("puts the border at 0 for targets −1 and 1", () => {
    expect(topK(1).compute(column([0.2, -0.2, 0.3]), column([1, -1, -1]))).toBe(2 / 3);
  });

  testFailures([
    [
      "several labels",
      () => topK(2).compute([[1, 1, 0]], [[1, 1, 0]]),
      DataError,
      "top2: rows of the targets have several ones or none, wanted one class in each row",
    ],
  ]);
});
