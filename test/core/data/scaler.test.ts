import { DataError, matrix, minMax, ShapeError, standardize } from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const xs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const ts = [[0], [1], [1], [0]];

describe("standardize", () => {
  test("fits μ and σ (over n) of each column: by hand", () => {
    // Column 1: 1, 3, mean 2, σ 1. Column 2: 0, 8, mean 4, σ 4.
    const scaler = standardize([
      [1, 0],
      [3, 8],
    ]);
    expect(scaler.toJSON()).toEqual({ name: "standardize", offsets: [2, 4], scales: [1, 4] });
    expect([
      ...scaler.transform([
        [1, 0],
        [3, 8],
        [4, 2],
      ]).data,
    ]).toEqual([-1, -1, 1, 1, 2, -0.5]);
    expect([...scaler.inverse([[2, -0.5]]).data]).toEqual([4, 2]);
  });

  test("gives a constant column σ = 1 and its own number as μ, without rounding errors", () => {
    const scaler = standardize([[0.1], [0.1], [0.1]]);
    expect(scaler.toJSON()).toMatchObject({ offsets: [0.1], scales: [1] });
    expect([...scaler.transform([[0.1], [1.1]]).data]).toEqual([0, 1]);
  });

  test.each([
    // The scales of scikit-learn 1.2.1's StandardScaler.
    [[0.1 + 0.2, 0.3, 0.3], 1],
    [[-0.3, -0.1 - 0.2], 1],
    [[1e9, 1e9 + 1e-6, 1e9], 1],
    [[1e9, 1e9 + 1e-3, 1e9], 0.0004714265495438534],
    [[1, 1 + 2 ** -52, 1 - 2 ** -53], 1],
    [[1, 1 + 1e-13, 1], 4.7102773760513254e-14],
    [[1e100, 1e100 * (1 + 2 ** -52)], 1],
    [[1e8, 1e8 + 1], 0.5],
    [[0, 1e-20], 5e-21],
  ])("takes %j as constant only where rounding explains the spread", (numbers, scale) => {
    const { scales } = standardize(numbers.map((value) => [value])).toJSON() as { scales: number[] };
    expect(scales[0] / scale).toBeCloseTo(1, 2);
    if (scale === 1) expect(scales).toEqual([1]);
  });

  test("leaves a number near a nearly constant column near 0", () => {
    const [near] = standardize([[0.1 + 0.2], [0.3], [0.3]]).transform([[0.31]]).data;
    expect(near).toBeCloseTo(0.01, 12);
    // Huge and tiny columns alike, and beside others.
    for (const size of [1e-290, 1e-5, 1e5, 1e290]) {
      const scaler = standardize([
        [0.3 * size, 1],
        [(0.1 + 0.2) * size, 2],
        [0.3 * size, 6],
      ]);
      expect(scaler.toJSON()).toMatchObject({ scales: [1, expect.closeTo(Math.sqrt(14 / 3), 12)] });
    }
  });

  test("scales huge and tiny columns too", () => {
    const scaler = standardize([
      [1e-200, 1e200],
      [3e-200, -1e200],
    ]);
    for (const value of scaler.transform([
      [1e-200, 1e200],
      [3e-200, -1e200],
    ]).data)
      expect(Math.abs(value)).toBeCloseTo(1, 14);
  });

  test("gives mean 0 and variance 1, and inverse undoes transform", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -999, max: 999 }), fc.double({ min: -1, max: 1, noNaN: true })), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, (x) => {
        fc.pre(x.some(([a]) => a !== x[0][0]));
        const scaler = standardize(x);
        const { data } = scaler.transform(x);
        const column = x.map((_, r) => data[2 * r]);
        expect(column.reduce((a, b) => a + b) / x.length).toBeCloseTo(0, 10);
        expect(column.reduce((a, b) => a + b * b, 0) / x.length).toBeCloseTo(1, 10);
        const back = scaler.inverse(scaler.transform(x)).data;
        x.flat().forEach((value, k) => {
          expect(back[k]).toBeCloseTo(value, 9);
        });
      }),
      { seed: 4, numRuns: 80 },
    );
  });

  test("keeps float32, and changes no input", () => {
    const x = matrix(2, 1, Float32Array.of(1, 3));
    expect(standardize(x).transform(x).data).toEqual(Float32Array.of(-1, 1));
    expect(x.data).toEqual(Float32Array.of(1, 3));
  });
});

describe("minMax", () => {
  test("only shifts a column that is constant but for rounding", () => {
    const scalesOf = (numbers: readonly number[]) => minMax(numbers.map((value) => [value])).toJSON();
    expect(scalesOf([0.1 + 0.2, 0.3])).toMatchObject({ scales: [1] });
    expect(scalesOf([-1e300, -1e300 * (1 + 2 ** -52)])).toMatchObject({ scales: [1] });
    expect(scalesOf([1e-300 * (1 + 2 ** -52), 1e-300])).toMatchObject({ scales: [1] });
    expect(scalesOf([1, 1 + 2 ** -40])).toMatchObject({ scales: [2 ** -40] });
    expect(scalesOf([0, 1e-300])).toMatchObject({ scales: [1e-300] });
  });

  test("maps each column to [0, 1], a constant one to 0, and other rows in proportion: by hand", () => {
    const scaler = minMax([
      [1, -2, 7],
      [3, 6, 7],
      [2, 0, 7],
    ]);
    expect(scaler.toJSON()).toEqual({ name: "minMax", offsets: [1, -2, 7], scales: [2, 8, 1] });
    expect([...scaler.transform([[2, 0, 7]]).data]).toEqual([0.5, 0.25, 0]);
    expect([...scaler.transform([[5, -10, 9]]).data]).toEqual([2, -1, 2]);
    expect([...scaler.inverse([[0.5, 0.25, 2]]).data]).toEqual([2, 0, 9]);
  });

  test("maps its data onto [0, 1], both ends included, and inverse undoes it", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -999, max: 999 }), fc.double({ min: -1, max: 1, noNaN: true })), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, (x) => {
        const scaler = minMax(x);
        const { data } = scaler.transform(x);
        for (const c of [0, 1]) {
          const column = x.map((_, r) => data[2 * r + c]);
          const constant = x.every((row) => row[c] === x[0][c]);
          expect([Math.min(...column), Math.max(...column)]).toEqual([0, constant ? 0 : 1]);
        }
        scaler.inverse(matrix(x.length, 2, data)).data.forEach((value, k) => {
          expect(value).toBeCloseTo(x.flat()[k], 10);
        });
      }),
      { seed: 6, numRuns: 80 },
    );
  });

  test("keeps float32 and changes no input", () => {
    const x = matrix(2, 1, Float32Array.of(1, 3));
    expect(minMax(x).transform(x).data).toEqual(Float32Array.of(0, 1));
    expect(x.data).toEqual(Float32Array.of(1, 3));
  });
});

describe("scalers", () => {
  test("write JSON that shares nothing with them and has no negative zero", () => {
    for (const make of [minMax, standardize]) {
      const scaler = make([[-0], [-0]]);
      const json = scaler.toJSON() as { offsets: number[] };
      expect(Object.is(json.offsets[0], 0)).toBe(true);
      json.offsets[0] = 5;
      expect([...scaler.transform([[1]]).data]).toEqual([1]);
    }
  });

  test("scale numbers that differ by the smallest subnormal, without a division by 0", () => {
    const x = [[0], [0], [0], [0], [0], [5e-324]];
    for (const make of [minMax, standardize]) {
      for (const value of make(x).transform(x).data) expect([0, 1]).toContain(value);
    }
  });

  testFailures([
    [
      "numbers too far apart, minMax",
      () =>
        minMax([
          [0, 1.7e308],
          [0, -1.7e308],
        ]),
      DataError,
      "minMax: the numbers of column 1 differ by more than float64 holds",
    ],
    [
      "numbers too far apart, standardize",
      () => standardize([[1.7e308], [-1.7e308], [-1.7e308]]),
      DataError,
      "standardize: the numbers of column 0 differ by more than float64 holds",
    ],
    [
      "rows of another length",
      () => minMax([[1, 2]]).transform([[1]]),
      ShapeError,
      "minMax.transform: row 0 of the inputs has 1 number, the scaler takes 2",
    ],
    [
      "NaN given to inverse",
      () => standardize([[1], [2]]).inverse([[0], [Number.NaN]]),
      DataError,
      "standardize.inverse: row 1, column 0 of the inputs is NaN, wanted a finite number",
    ],
    ["no rows", () => minMax([]), DataError, "minMax: the inputs have no rows"],
    [
      "NaN among the data",
      () => standardize([[1], [Number.NaN]]),
      DataError,
      "standardize: row 1, column 0 of the inputs is NaN, wanted a finite number",
    ],
    [
      "rows of another width given to transform",
      () => standardize(xs).transform(ts),
      ShapeError,
      "standardize.transform: row 0 of the inputs has 1 number, the scaler takes 2",
    ],
    [
      "rows of another width given to inverse",
      () => standardize(xs).inverse(ts),
      ShapeError,
      "standardize.inverse: row 0 of the inputs has 1 number, the scaler takes 2",
    ],
  ]);
});

describe("minMax with options", () => {
  test("maps to a range, as MinMaxScaler's feature_range", () => {
    // By hand: 2 of [1, 5] is ¼ of the way from −1 to 1; a constant goes to the beginning.
    const made = minMax(
      [
        [1, 7],
        [5, 7],
        [2, 7],
      ],
      { range: [-1, 1] },
    );
    expect([
      ...made.transform([
        [1, 7],
        [5, 7],
        [2, 7],
      ]).data,
    ]).toEqual([-1, -1, 1, -1, -0.5, -1]);
    expect([...made.inverse([[-0.5, -1]]).data]).toEqual([2, 7]);
  });

  test("takes a known range, of all columns or of each", () => {
    expect([...minMax([[51, 2]], { from: [0, 255] }).transform([[51, 255]]).data]).toEqual([0.2, 1]);
    const each = {
      from: [
        [0, 10],
        [-1, 1],
      ],
    } as const;
    expect([...minMax([[3, 0]], each).transform([[5, 0]]).data]).toEqual([0.5, 0.5]);
    expect(minMax(each)([[3, 0]]).toJSON()).toEqual(minMax([[3, 0]], each).toJSON());
  });

  test("refuses ranges that are none", () => {
    expect(() => minMax({ from: [1, 0] })).toThrow(
      "minMax: from is an array of 2, wanted two numbers such as [0, 1], the smaller one first, or one for each column",
    );
    expect(() =>
      minMax([[1]], {
        from: [
          [0, 1],
          [0, 2],
        ],
      }),
    ).toThrow("minMax: from has 2 ranges, the inputs have 1 columns");
  });
});
