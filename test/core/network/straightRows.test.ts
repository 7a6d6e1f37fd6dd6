import {
  DataError,
  type DeltaruleError,
  Layer,
  relu,
  type Samples,
  Sequential,
  ShapeError,
  sgd,
  squaredError,
} from "deltarule";
import { expect, test } from "vitest";

type Bad = readonly [row: unknown, Kind: new (message: string) => DeltaruleError, sentence: string];

/** Bad rows for a network of two inputs, and what is said of row R. */
const bad: readonly Bad[] = [
  [["1", 2], DataError, 'row R, column 0 of the inputs is "1", wanted a finite number; give Number("1")'],
  [[1, true], DataError, "row R, column 1 of the inputs is true, wanted a finite number; give 1"],
  [[1, 2n], DataError, "row R, column 1 of the inputs is 2n, wanted a finite number; give Number(2n)"],
  [[1, null], DataError, "row R, column 1 of the inputs is null, wanted a finite number"],
  [[1, undefined], DataError, "row R, column 1 of the inputs is undefined, wanted a finite number"],
  [[Number.NaN, 1], DataError, "row R, column 0 of the inputs is NaN, wanted a finite number"],
  [[1, -Infinity], DataError, "row R, column 1 of the inputs is -Infinity, wanted a finite number"],
  [[1, 1e39], DataError, "row R, column 1 of the inputs is 1e+39, beyond float32"],
  [[1], ShapeError, "row R of the inputs has 1 number, the network takes 2"],
  [[1, 2, 3], ShapeError, "row R of the inputs has 3 numbers, the network takes 2"],
  [[], ShapeError, "row R of the inputs has 0 numbers, the network takes 2"],
  [null, DataError, "row R of the inputs is null, wanted a row of numbers"],
  [undefined, DataError, "row R of the inputs is undefined, wanted a row of numbers"],
  ["12", DataError, 'row R of the inputs is "12", wanted a row of numbers; give Number("12")'],
  [7, DataError, "row R of the inputs is 7, wanted a row of numbers"],
  [
    { a: 1, b: 2 },
    DataError,
    "row R of the inputs is an object, wanted a row of numbers; give its numbers in a list, or take columns",
  ],
];

const net = new Sequential([new Layer(2, 3, relu), new Layer(3, 1)], { seed: 1, dtype: "float32" });
const options = { loss: squaredError, optimizer: sgd(), epochs: 1 };

/** Among `count` good rows, this one in the place of row `r`. */
function among(row: unknown, r: number, count: number): Samples {
  const rows: unknown[] = Array.from({ length: count }, () => [1, 2]);
  rows[r] = row;
  return rows as Samples;
}

test.each(bad)(
  "a row %o is refused by predict and fit, in any place, and nothing has changed",
  (row, Kind, sentence) => {
    const before = net.predict([[1, 2]]);
    const parameters = net.parameters.slice();
    // Row 70 is in the second slice of a prediction.
    for (const [r, count] of [
      [1, 2],
      [2, 3],
      [70, 90],
    ] as const) {
      const said = sentence.replace("R", String(r));
      const x = among(row, r, count);
      const t = Array.from({ length: count }, () => [1]);
      expect(() => net.predict(x as never)).toThrow(new Kind(`predict: ${said}`));
      expect(() => net.fit(x, t, options)).toThrow(new Kind(`fit: ${said}`));
    }
    expect(net.parameters).toEqual(parameters);
    expect(net.predict([[1, 2]])).toEqual(before);
  },
);

test('predict(["1", 2]) is one sample, whose number 0 is refused', () => {
  expect(() => net.predict(["1", 2] as never)).toThrow(
    new DataError('predict: number 0 of the sample is "1", wanted a finite number; give Number("1")'),
  );
});

test("lists of 1 to 200 rows predict the bits of each row alone", () => {
  for (const dtype of ["float64", "float32"] as const) {
    const network: Sequential = new Sequential([new Layer(3, 5, relu), new Layer(5, 2)], { seed: 4, dtype });
    for (const count of [200, 1, 2, 3, 63, 64, 65, 128, 129]) {
      const rows = Array.from({ length: count }, (_, r) => [r, -r / 3, 1 / (r + 1)]);
      expect(network.predict(rows)).toEqual(rows.map((row) => network.predict(row)));
    }
  }
});

test("a row whose getter predicts and trains meanwhile is read whole", () => {
  const network: Sequential = new Sequential([new Layer(2, 3, relu), new Layer(3, 1)], { seed: 4 });
  const other: Sequential = new Sequential([new Layer(2, 9, relu), new Layer(9, 1)], { seed: 5 });
  const wanted = network.predict([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const busy = {
    length: 2,
    get 0() {
      network.predict([
        [9, 9],
        [8, 8],
        [7, 7],
      ]);
      other.fit([[1, 2]], [[1]], { ...options, onWarning: () => {} });
      return 3;
    },
    1: 4,
  };
  expect(network.predict([[1, 2], busy, [5, 6]])).toEqual(wanted);
});
