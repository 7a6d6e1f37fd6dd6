import {
  type Activation,
  DataError,
  elu,
  FormatError,
  gelu,
  Layer,
  leakyRelu,
  matrix,
  minMax,
  OptionError,
  Pipeline,
  relu,
  Sequential,
  ShapeError,
  sigmoid,
  softmax,
  standardize,
  step,
  surrogate,
  tanh,
} from "deltarule";
import { loadPredictor } from "deltarule/predict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as activations from "../../src/core/activations/index.js";
import { changedTexts } from "../helpers/jsonTexts.js";

const texts = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const rows = [
  [0.5, -1.25],
  [3, 0],
  [-7.5, 1e-3],
];
const square: Activation = { name: "square", apply: (z) => z * z, derivative: (z) => 2 * z };

const every: readonly Activation[] = Object.values(activations).map((one) =>
  typeof one === "function" ? one(0.3) : one,
);

describe.each(["float64", "float32"] as const)("in %s", (dtype) => {
  test.each([...every, surrogate(step, sigmoid)])("$name predicts the bits of the network", (f) => {
    const net = new Sequential([new Layer(2, 5, f), new Layer(5, 4, tanh, { bias: false }), new Layer(4, 3, f)], {
      seed: 3,
      dtype,
    });
    const { predict } = loadPredictor(texts(net));
    expect(predict(rows)).toEqual(net.predict(rows));
    expect(predict(rows[1] as number[])).toEqual(net.predict(rows[1] as number[]));
    expect(predict(matrix(3, 2, rows.flat()))).toEqual(net.predict(rows));
    expect(predict(rows[0] as number[])).toBeInstanceOf(dtype === "float32" ? Float32Array : Float64Array);
  });

  test("a pipeline predicts its bits, with both scalers, one or none", () => {
    const network: Sequential = new Sequential([new Layer(2, 4, gelu), new Layer(4, 2)], { seed: 5, dtype });
    const [inputs, outputs] = [
      standardize(rows),
      minMax([
        [1, 5],
        [2, 9],
        [7, 8],
      ]),
    ];
    for (const parts of [{ inputs, outputs }, { inputs }, { outputs }, {}]) {
      const pipeline = new Pipeline({ network, ...parts });
      const { predict } = loadPredictor(texts(pipeline));
      expect(predict(rows)).toEqual(pipeline.predict(rows));
      expect(predict(rows[2] as number[])).toEqual(pipeline.predict(rows[2] as number[]));
    }
  });
});

test("a scaler brings raw inputs beyond float32 into it", () => {
  const network: Sequential = new Sequential([new Layer(1, 1, sigmoid)], { seed: 1, dtype: "float32" });
  const pipeline = new Pipeline({ network, inputs: standardize([[1e40], [3e40]]) });
  expect(loadPredictor(texts(pipeline)).predict([[2e40], [2.5e40]])).toEqual(pipeline.predict([[2e40], [2.5e40]]));
});

test("an activation of one's own is given, and may predict itself", () => {
  const net = new Sequential([new Layer(2, 3, square), new Layer(3, 1)], { seed: 2 });
  const json = texts(net);
  expect(() => loadPredictor(json)).toThrow(
    new FormatError('loadPredictor: layers[0].activation is your own "square": give it in { activations: [square] }'),
  );
  const other = loadPredictor(json, { activations: [square] });
  const nested: Activation = { ...square, apply: (z) => z * z + 0 * (other.predict([z, z])[0] as number) };
  expect(loadPredictor(json, { activations: [nested] }).predict(rows)).toEqual(net.predict(rows));
});

test("a file in another order of names is the same file", () => {
  const net = new Sequential([new Layer(2, 3, leakyRelu(0.2)), new Layer(3, 1)], { seed: 2 });
  const reversed = JSON.parse(JSON.stringify(net), (_name, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).reverse())
      : value,
  );
  expect(loadPredictor(reversed).predict(rows)).toEqual(net.predict(rows));
});

const net: Sequential = new Sequential([new Layer(2, 3, elu(0.5)), new Layer(3, 2, softmax)], { seed: 9 });
const pipeline = new Pipeline({ network: net, inputs: standardize(rows) });

test.each([
  [[1], ShapeError, "predict: the sample has 1 number, the network takes 2"],
  [[[1, 2], [1]], ShapeError, "predict: row 1 of the inputs has 1 number, the network takes 2"],
  [[], DataError, "predict: the inputs have no rows"],
  [["1", 2], DataError, 'predict: number 0 of the sample is "1", wanted a finite number'],
  [
    [
      [1, 2],
      [1, Number.NaN],
    ],
    DataError,
    "predict: row 1, column 1 of the inputs is NaN, wanted a finite number",
  ],
  [[[1, 2], null], DataError, "predict: row 1 of the inputs is null, wanted a row of numbers"],
  [null, DataError, "predict: the list of inputs is null, wanted rows of numbers or a Matrix"],
  [
    { rows: 2, columns: 2, data: new Float64Array(3) },
    DataError,
    "predict: the list of inputs is an object, wanted rows of numbers or a Matrix",
  ],
] as const)("predict of %j tells what is wrong", (x, Kind, message) => {
  for (const saved of [net, pipeline]) {
    const predict: (given: unknown) => unknown = loadPredictor(texts(saved)).predict as never;
    expect(() => predict(x)).toThrow(new Kind(message));
  }
});

test("a text, a stranger and bad options are refused", () => {
  expect(() => loadPredictor(JSON.stringify(net))).toThrow(/^loadPredictor: the JSON is .*; give JSON\.parse\(text\)$/);
  expect(() => loadPredictor({ format: "onnx" })).toThrow(
    new FormatError('loadPredictor: format is "onnx", wanted "deltarule/network" or "deltarule/pipeline"'),
  );
  const engine: object = { engine: "simd" };
  expect(() => loadPredictor(texts(net), engine)).toThrow(OptionError);
  expect(() => loadPredictor(texts(net), { activations: [{} as Activation] })).toThrow(
    "loadPredictor: activations[0] is an object, wanted an activation such as sigmoid",
  );
});

const relus: Sequential = new Sequential([new Layer(2, 2, relu), new Layer(2, 1)], { seed: 1 });
const originals = [net, relus, pipeline].map((one) => JSON.stringify(one));
const mutated = fc
  .constantFrom(...originals)
  .chain((original) => changedTexts(JSON.parse(original)).map((text) => ({ original, text })));

test("a changed file predicts as the original, or gives a FormatError", () => {
  let refused = 0;
  fc.assert(
    fc.property(mutated, ({ original, text }) => {
      let changed: ReturnType<typeof loadPredictor>;
      try {
        changed = loadPredictor(JSON.parse(text));
      } catch (error) {
        if (!(error instanceof FormatError) || !error.message.startsWith("loadPredictor: ")) throw error;
        refused++;
        return;
      }
      expect(changed.predict(rows)).toEqual(loadPredictor(JSON.parse(original)).predict(rows));
    }),
    { seed: 6, numRuns: 500 },
  );
  expect(refused).toBeGreaterThan(250);
});
