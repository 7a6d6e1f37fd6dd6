import {
  DataError,
  DeltaruleError,
  Layer,
  matrix,
  oneHot,
  type Samples,
  Sequential,
  ShapeError,
  sigmoid,
  split,
  squaredError,
  standardize,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { count, isMatrix, isSample } from "../../../src/core/numbers/samples.js";
import { testFailures, thrownBy } from "../../helpers/failures.js";

/** Any value; values that are almost data are frequent. */
const number = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.5, 1e308, -1e39, 5e-324),
  fc.constantFrom(Number.NaN, Infinity, -0),
);
const entry = fc.oneof(
  { weight: 6, arbitrary: number },
  { weight: 1, arbitrary: fc.constantFrom("1", null, undefined, 1n, true, [1], {}) },
);
const plainRow = fc.array(entry, { maxLength: 3 });
const row = fc.oneof(
  { weight: 6, arbitrary: plainRow },
  fc.constantFrom(
    null,
    undefined,
    "ab",
    3,
    new Array(2),
    Object.freeze([1, 2]),
    { length: 2 },
    { length: -1 },
    { length: 0.5 },
  ),
  fc.constantFrom(Float32Array.of(1, 2), Float64Array.of(Number.NaN, 1), BigInt64Array.of(1n, 2n), Int8Array.of(1)),
);
const size = fc.constantFrom(0, 1, 2, 3, -1, 0.5, Number.NaN, "2", null);
const data = fc.constantFrom(
  new Float64Array(2),
  new Float64Array(4),
  Float32Array.of(1, 2),
  Float64Array.of(1, Infinity),
  [1, 2],
  null,
);
const anything = fc.oneof(
  { weight: 5, arbitrary: fc.array(row, { maxLength: 4 }) },
  { weight: 2, arbitrary: fc.record({ rows: size, columns: size, data }) },
  { weight: 2, arbitrary: plainRow },
  { weight: 1, arbitrary: fc.anything({ withTypedArray: true, withSparseArray: true, withBigInt: true }) },
);

const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 7 });
const single = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 7, dtype: "float32" });
const pass = net.forward([
  [0, 1],
  [1, 0],
]);
const x: Samples = [
  [0, 1],
  [1, 0],
];
const options = { loss: squaredError };

/** Calls with one argument that a user gives. */
const calls: Readonly<Record<string, (given: never) => unknown>> = {
  predict: (given) => net.predict(given),
  "predict in float32": (given) => single.predict(given),
  forward: (given) => net.forward(given),
  "evaluate's inputs": (given) => net.evaluate(given, [[0], [1]], options),
  "evaluate's targets": (given) => net.evaluate(x, given, options),
  "evaluate's options": (given) => net.evaluate(x, [[0], [1]], given),
  "backward's forward pass": (given) => net.backward(given, [[0], [1]], squaredError),
  "backward's targets": (given) => net.backward(pass, given, squaredError),
  "backward's loss": (given) => net.backward(pass, [[0], [1]], given),
  "sample weights": (given) => net.evaluate(x, [[0], [1]], { ...options, sampleWeights: given }),
  metrics: (given) => net.evaluate(x, [[0], [1]], { ...options, metrics: given }),
  "validation data": (given) => net.train(x, [[0], [1]], { ...options, validation: given }),
  "train's options": (given) => net.train(x, [[0], [1]], given),
  "a layer's activation": (given) => new Layer(2, 2, given),
  "a layer's weights": (given) => new Layer(2, 2, tanh, { weights: given }),
  "a layer's biases": (given) => new Layer(2, 2, tanh, { biases: given }),
  "a network's layers": (given) => new Sequential(given),
  "a network's options": (given) => new Sequential([new Layer(1, 1)], given),
  "a network's JSON": (given) => Sequential.fromJSON(given),
  "a matrix's data": (given) => matrix(2, 2, given),
  "a matrix's size": (given) => matrix(given, 0),
  standardize: (given) => standardize(given),
  oneHot: (given) => oneHot(Array.isArray(given) ? ((given as number[]).filter((c) => !(c > 99)) as never) : given),
  split: (given) => split(given, given),
};

describe("any argument gives a result or a DeltaruleError with a sentence", () => {
  test.each(Object.keys(calls))("%s", (name) => {
    fc.assert(
      fc.property(anything, (given) => {
        const before = net.parameters.slice();
        const error = thrownBy(() => calls[name](given as never));
        expect(net.parameters).toEqual(before);
        if (error === undefined) return;
        expect(error).toBeInstanceOf(DeltaruleError);
        expect((error as Error).message).toMatch(/^\w+(\.\w+)?(: validation)?: \S.*\S$/s);
      }),
      { seed: 8, numRuns: 250 },
    );
  });
});

test("predict gives finite numbers for the rows that it accepts, one row per row", () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(fc.array(number, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 3 }), (rows) => {
      if (!rows.flat().every(Number.isFinite)) {
        expect(() => net.predict(rows)).toThrow(DeltaruleError);
        return;
      }
      accepted++;
      const outputs = net.predict(rows);
      expect(outputs).toHaveLength(rows.length);
      for (const [output] of outputs) expect(output > 0 && output < 1).toBe(true);
    }),
    { seed: 9, numRuns: 200 },
  );
  expect(accepted).toBeGreaterThan(10);
});

test("a sample is one row of numbers; rows, empty arrays and matrices are not", () => {
  expect([[1, 2], Float64Array.of(1), new Float32Array(0), { length: 1, 0: 1 }].map(isSample)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect([[[1]], [Float64Array.of(1)], []].map(isSample)).toEqual([false, false, false]);
  expect([matrix(1, 1), null, undefined, "ab", 3].map((value) => isSample(value as never))).toEqual(
    new Array(5).fill(false),
  );
  expect([matrix(1, 1), { rows: 1, columns: 1, data: [1] }].map(isMatrix)).toEqual([true, true]);
  expect([{ rows: 1, columns: 1 }, null, [1]].map(isMatrix)).toEqual([false, false, false]);
});

test("count puts the noun in the singular for 1 only", () => {
  expect([count(0, "row"), count(1, "row"), count(2, "row")]).toEqual(["0 rows", "1 row", "2 rows"]);
});

describe("rows of any length that are no samples", () => {
  testFailures([
    [
      "ragged rows of any width",
      () => standardize([[1, 2], [3, 4], [5]]),
      ShapeError,
      "standardize: row 2 of the inputs has 1 number, row 0 has 2",
    ],
    [
      "a matrix of negative sizes",
      () => standardize({ rows: -1, columns: -2, data: new Float64Array(2) }),
      ShapeError,
      "standardize: the inputs claim -1 rows of -2, wanted whole numbers with rows × columns = 2",
    ],
    ["rows of nothing", () => standardize([[], []]), DataError, "standardize: the inputs have no columns"],
    [
      "a row of negative length",
      () => standardize([{ length: -1 }]),
      DataError,
      "standardize: row 0 of the inputs is an object, wanted a row of numbers",
    ],
  ]);
});
