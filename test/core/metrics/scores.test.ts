import { DataError, f1, type Matrix, matrix, OptionError, oneHot, precision, recall } from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

// Numbers with more digits than a hand would write are from scikit-learn 1.2.1.

const column = (numbers: readonly number[]): Matrix => matrix(numbers.length, 1, numbers);
const rows = (numbers: readonly (readonly number[])[]): Matrix =>
  matrix(numbers.length, numbers[0].length, numbers.flat());
const zeros = Array<number>(10).fill(0);

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

  test("have the values of Keras' documentation", () => {
    // Precision and Recall, without and with sample_weight=[0, 0, 1, 0].
    const [t, o] = [column([0, 1, 1, 1]), column([1, 0, 1, 1])];
    expect(precision.compute(o, t)).toBeCloseTo(2 / 3, 15);
    expect(recall.compute(o, t)).toBeCloseTo(2 / 3, 15);
    expect(precision.compute(o, t, [0, 0, 1, 0])).toBe(1);
    expect(recall.compute(o, t, [0, 0, 1, 0])).toBe(1);
    // F1Score(threshold=0.5): 0.5, 0.8, 0.6666667.
    const labels = rows([
      [1, 1, 1],
      [1, 0, 0],
      [1, 1, 0],
    ]);
    const outputs = rows([
      [0.2, 0.6, 0.7],
      [0.2, 0.6, 0.6],
      [0.6, 0.8, 0],
    ]);
    const each = [0, 1, 2].map((k) => f1.with({ class: k, threshold: 0.5 }).compute(outputs, labels));
    expect(each).toEqual(close([0.5, 0.8, 2 / 3]));
    expect(f1.compute(outputs, labels)).toBeCloseTo((0.5 + 0.8 + 2 / 3) / 3, 15);
  });

  test("put the border at 0 for targets −1 and 1: by hand", () => {
    expect(scores(column([0.2, 0.3, -0.2, 0.9]), column([1, 1, -1, 1]))).toEqual([1, 1, 1]);
    expect(scores(column([0.2, -0.3, 0.2, 0.9]), column([1, 1, -1, 1]))).toEqual(close([2 / 3, 2 / 3, 2 / 3]));
  });

  test("count a label that never occurs, as scikit-learn does, and its class does not count among several", () => {
    const labels = rows([
      [1, 1, 0],
      [0, 0, 0],
    ]);
    expect(scores(labels, labels)).toEqual(close([2 / 3, 2 / 3, 2 / 3]));
    expect(scores(oneHot([0, 1], 3), oneHot([0, 1], 3))).toEqual([1, 1, 1]);
  });

  test("have options, which their names tell: metrics with other options stand side by side", () => {
    const names = [
      f1.with({}),
      f1.with({ average: "micro" }),
      recall.with({ average: "weighted" }),
      precision.with({ class: 0 }),
      f1.with({ threshold: 0.3 }),
      f1.with({ average: "macro", threshold: -1 }),
    ].map(({ name }) => name);
    expect(names).toEqual(["f1", "f1Micro", "recallWeighted", "precisionClass0", "f1At0.3", "f1MacroAt-1"]);
    expect(JSON.parse(JSON.stringify(f1.with({ average: "micro" })))).toEqual({
      name: "f1Micro",
      options: { average: "micro" },
    });
    expect(Object.isFrozen(f1.with({ class: 1 }))).toBe(true);
  });

  test("can be moved by a threshold: all positives found at 0, by hand", () => {
    const [t, o] = [column([1, 1, 0]), column([0.2, 0.9, 0.1])];
    expect(recall.compute(o, t)).toBe(0.5);
    expect(recall.with({ threshold: 0 }).compute(o, t)).toBe(1);
    expect(precision.with({ threshold: 0 }).compute(o, t)).toBeCloseTo(2 / 3, 15);
    expect(recall.with({ class: 0 }).compute(o, t)).toBe(1);
  });

  testFailures([
    [
      "an average of another name",
      () => f1.with({ average: "binary" as never }),
      OptionError,
      'f1.with: average is "binary", wanted "macro" or "micro" or "weighted"',
    ],
    [
      "an average of one class",
      () => f1.with({ average: "macro", class: 1 }),
      OptionError,
      "f1.with: average and class are both given; the score of one class has no average: leave one out",
    ],
    [
      "half a class",
      () => recall.with({ class: 0.5 }),
      OptionError,
      "recall.with: class is 0.5, wanted a whole number from 0",
    ],
    [
      "a class that is not there",
      () => f1.with({ class: 2 }).compute([[1], [0]], [[1], [0]]),
      DataError,
      "f1Class2: there is no class 2, the targets have 2 classes",
    ],
    [
      "numbers for targets",
      () => precision.compute([[1.5, 2]], [[1.5, 2]]),
      DataError,
      "precision: the targets hold 1.5 and 2, wanted classes: 0 and 1, or -1 and 1; oneHot(classes) makes rows of class numbers",
    ],
  ]);
});
