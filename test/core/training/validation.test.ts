import {
  accuracy,
  binaryCrossEntropy,
  DataError,
  f1,
  huber,
  kFold,
  Layer,
  type Loss,
  logLoss,
  type Metric,
  mae,
  matrix,
  mse,
  OptionError,
  r2,
  rmse,
  rocAuc,
  Sequential,
  sgd,
  sigmoid,
  squaredError,
  type TrainOptions,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const x = Array.from({ length: 60 }, (_, r) => [r / 60]);
const rare = x.map((_, r) => [Number(r % 10 === 0)]);
const make = (seed = 1) => new Sequential([new Layer(1, 1, sigmoid)], { seed });
/** Notes what a metric is given. */
function spy() {
  const seen: { inputs: number; ones: number; weights: number[] }[] = [];
  const compute: Metric["compute"] = (output, target, weights = new Float64Array(0)) => {
    const ones = [...target.data].filter((t) => t === 1).length;
    seen.push({ inputs: output.rows, ones, weights: [...weights] });
    return 0;
  };
  return { seen, metric: { name: "spy", compute } };
}

describe("a share held out", () => {
  const validated = (validation: TrainOptions["validation"], seed: number, t = rare) => {
    const { seen, metric } = spy();
    make(seed).fit(x, t, { loss: binaryCrossEntropy, optimizer: sgd(), epochs: 1, validation, metrics: [metric] });
    return seen;
  };

  test("has the classes in proportion when stratified, and every class, for every seed", () => {
    for (let seed = 0; seed < 20; seed++) {
      const [held, trained] = validated({ share: 0.2, stratify: true }, seed);
      expect(held.inputs).toBe(12);
      expect(held.ones).toBeGreaterThanOrEqual(1);
      expect(held.ones).toBeLessThanOrEqual(2);
      expect(trained.ones).toBe(6 - held.ones);
    }
  });

  test("is the same as the number when it is random", () => {
    const losses = [0.2, { share: 0.2 }, { share: 0.2, from: "random" }, { share: 0.2, stratify: false }].map(
      (validation) =>
        make().fit(x, rare, {
          loss: binaryCrossEntropy,
          optimizer: sgd(),
          epochs: 2,
          validation: validation as TrainOptions["validation"],
        }).epochs[1].validation?.loss,
    );
    expect(new Set(losses).size).toBe(1);
    expect(losses[0]).toBeGreaterThan(0);
  });

  test("is the end of a series, in its order", () => {
    const seen: number[] = [];
    const compute: Metric["compute"] = (_, { data }) => {
      seen.push(...data);
      return 0;
    };
    const series = x.map(([value]) => [value]);
    const metrics = [{ name: "seen", compute }];
    const options = { loss: mse, optimizer: sgd(), epochs: 1, metrics };
    make().fit(x, series, { ...options, validation: { share: 0.1, from: "end" } });
    expect(seen.slice(0, 6)).toEqual(series.slice(54).flat());
    expect(seen).toHaveLength(60);
  });

  test("keeps the weights of its rows, for the loss and the metrics", () => {
    const sampleWeights = x.map((_, r) => r);
    const { seen, metric } = spy();
    make().fit(x, rare, {
      loss: binaryCrossEntropy,
      optimizer: sgd(),
      epochs: 1,
      validation: { share: 0.1, from: "end" },
      metrics: [metric],
      sampleWeights,
    });
    expect(seen.map(({ weights }) => weights)).toEqual([sampleWeights.slice(54), sampleWeights.slice(0, 54)]);
  });

  const fitting =
    (options: Partial<TrainOptions>, t: readonly (readonly number[])[] = rare) =>
    () =>
      make().fit(x, t, { loss: mse, optimizer: sgd(), epochs: 1, ...options });
  testFailures([
    [
      "a share of 1",
      fitting({ validation: { share: 1 } }),
      OptionError,
      "fit: validation.share is 1, wanted a number above 0 below 1",
    ],
    [
      "a word of another library",
      fitting({ validation: { share: 0.5, shuffle: true } as never }),
      OptionError,
      'fit: validation: there is no option "shuffle"; there are share, from, stratify',
    ],
    [
      "the end, stratified",
      fitting({ validation: { share: 0.5, from: "end", stratify: true } }),
      OptionError,
      'fit: validation: stratify draws rows at random, from: "end" takes the last ones: leave one out',
    ],
    [
      "prices to stratify by",
      fitting({ validation: { share: 0.5, stratify: true } }, x),
      DataError,
      "fit: validation: stratify: the targets hold 0, 0.016666666666666666 and 0.03333333333333333, wanted classes: 0 and 1, or -1 and 1; oneHot(classes) makes rows of class numbers",
    ],
    [
      "a class of one row",
      fitting(
        { validation: { share: 0.5, stratify: true } },
        x.map((_, r) => [Number(r === 7)]),
      ),
      DataError,
      "fit: validation: stratify: 1 row of class 1 cannot be in both parts of 30 and 30 rows",
    ],
    [
      "weights below 0",
      fitting({ validation: [[[1]], [[1]], [-1]] }),
      DataError,
      "fit: validation: number 0 of the sampleWeights is -1, wanted numbers from 0",
    ],
    [
      "a fourth part",
      fitting({ validation: [[[1]], [[1]], [1], [1]] as never }),
      OptionError,
      "fit: validation is an array of 4, wanted [inputs, targets], [inputs, targets, weights], a share such as 0.2 or { share: 0.2 }",
    ],
  ]);
});

test("a share that lacks a class is told, and one that is stratified lacks none", () => {
  const late = x.map((_, r) => [Number(r > 50)]);
  const codes = (validation: TrainOptions["validation"], seed = 1) => {
    const options = { loss: binaryCrossEntropy, epochs: 1, validation, onWarning: () => undefined };
    return make(seed)
      .fit(x, late, options)
      .warnings.map(({ code }) => code);
  };
  expect(codes({ share: 0.2, from: "end" })).toContain("class-missing");
  for (let seed = 0; seed < 10; seed++) {
    expect(codes({ share: 0.1, stratify: true }, seed)).not.toContain("class-missing");
  }
});

test("validation data may have weights, as evaluate does", () => {
  const net = make();
  const held: [number[][], number[][], number[]] = [
    [[0.1], [0.9]],
    [[0], [1]],
    [3, 1],
  ];
  const options = { loss: binaryCrossEntropy, metrics: [accuracy, rmse, mae] };
  const { epochs } = net.fit(x, rare, { ...options, optimizer: sgd(), epochs: 1, validation: held });
  const { validation } = epochs[0];
  expect(validation).toEqual(net.evaluate(held[0], held[1], { ...options, sampleWeights: held[2] }));
  expect(validation).not.toEqual(net.evaluate(held[0], held[1], options));
});

describe("metrics", () => {
  const line = () => new Sequential([new Layer(1, 1, undefined, { weights: [[1]], bias: false })], { seed: 1 });

  test("may be losses: their weighted mean, by hand", () => {
    const metrics = [mae, huber(1), squaredError];
    const options = { loss: mse, metrics, sampleWeights: [1, 3] };
    // Outputs 1 and 5 for targets 2 and 2: errors 1 and 3.
    expect(line().evaluate([[1], [5]], [[2], [2]], options).metrics).toEqual({
      mae: (1 * 1 + 3 * 3) / 4,
      huber: (1 * 0.5 + 3 * 2.5) / 4,
      squaredError: (1 * 0.5 + 3 * 4.5) / 4,
    });
    const { epochs } = line().fit([[1], [5]], [[2], [2]], { ...options, optimizer: sgd(), epochs: 1, batchSize: 2 });
    expect(epochs[0].metrics.mae).toBe(2.5);
  });

  test("may be losses of your own, which get rows of their own", () => {
    const own: Loss = {
      name: "own",
      value: (output, target) => Math.abs(output[0] - target[0]) ** 3,
      gradient: () => undefined,
    };
    expect(line().evaluate([[1], [5]], [[2], [2]], { loss: mse, metrics: [own, mae] }).metrics).toEqual({
      own: 14,
      mae: 2,
    });
  });

  test("of your own get matrices, and weights", () => {
    let given: unknown[] = [];
    const compute: Metric["compute"] = (...all) => {
      given = all;
      return 0;
    };
    const own: Metric = { name: "own", compute };
    line().evaluate([[1], [5]], [[2], [2]], { loss: mse, metrics: [own], sampleWeights: [1, 3] });
    expect(given).toEqual([matrix(2, 1, [1, 5]), matrix(2, 1, [2, 2]), Float64Array.of(1, 3)]);
  });

  test("weigh samples in evaluate", () => {
    const net = make();
    const sampleWeights = rare.map(([t]) => (t === 1 ? 9 : 1));
    const metrics = [accuracy, f1, rocAuc, logLoss, r2];
    const found = net.evaluate(x, rare, { loss: binaryCrossEntropy, metrics, sampleWeights }).metrics;
    for (const metric of metrics) expect(found[metric.name]).toBe(metric.compute(net.predict(x), rare, sampleWeights));
  });

  test("that cannot judge by these targets are refused before the first epoch", () => {
    const net = line();
    const prices = x.map(([value]) => [3 * value]);
    const before = net.parameters.slice();
    const refuse = (options: Partial<TrainOptions>, t = prices) => {
      let epochs = 0;
      const onEpoch = () => {
        epochs++;
      };
      expect(() => net.fit(x, t, { loss: mse, optimizer: sgd(), ...options, onEpoch })).toThrow(DataError);
      expect(epochs).toBe(0);
      expect(net.parameters).toEqual(before);
    };
    refuse({ metrics: [accuracy] });
    refuse({ metrics: [rmse, logLoss] });
    refuse({ metrics: [r2], validation: [[[1]], [[1]]] });
    refuse(
      {
        metrics: [f1],
        validation: [
          [[1], [2]],
          [[1], [2]],
        ],
      },
      rare,
    );
    refuse({ metrics: [binaryCrossEntropy] });
    const picky: Metric = {
      name: "picky",
      compute: () => 0,
      checkTargets: () => {
        throw new DataError("picky: no");
      },
    };
    refuse({ metrics: [picky] });
  });

  testFailures([
    [
      "a loss and a metric of one name",
      () => line().evaluate([[1]], [[1]], { loss: mse, metrics: [rmse, { ...mae, name: "rmse" }] }),
      OptionError,
      "evaluate: metrics[1] has the name of metrics[0]",
    ],
    [
      "the same options twice",
      () => line().evaluate([[1]], [[1]], { loss: mse, metrics: [f1.with({ class: 1 }), f1.with({ class: 1 })] }),
      OptionError,
      "evaluate: metrics[1] has the name of metrics[0]",
    ],
    [
      "a loss whose targets are not these",
      () => line().evaluate([[1]], [[2]], { loss: mse, metrics: [binaryCrossEntropy] }),
      DataError,
      'metric "binaryCrossEntropy": row 0, column 0 of the targets is 2, binaryCrossEntropy takes targets from 0 to 1',
    ],
  ]);
});

test("kFold reads classes as the metrics do", () => {
  const signs = rare.map(([t]) => [t === 1 ? 1 : -1]);
  const labels = rare.map(([t]) => (t === 1 ? [1, 1, 0] : [0, 0, 1]));
  for (const t of [signs, labels]) {
    for (const { test: held } of kFold(x, t, { folds: 3, stratify: true })) {
      expect(held.rows.filter((r) => r % 10 === 0)).toHaveLength(2);
    }
  }
});
