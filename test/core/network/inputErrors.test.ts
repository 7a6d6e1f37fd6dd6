import { DataError, Layer, matrix, Sequential, ShapeError, sigmoid, squaredError, tanh } from "deltarule";
import { describe } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const xs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const ts = [[0], [1], [1], [0]];
const loss = squaredError;
const net = (dtype: "float64" | "float32" = "float64") =>
  new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 7, dtype });

describe("rows that do not fit the network", () => {
  testFailures([
    [
      "a row that is too long",
      () => net().fit([...xs, [1, 2, 3]], [...ts, [0]], { loss }),
      ShapeError,
      "fit: row 4 of the inputs has 3 numbers, the network takes 2",
    ],
    [
      "a row that is too short",
      () => net().predict([[1, 2], [1]]),
      ShapeError,
      "predict: row 1 of the inputs has 1 number, the network takes 2",
    ],
    [
      "a sample that is too long",
      () => net().predict([1, 2, 3] as number[]),
      ShapeError,
      "predict: the sample has 3 numbers, the network takes 2",
    ],
    [
      "a typed sample that is empty",
      () => net().forward(new Float32Array(0)),
      ShapeError,
      "forward: the sample has 0 numbers, the network takes 2",
    ],
    [
      "a matrix that is too wide",
      () => net().predict(matrix(4, 3)),
      ShapeError,
      "predict: the inputs have 3 columns, the network takes 2",
    ],
    [
      "targets that are too wide",
      () => net().evaluate(xs, xs, { loss }),
      ShapeError,
      "evaluate: row 0 of the targets has 2 numbers, the network gives 1",
    ],
    [
      "a target matrix that is too wide",
      () => net().train(xs, matrix(4, 2), { loss }),
      ShapeError,
      "train: the targets have 2 columns, the network gives 1",
    ],
    [
      "one target that is too long for one sample",
      () => net().backward(net().forward([0, 1]), [1, 2], loss),
      ShapeError,
      "backward: row 0 of the targets has 2 numbers, the network gives 1",
    ],
    [
      "a matrix whose data is too short",
      () => net().predict({ rows: 2, columns: 2, data: new Float64Array(3) }),
      ShapeError,
      "predict: the inputs claim 2 rows of 2, wanted whole numbers with rows × columns = 3",
    ],
    [
      "a matrix of a row and a half",
      () => net().predict({ rows: 1.5, columns: 2, data: new Float64Array(3) }),
      ShapeError,
      "predict: the inputs claim 1.5 rows of 2, wanted whole numbers with rows × columns = 3",
    ],
  ]);
});

describe("counts that differ, and empty data", () => {
  testFailures([
    [
      "fewer targets than inputs",
      () => net().fit(xs, ts.slice(1), { loss }),
      DataError,
      "fit: 4 rows of inputs, but 3 of targets",
    ],
    [
      "more targets than the forward pass has samples",
      () => net().backward(net().forward([[0, 1]]), ts, loss),
      DataError,
      "backward: 1 row of inputs, but 4 of targets",
    ],
    [
      "fewer sample weights than inputs",
      () => net().fit(xs, ts, { loss, sampleWeights: [1, 1] }),
      DataError,
      "fit: 4 rows of inputs, but 2 of sampleWeights",
    ],
    ["no inputs", () => net().fit([], [], { loss }), DataError, "fit: the inputs have no rows"],
    ["no targets", () => net().fit(xs, [], { loss }), DataError, "fit: the targets have no rows"],
    ["no rows to predict", () => net().predict([]), DataError, "predict: the inputs have no rows"],
    ["a matrix of no rows", () => net().predict(matrix(0, 2)), DataError, "predict: the inputs have no rows"],
    [
      "inputs that are null",
      () => net().fit(null as never, ts, { loss }),
      DataError,
      "fit: the inputs are null, wanted rows of numbers or a Matrix",
    ],
    [
      "inputs that are a string",
      () => net().predict("0, 1" as never),
      DataError,
      'predict: the inputs are "0, 1", wanted rows of numbers or a Matrix',
    ],
    [
      "a matrix whose data is no array",
      () => net().predict({ rows: 1, columns: 2, data: "12" } as never),
      DataError,
      "predict: the inputs are an object, wanted rows of numbers or a Matrix",
    ],
    [
      "a matrix of big integers",
      () => net().predict({ rows: 1, columns: 2, data: BigInt64Array.of(1n, 2n) } as never),
      DataError,
      "predict: row 0, column 0 of the inputs is 1n, wanted a finite number; give Number(1n)",
    ],
    [
      "a matrix with a hole in its list",
      () => net().predict({ rows: 2, columns: 2, data: [1, 2, undefined, 4] } as never),
      DataError,
      "predict: row 1, column 0 of the inputs is undefined, wanted a finite number",
    ],
    [
      "a list that is too short",
      () => net().predict({ rows: 2, columns: 2, data: [1, 2, 3] }),
      ShapeError,
      "predict: the inputs claim 2 rows of 2, wanted whole numbers with rows × columns = 3",
    ],
  ]);
});

describe("values that are not finite numbers", () => {
  testFailures([
    [
      "NaN in a row",
      () =>
        net().predict([
          [0, 1],
          [2, Number.NaN],
        ]),
      DataError,
      "predict: row 1, column 1 of the inputs is NaN, wanted a finite number",
    ],
    [
      "infinity in a matrix",
      () => net().forward(matrix(2, 2, [1, 2, -Infinity, 4])),
      DataError,
      "forward: row 1, column 0 of the inputs is -Infinity, wanted a finite number",
    ],
    [
      "infinity in a target",
      () => net().fit(xs, [[0], [1], [Infinity], [0]], { loss }),
      DataError,
      "fit: row 2, column 0 of the targets is Infinity, wanted a finite number",
    ],
    [
      "a numeral in a row",
      () => net().predict([[0, "1"]] as never),
      DataError,
      'predict: row 0, column 1 of the inputs is "1", wanted a finite number; give Number("1")',
    ],
    [
      "undefined in a sample",
      () => net().predict([undefined, 1] as never),
      DataError,
      "predict: number 0 of the sample is undefined, wanted a finite number",
    ],
    [
      "a hole in a row",
      () => net().predict([new Array<number>(2)]),
      DataError,
      "predict: row 0, column 0 of the inputs is undefined, wanted a finite number",
    ],
    [
      "a hole among the rows",
      () => net().predict(Object.assign(new Array<number[]>(2), { 0: [1, 2] })),
      DataError,
      "predict: row 1 of the inputs is undefined, wanted a row of numbers",
    ],
    [
      "a bigint",
      () => net().predict([BigInt64Array.of(1n, 2n)] as never),
      DataError,
      "predict: row 0, column 0 of the inputs is 1n, wanted a finite number; give Number(1n)",
    ],
    [
      "a row that is a string",
      () => net().fit([[0, 0], "01"] as never, ts, { loss }),
      DataError,
      'fit: row 1 of the inputs is "01", wanted a row of numbers; give Number("01")',
    ],
    [
      "an input beyond float32",
      () => net("float32").predict([[0, 3.5e38]]),
      DataError,
      "predict: row 0, column 1 of the inputs is 3.5e+38, beyond float32",
    ],
    [
      "a target beyond float32",
      () => net("float32").fit(xs, [[0], [1], [-1e39], [0]], { loss }),
      DataError,
      "fit: row 2, column 0 of the targets is -1e+39, beyond float32",
    ],
    [
      "a negative sample weight",
      () => net().fit(xs, ts, { loss, sampleWeights: [1, -2, 1, 1] }),
      DataError,
      "fit: number 1 of the sampleWeights is -2, wanted numbers from 0",
    ],
    [
      "a sample weight that is NaN",
      () => net().evaluate(xs, ts, { loss, sampleWeights: [1, 1, 1, Number.NaN] }),
      DataError,
      "evaluate: number 3 of the sampleWeights is NaN, wanted a finite number",
    ],
    [
      "sample weights that are null",
      () => net().fit(xs, ts, { loss, sampleWeights: null as never }),
      DataError,
      "fit: the sampleWeights are null, wanted an array of numbers",
    ],
  ]);
});
