import {
  accuracy,
  binaryCrossEntropy,
  crossEntropy,
  DataError,
  hinge,
  huber,
  identity,
  Layer,
  type Loss,
  lbfgs,
  levenbergMarquardt,
  mae,
  mse,
  type Optimizer,
  OptionError,
  reference,
  rmse,
  Sequential,
  sgd,
  sigmoid,
  simd,
  skipMissing,
  softmax,
  squaredError,
  tanh,
} from "deltarule";
import { checkGradients } from "deltarule/testing";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";
import { expectClose } from "../../helpers/numeric.js";

const gap = Number.NaN;
const close = { absolute: 1e-14, relative: 1e-14 };
/** Outputs 2x + 1 and 3x. */
const two = () => new Sequential([new Layer(1, 2, identity, { weights: [[2], [3]], biases: [1, 0] })], { seed: 1 });

describe("skipMissing(mse), by hand", () => {
  // Row 0: (3 − 1)² = 4, alone in its mean. Row 1: (5 − 4)² and (6 − 9)², mean 5. Row 2: left out.
  const x = [[1], [2], [3]];
  const t = [
    [1, gap],
    [4, 9],
    [gap, gap],
  ];

  test("E is the mean over the rows with a known target, each over its known outputs", () => {
    expectClose([two().evaluate(x, t, { loss: skipMissing(mse) }).loss], [(4 + 5) / 2], close);
  });

  test("δ is 0 where nothing is known", () => {
    const net = two();
    const { loss, layers, gradient } = net.backward(net.forward(x), t, skipMissing(mse));
    // Row 0: 2·2/2; row 1: ½·2·1/2 and ½·2·(−3)/2.
    const delta = [2, 0, 0.5, -1.5, 0, 0];
    expectClose([loss, ...layers[0].delta.data], [4.5, ...delta], close);
    expectClose(gradient, [2 + 2 * 0.5, 2 * -1.5, 2.5, -1.5], close);
  });

  test("training steps by that gradient and reports that E", () => {
    const net = two();
    const { epochs } = net.fit(x, t, { loss: skipMissing(mse), optimizer: sgd({ learningRate: 0.1 }), epochs: 1 });
    expectClose([epochs[0].loss, ...net.parameters], [4.5, 1.7, 3.3, 0.75, 0.15], close);
  });

  test("partialFit does the same", () => {
    const net = two();
    const loss = net.partialFit(x, t, { loss: skipMissing(mse), optimizer: sgd({ learningRate: 0.1 }) });
    expectClose([loss, ...net.parameters], [4.5, 1.7, 3.3, 0.75, 0.15], close);
  });

  test("sample weights stay with their rows", () => {
    const { loss } = two().evaluate([x[2], ...x], [t[2], ...t], {
      loss: skipMissing(mse),
      sampleWeights: [100, 1, 3, 100],
    });
    expectClose([loss], [(4 + 3 * 5) / 2], close);
  });

  test("metrics judge the rows that are left, the same wrapper as a loss of known numbers", () => {
    const { metrics } = two().evaluate(x, t, { loss: skipMissing(mse), metrics: [skipMissing(mae)] });
    expectClose([metrics["skipMissing(mae)"]], [(2 + 2) / 2], close);
  });
});

const cases: readonly [Loss, typeof sigmoid | typeof softmax, (k: number) => number][] = [
  [squaredError, identity, (k) => Math.sin(k)],
  [mse, tanh, (k) => Math.sin(k)],
  [mae, identity, (k) => Math.cos(k)],
  [huber(0.3), tanh, (k) => Math.sin(k)],
  [hinge, identity, (k) => (k % 2 ? 1 : -1)],
  [binaryCrossEntropy, sigmoid, (k) => k % 2],
  [crossEntropy, softmax, (k) => Number(k % 3 === 0)],
];
const inputs = Array.from({ length: 7 }, (_, r) => [Math.sin(3 * r), Math.cos(r), r / 7]);

describe("skipMissing, for every loss", () => {
  for (const [loss, activation, targetOf] of cases) {
    const make = (more: { dtype?: "float64" | "float32"; engine?: typeof simd } = {}) =>
      new Sequential([new Layer(3, 4, tanh), new Layer(4, 3, activation)], { seed: 4, ...more });
    const whole = inputs.map((_, r) => [0, 1, 2].map((k) => targetOf(3 * r + k)));
    const gaps = whole.map((row, r) => row.map((value, k) => (r % 3 === 2 || (r + k) % 4 === 0 ? gap : value)));

    test(`${loss.name}: without gaps it is the loss itself, bit for bit`, () => {
      const [one, other] = [loss, skipMissing(loss)].map((used) => {
        const net = make();
        net.fit(inputs, whole, { loss: used, epochs: 5, onWarning: () => {} });
        return net.parameters;
      });
      expect(one).toEqual(other);
    });

    test(`${loss.name}: with gaps the gradient is that of E`, () => {
      const report = checkGradients(make(), inputs, gaps, skipMissing(loss));
      expect(report.ok, report.toString()).toBe(true);
    });

    test(`${loss.name}: with gaps training comes to the same bits on both engines`, () => {
      for (const dtype of ["float64", "float32"] as const) {
        const [one, other] = [reference, simd].map((engine) => {
          const net = make({ dtype, engine });
          net.fit(inputs, gaps, { loss: skipMissing(loss), epochs: 5, validation: 0.3, onWarning: () => {} });
          return net.parameters;
        });
        expect(one).toEqual(other);
        expect(one.every(Number.isFinite)).toBe(true);
      }
    });

    test(`${loss.name}: rows without a known target change nothing`, () => {
      const known = gaps.map((row, r) => ({ row, r })).filter(({ row }) => !row.every(Number.isNaN));
      const some = known.map(({ row }) => row);
      const [all, left] = [
        make().evaluate(inputs, gaps, { loss: skipMissing(loss) }).loss,
        make().evaluate(
          known.map(({ r }) => inputs[r]),
          some,
          { loss: skipMissing(loss) },
        ).loss,
      ];
      expect(all).toBe(left);
    });
  }

  test("crossEntropy leaves out the terms of unknown classes", () => {
    const [loss, output] = [skipMissing(crossEntropy), [0.25, 0.5, 0.25]];
    expectClose([loss.value(output, [0.5, 0.5, gap])], [-0.5 * Math.log(0.25) - 0.5 * Math.log(0.5)], close);
    expect(loss.value(output, [gap, gap, gap])).toBe(0);
  });
});

describe("skipMissing with full batches", () => {
  const t = inputs.map(([a, b, c], r) => [r === 2 ? gap : a * b, r % 2 ? c : gap]);
  const make = () => new Sequential([new Layer(3, 3, tanh), new Layer(3, 2)], { seed: 6 });
  for (const optimizer of [lbfgs(), levenbergMarquardt()]) {
    test(`${optimizer.name} comes to where E is flat`, () => {
      const net = make();
      const loss = skipMissing(mse);
      net.fit(inputs, t, {
        loss,
        optimizer: optimizer as Optimizer,
        epochs: 400,
        regularization: { l2: 1e-3 },
      });
      const { gradient } = net.backward(net.forward(inputs), t, loss, { regularization: { l2: 1e-3 } });
      expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-6);
    });
  }
});

describe("what skipMissing refuses", () => {
  const net = two();
  testFailures([
    [
      "what is no loss",
      () => skipMissing("mse" as never),
      OptionError,
      'skipMissing: loss is "mse", wanted a loss such as mse; write mse, imported from deltarule',
    ],
    [
      "nothing known",
      () => net.evaluate([[1]], [[gap, gap]], { loss: skipMissing(mse) }),
      DataError,
      "evaluate: every target is NaN, wanted some that are known",
    ],
    [
      "Infinity",
      () => net.evaluate([[1]], [[Infinity, 1]], { loss: skipMissing(mse) }),
      DataError,
      "evaluate: row 0, column 0 of the targets is Infinity, wanted a finite number",
    ],
    [
      "null",
      () => net.evaluate([[1]], [[null as never, 1]], { loss: skipMissing(mse) }),
      DataError,
      "evaluate: row 0, column 0 of the targets is null, wanted a finite number",
    ],
    [
      "a target that the loss does not take",
      () => net.evaluate([[1]], [[gap, 2]], { loss: skipMissing(hinge) }),
      DataError,
      "evaluate: row 0, column 1 of the targets is 2, skipMissing(hinge) takes targets -1 or 1",
    ],
    [
      "NaN without it",
      () => net.evaluate([[1]], [[gap, 2]], { loss: mse }),
      DataError,
      "evaluate: row 0, column 0 of the targets is NaN, wanted a finite number",
    ],
    [
      "NaN in the inputs",
      () => net.evaluate([[gap]], [[gap, 2]], { loss: skipMissing(mse) }),
      DataError,
      "evaluate: row 0, column 0 of the inputs is NaN, wanted a finite number",
    ],
    [
      "a metric of the library on a row known in part",
      () => net.evaluate([[1]], [[gap, 2]], { loss: skipMissing(mse), metrics: [rmse] }),
      DataError,
      "rmse: row 0, column 0 of the targets is NaN, wanted a finite number",
    ],
  ]);

  test("such a metric in a training leaves the network as it was", () => {
    const one = two();
    expect(() => one.fit([[1]], [[gap, 2]], { loss: skipMissing(mse), metrics: [rmse], epochs: 2 })).toThrow(DataError);
    expect([...one.parameters]).toEqual([2, 3, 1, 0]);
    const judged = one.fit(
      [[1], [2]],
      [
        [gap, gap],
        [1, 0],
      ],
      { loss: skipMissing(mse), metrics: [accuracy], epochs: 1 },
    );
    expect(judged.epochs[0].metrics.accuracy).toBe(0);
  });

  test("twice is once", () => {
    expect(skipMissing(skipMissing(mse)).name).toBe("skipMissing(mse)");
    expect(JSON.stringify(skipMissing(mse))).toBe('{"name":"skipMissing","options":{"loss":{"name":"mse"}}}');
  });

  test("a loss of your own sees known numbers only", () => {
    const seen: number[][] = [];
    const own: Loss = {
      name: "own",
      value: (output, target) => {
        seen.push(Array.from(target));
        return Array.from(output, (o, k) => o * target[k]).reduce((sum, one) => sum + one, 0);
      },
      gradient: (_o, target, into) => into.set(Array.from(target)),
    };
    const E = two().evaluate(
      [[1], [2]],
      [
        [gap, 2],
        [gap, gap],
      ],
      { loss: skipMissing(own) },
    );
    expect([E.loss, seen]).toEqual([6, [[2]]]);
  });
});
