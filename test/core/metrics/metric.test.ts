import {
  accuracy,
  balancedAccuracy,
  DataError,
  f1,
  logLoss,
  type Metric,
  matrix,
  precision,
  type RowMetric,
  r2,
  recall,
  rmse,
  rocAuc,
  ShapeError,
  topK,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { type Failure, testFailures } from "../../helpers/failures.js";

const all: readonly RowMetric[] = [
  accuracy,
  accuracy.with({ subset: true }),
  balancedAccuracy,
  f1,
  f1.with({ average: "micro" }),
  logLoss,
  precision,
  r2,
  recall,
  rmse,
  rocAuc,
  topK(1),
];

test("metrics change no matrix that they are given, and take float32", () => {
  const metrics: readonly Metric[] = [
    accuracy,
    balancedAccuracy,
    r2,
    rmse,
    precision,
    recall,
    f1,
    topK(2),
    logLoss,
    rocAuc,
  ];
  for (const metric of metrics) {
    const output = matrix(2, 2, Float32Array.of(0.75, 0.25, 0.25, 0.75));
    const target = matrix(2, 2, Float32Array.of(1, 0, 0, 1));
    expect(metric.compute(output, target)).toBe(
      metric.compute(matrix(2, 2, [0.75, 0.25, 0.25, 0.75]), matrix(2, 2, [1, 0, 0, 1])),
    );
    expect([...output.data, ...target.data]).toEqual([0.75, 0.25, 0.25, 0.75, 1, 0, 0, 1]);
  }
});

describe.each(all.map((metric) => [metric.name, metric] as const))("%s", (name, metric) => {
  const outputs = [
    [0.9, 0.1],
    [0.2, 0.8],
    [0.3, 0.7],
  ];
  const targets = [
    [1, 0],
    [0, 1],
    [1, 0],
  ];

  test("takes rows, vectors and matrices", () => {
    const whole = metric.compute(matrix(3, 2, outputs.flat()), matrix(3, 2, targets.flat()));
    expect(whole).not.toBeNaN();
    expect(metric.compute(outputs, targets)).toBe(whole);
    const vectors = outputs.map((one) => Float64Array.from(one));
    expect(
      metric.compute(
        vectors,
        targets.map((one) => Int8Array.from(one)),
      ),
    ).toBe(whole);
  });

  test("weighs samples: a weight of 2 is a sample twice, one of 0 is none, and all alike is none at all", () => {
    const [a, b, c] = outputs;
    const [ta, tb, tc] = targets;
    const twice = metric.compute([a, a, b, c], [ta, ta, tb, tc]);
    expect(metric.compute(outputs, targets, [2, 1, 1])).toBeCloseTo(twice, 14);
    expect(metric.compute(outputs, targets, [0.5, 0.5, 0.5])).toBeCloseTo(metric.compute(outputs, targets), 14);
    const none = metric.compute([a, b], [ta, tb]);
    expect(metric.compute(outputs, targets, Float32Array.of(1, 1, 0))).toBeCloseTo(none, 14);
  });

  const failures: readonly Failure[] = [
    ["no rows", () => metric.compute([], []), DataError, `${name}: the outputs have no rows`],
    [
      "one row too few",
      () => metric.compute(outputs, targets.slice(1)),
      DataError,
      `${name}: 3 rows of outputs, but 2 of targets`,
    ],
    [
      "rows of other lengths",
      () => metric.compute(outputs, [[1], [0], [1]]),
      ShapeError,
      `${name}: row 0 of the targets has 1 number, the outputs have 2; for class numbers, give oneHot(numbers, 2)`,
    ],
    [
      "NaN",
      () => metric.compute([[0, Number.NaN], ...outputs.slice(1)], targets),
      DataError,
      `${name}: row 0, column 1 of the outputs is NaN, wanted a finite number`,
    ],
    [
      "NaN among the targets",
      () => metric.compute(outputs, [...targets.slice(1), [Number.NaN, 1]]),
      DataError,
      `${name}: row 2, column 0 of the targets is NaN, wanted a finite number`,
    ],
    [
      "one row without its array",
      () => metric.compute([0.9, 0.1] as never, [1, 0] as never),
      DataError,
      `${name}: row 0 of the outputs is 0.9, wanted a row of numbers`,
    ],
    [
      "nothing",
      () => metric.compute(outputs, undefined as never),
      DataError,
      `${name}: the targets are undefined, wanted rows of numbers or a Matrix`,
    ],
    [
      "a weight below 0",
      () => metric.compute(outputs, targets, [1, -1, 1]),
      DataError,
      `${name}: number 1 of the sampleWeights is -1, wanted numbers from 0`,
    ],
    [
      "weights of other samples",
      () => metric.compute(outputs, targets, [1, 1]),
      DataError,
      `${name}: 3 rows of inputs, but 2 of sampleWeights`,
    ],
  ];
  testFailures(failures);
});
