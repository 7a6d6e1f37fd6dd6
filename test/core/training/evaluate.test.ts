import {
  accuracy,
  crossEntropy,
  type Engine,
  Layer,
  type Loss,
  type Metric,
  matrix,
  OptionError,
  reference,
  rmse,
  Sequential,
  sigmoid,
  simd,
  softmax,
  squaredError,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const doubling = () => new Sequential([new Layer(1, 1, undefined, { weights: [[2]], bias: false })], { seed: 1 });
const wide = () => new Sequential([new Layer(2, 3, tanh), new Layer(3, 2, softmax)], { seed: 4 });
const xs = Array.from({ length: 150 }, (_, r) => [Math.sin(r), Math.cos(r)]);
const ts = xs.map(([x]) => (x > 0 ? [1, 0] : [0, 1]));

test("the loss is the mean over the samples: by hand", () => {
  // Outputs 2, 4 for targets 1, 1: (½ + 4½)/2.
  expect(doubling().evaluate([[1], [2]], [[1], [1]], { loss: squaredError })).toEqual({ loss: 2.5, metrics: {} });
});

test("sample weights weight the loss, and the mean stays over n: by hand", () => {
  const { loss } = doubling().evaluate([[1], [2]], [[1], [1]], { loss: squaredError, sampleWeights: [4, 1] });
  expect(loss).toBe((4 * 0.5 + 4.5) / 2);
});

test("metrics are reported by name, computed from all outputs and targets at once", () => {
  let seen: unknown[] = [];
  const shape: Metric = {
    name: "shape",
    compute: (output, target) => {
      seen = [output.rows, output.columns, target.rows, target.columns];
      return 42;
    },
  };
  const net = wide();
  const { metrics } = net.evaluate(xs, ts, { loss: crossEntropy, metrics: [accuracy, rmse, shape] });
  expect(seen).toEqual([150, 2, 150, 2]);
  const right = net.predict(xs).filter(([a, b], r) => (a >= b ? 1 : 0) === ts[r][0]).length;
  expect(metrics).toEqual({ accuracy: right / 150, rmse: metrics.rmse, shape: 42 });
  const squares = net.predict(xs).flatMap((o, r) => [(o[0] - ts[r][0]) ** 2, (o[1] - ts[r][1]) ** 2]);
  expect(metrics.rmse).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b) / 300), 13);
});

test("the loss is that of backward, and the mean over any slices", () => {
  const net = wide();
  const whole = net.evaluate(xs, ts, { loss: crossEntropy }).loss;
  expect(net.backward(net.forward(xs), ts, crossEntropy).loss).toBeCloseTo(whole, 13);
  const halves = [0, 75].map(
    (start) => net.evaluate(xs.slice(start, start + 75), ts.slice(start, start + 75), { loss: crossEntropy }).loss,
  );
  expect((halves[0] + halves[1]) / 2).toBeCloseTo(whole, 13);
  const weighted = net.evaluate(xs, ts, { loss: crossEntropy, sampleWeights: xs.map((_, r) => (r === 149 ? 150 : 0)) });
  expect(weighted.loss).toBeCloseTo(net.evaluate([xs[149]], [ts[149]], { loss: crossEntropy }).loss, 13);
});

test("a matrix gives the same result as its rows, and evaluate changes nothing", () => {
  const net = wide();
  const [x, t] = [matrix(150, 2, xs.flat()), matrix(150, 2, ts.flat())];
  const before = net.parameters.slice();
  const options = { loss: crossEntropy, metrics: [accuracy, rmse] };
  expect(net.evaluate(x, t, options)).toEqual(net.evaluate(xs, ts, options));
  expect([...x.data, ...t.data]).toEqual([...xs.flat(), ...ts.flat()]);
  expect(net.parameters).toEqual(before);
});

describe.each([
  ["reference", reference],
  ["simd", simd],
] as [string, Engine][])("with %s", (_, engine) => {
  const x = [[0.1], [0.5], [-0.7]];
  const t = [[0.3], [-0.2], [0.9]];

  test("a loss may predict with the network that is being evaluated", () => {
    const net = new Sequential([new Layer(1, 3, tanh), new Layer(3, 1)], { seed: 5, engine });
    const curious: Loss = {
      name: "curious",
      value: (output, target) => {
        net.predict([0.9]);
        net.predict([[0.2], [0.4], [0.6], [0.8]]);
        return squaredError.value(output, target);
      },
      gradient: squaredError.gradient,
    };
    const first = { name: "first", compute: (output: { data: ArrayLike<number> }) => output.data[0] };
    const plain = net.evaluate(x, t, { loss: squaredError, metrics: [first] });
    expect(net.evaluate(x, t, { loss: curious, metrics: [first] })).toEqual(plain);
  });
});

describe("evaluate refuses", () => {
  const xs = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const ts = [[0], [1], [1], [0]];
  const loss = squaredError;
  const net = () => new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 7 });
  const evaluate = (options: unknown) => () => net().evaluate(xs, ts, options as never);
  testFailures([
    ["options that are null", evaluate(null), OptionError, "evaluate: the options are null, wanted an object"],
    [
      "an unknown option",
      evaluate({ loss, metric: accuracy }),
      OptionError,
      'evaluate: there is no option "metric"; there are loss, metrics, sampleWeights; did you mean metrics?',
    ],
    ["no loss", evaluate({}), OptionError, "evaluate: loss is undefined, wanted a loss such as squaredError"],
    [
      "one metric without its array",
      evaluate({ loss, metrics: rmse }),
      OptionError,
      'evaluate: metrics is the object "rmse", wanted an array such as [accuracy]',
    ],
  ]);
});
