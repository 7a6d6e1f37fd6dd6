import { FormatError, Layer, matrix, OptionError, Sequential, ShapeError, sigmoid, tanh } from "deltarule";
import { Ensemble } from "deltarule/parallel";
import { expect, test } from "vitest";

const networkOf = (seed: number, options: { dtype?: "float32" | "float64" } = {}) =>
  new Sequential([new Layer(2, 3, tanh), new Layer(3, 2, sigmoid)], { seed, ...options });
const x = [
  [0.5, -1],
  [2, 0.25],
];

test("the prediction is the mean of the networks' outputs, row by row", () => {
  const networks = [1, 2, 3].map((seed) => networkOf(seed));
  const outputs = networks.map((net) => net.predict(x));
  const wanted = x.map((_, r) => [0, 1].map((k) => outputs.reduce((sum, rows) => sum + Number(rows[r]?.[k]), 0) / 3));
  const ensemble = new Ensemble(networks);
  expect(ensemble.predict(x).map((row) => [...row])).toEqual(wanted);
  expect(ensemble.predict(matrix(2, 2, x.flat()))).toEqual(ensemble.predict(x));
  expect(ensemble.predict(x)[0]).toBeInstanceOf(Float64Array);
  expect(new Ensemble([networkOf(1, { dtype: "float32" })]).predict(x)[0]).toBeInstanceOf(Float32Array);
});

test("an ensemble survives JSON to the same bits", () => {
  const ensemble = new Ensemble([networkOf(1), networkOf(2)]);
  expect(Ensemble.fromJSON(JSON.parse(JSON.stringify(ensemble))).predict(x)).toEqual(ensemble.predict(x));
});

test("bad networks, inputs and files are sentences", () => {
  expect(() => new Ensemble([])).toThrow(OptionError);
  expect(() => new Ensemble([networkOf(1), {} as never])).toThrow(
    "Ensemble: network 1 is an object, wanted a Sequential",
  );
  const other = new Sequential([new Layer(3, 2)], { seed: 1 });
  expect(() => new Ensemble([networkOf(1), other])).toThrow(ShapeError);
  expect(() => new Ensemble([networkOf(1)]).predict([[1]])).toThrow(
    /row 0 of the inputs has 1 number, the networks take 2/,
  );
  expect(() => Ensemble.fromJSON({})).toThrow(FormatError);
  expect(() => Ensemble.fromJSON({ networks: [1] })).toThrow(FormatError);
});
