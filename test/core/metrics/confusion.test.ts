import { confusionMatrix, DataError, matrix, oneHot, ShapeError } from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

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

  test("puts the border at 0 for targets −1 and 1, or at the threshold", () => {
    const [o, t] = [
      [[0.2], [-0.2], [0.4], [0.9]],
      [[1], [-1], [-1], [1]],
    ];
    expect(confusionMatrix(o, t)).toEqual(matrix(2, 2, [1, 1, 0, 2]));
    expect(confusionMatrix(o, t, { threshold: 0.5 })).toEqual(matrix(2, 2, [2, 0, 1, 1]));
  });

  test("adds weights", () => {
    const options = { sampleWeights: [1, 2, 4, 8] };
    expect(confusionMatrix([[1], [0], [1], [0]], [[1], [0], [0], [0]], options)).toEqual(matrix(2, 2, [10, 4, 0, 1]));
  });

  testFailures([
    [
      "class numbers in one column",
      () => confusionMatrix([[0], [1], [2]], [[0], [1], [2]]),
      DataError,
      "confusionMatrix: the targets hold 0, 1 and 2, wanted classes: 0 and 1, or -1 and 1; oneHot(classes) makes rows of class numbers",
    ],
    [
      "several labels",
      () => confusionMatrix([[1, 1]], [[1, 1]]),
      DataError,
      "confusionMatrix: rows of the targets have several ones or none, wanted one class in each row",
    ],
    [
      "a threshold for several outputs",
      () => confusionMatrix([[1, 0]], [[1, 0]], { threshold: 0.5 }),
      DataError,
      "confusionMatrix: threshold is given, but the largest of the 2 outputs decides: leave threshold out",
    ],
    [
      "an output of NaN",
      () => confusionMatrix([[Number.NaN]], [[1]]),
      DataError,
      "confusionMatrix: row 0, column 0 of the outputs is NaN, wanted a finite number",
    ],
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
