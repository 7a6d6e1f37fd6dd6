import { DataError, Layer, matrix, mse, OptionError, Sequential, ShapeError, windows } from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const lists = (rows: Iterable<ArrayLike<number>>) => [...rows].map((row) => Array.from(row));

describe("windows", () => {
  test("has the known steps in x and the step after them in t", () => {
    const { x, t } = windows([1, 2, 3, 4, 5, 6], { length: 3 });
    expect(lists(x)).toEqual([
      [1, 2, 3],
      [2, 3, 4],
      [3, 4, 5],
    ]);
    expect(lists(t)).toEqual([[4], [5], [6]]);
  });

  test("has all steps of the horizon in t, and starts a window each stride", () => {
    const { x, t } = windows([1, 2, 3, 4, 5, 6, 7, 8], { length: 2, horizon: 3, stride: 2 });
    expect(lists(x)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(lists(t)).toEqual([
      [3, 4, 5],
      [5, 6, 7],
    ]);
  });

  test("takes rows of several columns step by step, and forecasts the columns that are asked for", () => {
    const series = [
      [1, 10, 100],
      [2, 20, 200],
      [3, 30, 300],
      [4, 40, 400],
    ];
    const { x, t } = windows(series, { length: 2, horizon: 2, targets: [2, 0] });
    expect(lists(x)).toEqual([[1, 10, 100, 2, 20, 200]]);
    expect(lists(t)).toEqual([[300, 3, 400, 4]]);
    expect(lists(windows(series, { length: 3 }).t)).toEqual([[4, 40, 400]]);
  });

  test("row i starts at step i · stride, and as many rows are made as fit", () => {
    const numbers = fc.integer({ min: 1, max: 6 });
    const cases = fc.record({
      steps: fc.integer({ min: 2, max: 40 }),
      length: numbers,
      horizon: numbers,
      stride: numbers,
    });
    fc.assert(
      fc.property(
        cases.filter(({ steps, length, horizon }) => steps >= length + horizon),
        ({ steps, length, horizon, stride }) => {
          const series = Array.from({ length: steps }, (_, i) => i);
          const made = windows(series, { length, horizon, stride });
          const starts = series.filter((i) => i % stride === 0 && i + length + horizon <= steps);
          expect(lists(made.x)).toEqual(starts.map((i) => series.slice(i, i + length)));
          expect(lists(made.t)).toEqual(starts.map((i) => series.slice(i + length, i + length + horizon)));
        },
      ),
      { seed: 3, numRuns: 100 },
    );
  });

  test("takes typed arrays, matrices and matrix-like objects, and keeps the type of a matrix", () => {
    const want = windows([1, 2, 3, 4], { length: 2 });
    expect(windows(Int32Array.of(1, 2, 3, 4), { length: 2 })).toEqual(want);
    expect(windows([[1], [2], [3], [4]], { length: 2 })).toEqual(want);
    expect(windows({ rows: 4, columns: 1, data: [1, 2, 3, 4] }, { length: 2 })).toEqual(want);
    const single = windows(matrix(4, 1, Float32Array.of(1, 2, 3, 4)), { length: 2 });
    expect(single.x.data).toEqual(Float32Array.of(1, 2, 2, 3));
    expect(single.t.data).toEqual(Float32Array.of(3, 4));
  });

  test("neither changes nor keeps the series, and gives what fit takes", () => {
    const series = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i));
    const before = series.slice();
    const { x, t } = windows(series, { length: 2 });
    x.data.fill(0.5);
    expect(series).toEqual(before);
    // sin(i + 1) = 2 cos(1) sin(i) − sin(i − 1): a linear layer learns it.
    const again = windows(series, { length: 2 });
    const net = new Sequential([new Layer(2, 1)], { seed: 1 });
    net.layers[0].weights.data.set([-1, 2 * Math.cos(1)]);
    net.layers[0].biases?.fill(0);
    expect(net.evaluate(again.x, again.t, { loss: mse }).loss).toBeLessThan(1e-30);
    expect(t.rows).toBe(28);
  });

  const cut = (series: unknown, options: object) => () => windows(series as never, options as never);
  testFailures([
    [
      "a series shorter than a window and its horizon",
      cut([1, 2, 3], { length: 3 }),
      DataError,
      "windows: the series has 3 steps, wanted at least 4: length 3 and horizon 1",
    ],
    [
      "one step",
      cut([[1, 2]], { length: 2, horizon: 5 }),
      DataError,
      "windows: the series has 1 step, wanted at least 7: length 2 and horizon 5",
    ],
    ["no series", cut([], { length: 1 }), DataError, "windows: the series have no rows"],
    [
      "a gap in the series",
      cut([1, Number.NaN, 3], { length: 1 }),
      DataError,
      "windows: number 1 of the series is NaN, wanted a finite number",
    ],
    [
      "ragged rows",
      cut([[1, 2], [3]], { length: 1 }),
      ShapeError,
      "windows: row 1 of the series has 1 number, row 0 has 2",
    ],
    ["no length", cut([1, 2], {}), OptionError, "windows: length is undefined, wanted a whole number from 1"],
    [
      "half a stride",
      cut([1, 2], { length: 1, stride: 0.5 }),
      OptionError,
      "windows: stride is 0.5, wanted a whole number from 1",
    ],
    [
      "no horizon",
      cut([1, 2], { length: 1, horizon: 0 }),
      OptionError,
      "windows: horizon is 0, wanted a whole number from 1",
    ],
    [
      "a target that is no column",
      cut([1, 2], { length: 1, targets: [1] }),
      OptionError,
      "windows: a number of targets is 1, wanted numbers of columns, from 0 to 0, each once",
    ],
    [
      "a target twice",
      cut(
        [
          [1, 2],
          [3, 4],
        ],
        { length: 1, targets: [1, 1] },
      ),
      OptionError,
      "windows: a number of targets is 1, wanted numbers of columns, from 0 to 1, each once",
    ],
    [
      "no targets",
      cut([1, 2], { length: 1, targets: [] }),
      OptionError,
      "windows: targets is an array of 0, wanted numbers of columns, from 0 to 0, each once",
    ],
    [
      "another word for length",
      cut([1, 2], { size: 1 }),
      OptionError,
      'windows: there is no option "size"; there are length, horizon, stride, targets',
    ],
  ]);
});
