import * as deltarule from "deltarule";
import {
  argmax,
  balanced,
  confusionMatrix,
  crossValidate,
  kFold,
  Layer,
  type Matrix,
  type MatrixLike,
  matrix,
  mse,
  oneHot,
  Pipeline,
  type Samples,
  Sequential,
  sgd,
  sigmoid,
  softmax,
  split,
  standardize,
  windows,
} from "deltarule";
import { confusionChart, decisionRegion } from "deltarule/charts";
import { explain, toText } from "deltarule/explain";
import { checkGradients } from "deltarule/testing";
import { describe, expect, test } from "vitest";

/** The ways to write the same rows. Every number is a whole one, so that all arrays hold it. */
const shapes: Readonly<Record<string, (rows: readonly number[][]) => Samples>> = {
  "a Matrix": (rows) => matrix(rows),
  "a plain list": (rows) => like(rows.flat(), rows),
  "a Float32Array": (rows) => like(Float32Array.from(rows.flat()), rows),
  "an Int32Array": (rows) => like(Int32Array.from(rows.flat()), rows),
  "an array-like object": (rows) => like(Object.assign({ length: rows.flat().length }, rows.flat()), rows),
  "a Matrix on shared memory": (rows) => {
    const shared = new Float64Array(new SharedArrayBuffer(8 * rows.flat().length));
    shared.set(rows.flat());
    return matrix(rows.length, rows[0].length, shared);
  },
  "a clone": (rows) => structuredClone(matrix(rows)),
  "its JSON": (rows) => JSON.parse(JSON.stringify(matrix(rows))),
  "a Proxy": (rows) => new Proxy(matrix(rows), {}),
  "a frozen object": (rows) => Object.freeze(like(Object.freeze(rows.flat()), rows)),
};
const like = (data: MatrixLike["data"], rows: readonly number[][]): MatrixLike => {
  return { rows: rows.length, columns: rows[0].length, data };
};

const x = Array.from({ length: 12 }, (_, r) => [(r * 5) % 7, (r * r) % 5]);
const t = x.map(([a, b]) => (a > b ? [1, 0] : [0, 1]));
const net = () => new Sequential([new Layer(2, 3, sigmoid), new Layer(3, 2, softmax)], { seed: 3 });
const loss = deltarule.crossEntropy;
const numbers = (rows: Iterable<ArrayLike<number>>) => [...rows].map((row) => Array.from(row));

/** What each function of the library gives for inputs and targets, as plain values. */
const calls: Readonly<Record<string, (x: Samples, t: Samples) => unknown>> = {
  predict: (x) => numbers(net().predict(x as MatrixLike)),
  forward: (x) => net().forward(x),
  backward: (x, t) => net().backward(net().forward(x), t, loss),
  fit: (x, t) => {
    const trained = net();
    trained.fit(x, t, { loss, epochs: 2, optimizer: sgd(), validation: [x, t] });
    return trained.parameters;
  },
  partialFit: (x, t) => net().partialFit(x, t, { loss, optimizer: sgd() }),
  evaluate: (x, t) => net().evaluate(x, t, { loss, metrics: [deltarule.accuracy] }),
  "Layer weights": (x) => new Sequential([new Layer(2, 12, sigmoid, { weights: x })], { seed: 1 }).parameters,
  standardize: (x) => standardize(x).transform(x),
  minMax: (x) => deltarule.minMax(x).inverse(x),
  split: (x, t) => split(x, t),
  kFold: (x, t) => kFold(x, t, { folds: 3, stratify: true }),
  crossValidate: (x, t) => crossValidate(net, x, t, { loss, epochs: 1, folds: 2, onWarning: () => {} }),
  windows: (x) => windows(x, { length: 2 }),
  balanced: (_, t) => balanced(t),
  "Pipeline.predict": (x) => {
    const model = new Pipeline({ network: net(), inputs: standardize(x) });
    return numbers(model.predict(x as MatrixLike));
  },
  argmax: (x) => argmax(x),
  confusionMatrix: (_, t) => confusionMatrix(t, t),
  confusionChart: (_, t) => confusionChart(confusionMatrix(t, t)),
  decisionRegion: (x, t) => decisionRegion(net(), { x, t, resolution: 5 }),
  checkGradients: (x, t) => checkGradients(net(), x, t, loss).totals,
  ...Object.fromEntries(
    [deltarule.accuracy, deltarule.f1, deltarule.logLoss, deltarule.rocAuc, deltarule.rmse].map((metric) => [
      metric.name,
      (_: Samples, t: Samples) => metric.compute(oneHot([0, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1]), t),
    ]),
  ),
};

describe.each(Object.entries(shapes))("%s is taken as the rows are", (name, shape) => {
  // A Float32Array stays one, in a Matrix and in what is like one.
  const isSingle = name === "a Float32Array";
  const known = (rows: readonly number[][]): Samples =>
    isSingle ? matrix(rows.length, rows[0].length, Float32Array.from(rows.flat())) : rows;

  test.each(Object.entries(calls))("by %s", (_name, call) => {
    expect(call(shape(x), shape(t))).toEqual(call(known(x), known(t)));
    expect(call(shape(x), t)).toEqual(call(known(x), t));
    expect(call(x, shape(t))).toEqual(call(x, known(t)));
  });

  test("by explain, one row of it", () => {
    const told = (x: Samples, t: Samples) => toText(explain(net(), x, t, { loss, optimizer: sgd() }));
    expect(told(shape([[1, 2]]), shape([[0, 1]]))).toBe(told([[1, 2]], [[0, 1]]));
  });

  test("by oneHot, one column of it", () => {
    expect(oneHot(shape([[2], [0], [1]]))).toEqual(oneHot([2, 0, 1]));
  });

  test("and is neither changed nor kept", () => {
    const given = shape(x);
    const before = JSON.stringify(Array.from((given as MatrixLike).data));
    for (const call of Object.values(calls)) call(given, shape(t));
    expect(JSON.stringify(Array.from((given as MatrixLike).data))).toBe(before);
  });
});

test("what the library gives iterates over its rows", () => {
  const m = matrix(x);
  const own = net();
  const forward = own.forward(x);
  const backward = own.backward(forward, t, loss);
  const { train, test: held } = split(x, t);
  const given: Matrix[] = [
    ...[own.predict(m), own.layers[0].weights, forward.input, forward.output],
    ...[...forward.layers.flatMap(({ z, a }) => [z, a]), backward.input],
    ...backward.layers.flatMap(({ delta, weights }) => [delta, weights]),
    ...[train.x, train.t, held.x, held.t, kFold(x, t)[0].test.x, oneHot([0, 1]), confusionMatrix(t, t)],
    ...[standardize(x).transform(x), standardize(x).inverse(x), windows(x, { length: 2 }).t],
    new Pipeline({ network: own, outputs: standardize(t) }).predict(m),
  ];
  for (const one of given) {
    expect([...one]).toHaveLength(one.rows);
    expect([...one].flatMap((row) => Array.from(row))).toEqual(Array.from(one.data));
    expect(one.row(one.rows - 1).buffer).toBe(one.data.buffer);
  }
});

test("rows of the weights are live", () => {
  const own = net();
  for (const row of own.layers[0].weights) row.fill(0);
  expect([...own.parameters.subarray(0, 6)]).toEqual([0, 0, 0, 0, 0, 0]);
  expect(own.predict([1, 2])).toEqual(own.predict([3, 4]));
});

test("a metric of the user's own and an optimizer's jacobian get matrices that iterate", () => {
  const seen: number[][][] = [];
  const metric = {
    name: "own",
    compute: (output: Matrix, target: Matrix) => {
      seen.push(numbers(output), numbers(target));
      return [...output].reduce((sum, row, r) => sum + Math.abs(row[0] - target.row(r)[0]), 0);
    },
    checkTargets: (target: Matrix) => {
      seen.push(numbers(target));
    },
  };
  const own = net();
  const { metrics } = own.evaluate(x, t, { loss, metrics: [metric] });
  expect(seen).toContainEqual(t);
  expect(seen).toContainEqual(numbers(own.predict(x)));
  expect(metrics.own).toBeGreaterThan(0);
  own.fit(x, t, { loss, epochs: 1, metrics: [metric], validation: 0.5, onWarning: () => {} });

  const jacobians: number[] = [];
  const step = (_p: unknown, _g: unknown, _s: unknown, context?: deltarule.StepContext) => {
    if (context) jacobians.push([...context.jacobian().jacobian].length);
  };
  const fullBatch = { name: "own", initialize: () => ({}), step, fullBatch: true };
  const linear = new Sequential([new Layer(2, 2)], { seed: 1 });
  linear.fit(x, t, { loss: mse, epochs: 1, optimizer: fullBatch, onWarning: () => {} });
  expect(jacobians).toEqual([24]);
});
