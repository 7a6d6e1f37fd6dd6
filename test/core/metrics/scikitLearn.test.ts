import {
  accuracy,
  adam,
  balancedAccuracy,
  binaryCrossEntropy,
  confusionMatrix,
  f1,
  Layer,
  lbfgs,
  logLoss,
  type Metric,
  mae,
  mse,
  precision,
  type RowMetric,
  r2,
  recall,
  rmse,
  rocAuc,
  type Score,
  Sequential,
  sigmoid,
  topK,
} from "deltarule";
import { describe, expect, test } from "vitest";
import fixtures from "../../fixtures/metrics.json" with { type: "json" };

type Scores = readonly (readonly number[])[];

interface Expected {
  readonly [name: string]: unknown;
  readonly scores?: { readonly each: Scores };
  readonly confusion?: Scores;
  readonly topK?: readonly number[];
}

interface Case {
  readonly kind: string;
  readonly outputs: Scores;
  readonly targets: Scores;
  readonly weights: readonly number[] | null;
  readonly probabilities?: Scores;
  readonly expected: Expected;
}

const cases: readonly Case[] = fixtures.cases;
const plain: Readonly<Record<string, RowMetric>> = {
  accuracy,
  balancedAccuracy,
  logLoss,
  r2,
  rmse,
  rocAuc,
  subset: accuracy.with({ subset: true }),
  "at0.7": f1.with({ threshold: 0.7 }),
};
const ofProbabilities: Readonly<Record<string, RowMetric>> = {
  rocAucOfProbabilities: rocAuc,
  logLossOfProbabilities: logLoss,
};
const families = [precision, recall, f1] as const;

describe.each(cases.map((one, i) => [`${i}, ${one.kind}${one.weights === null ? "" : ", weighted"}`, one] as const))(
  "case %s has the numbers of scikit-learn",
  (_, { outputs, targets, weights, probabilities, expected }) => {
    const given = weights ?? undefined;

    test.each(Object.keys(expected).filter((name) => name in plain || name in ofProbabilities))("%s", (name) => {
      const of = name in plain ? outputs : (probabilities ?? []);
      const metric = plain[name] ?? ofProbabilities[name];
      expect(metric.compute(of, targets, given)).toBeCloseTo(expected[name] as number, 12);
    });

    if (expected.mse !== undefined)
      test("losses as metrics, in evaluate with sample weights", () => {
        const { length } = targets[0];
        const identity = Array.from({ length }, (_, r) => Array.from({ length }, (_, c) => Number(r === c)));
        const net = new Sequential([new Layer(length, length, undefined, { weights: identity, bias: false })]);
        const metrics = [mae, mse, rmse, r2];
        const found = net.evaluate(outputs, targets, { loss: mse, metrics, sampleWeights: given }).metrics;
        for (const { name } of metrics) expect(found[name]).toBeCloseTo(expected[name] as number, 11);
      });

    if (expected.confusion !== undefined)
      test("confusionMatrix", () => {
        const counts = confusionMatrix(outputs, targets, { sampleWeights: given });
        const wanted = (expected.confusion ?? []).flat();
        expect([...counts.data]).toEqual(wanted.map((count) => expect.closeTo(count, 12)));
      });

    if (expected.topK !== undefined)
      test("topK", () => {
        const found = (expected.topK ?? []).map((_, i) => topK(i + 1).compute(probabilities ?? [], targets, given));
        expect(found).toEqual((expected.topK ?? []).map((share) => expect.closeTo(share, 12)));
      });

    if (expected.scores !== undefined)
      test("precision, recall and f1: every average, every class", () => {
        const { each = [], ...averages } = expected.scores ?? {};
        const check = (wanted: readonly number[], make: (family: Score) => Metric): void => {
          const found = families.map((family) => (make(family) as RowMetric).compute(outputs, targets, given));
          expect(found).toEqual(wanted.map((score) => expect.closeTo(score, 12)));
        };
        for (const [average, wanted] of Object.entries<readonly number[]>(averages)) {
          if (average === "binary") check(wanted, (family) => family);
          else check(wanted, (family) => family.with({ average: average as "macro" }));
        }
        if (targets[0].length > 1) check((averages as { macro: number[] }).macro, (family) => family);
        for (const [k, wanted] of each.entries()) check(wanted, (family) => family.with({ class: k }));
      });
  },
);

describe("several labels are learned, as in scikit-learn's test_multilabel_classification", () => {
  const { x, t } = fixtures.multilabelTraining;
  const make = () => new Sequential([new Layer(20, 50, sigmoid), new Layer(50, 5, sigmoid)], { seed: 0 });
  const subset = accuracy.with({ subset: true });

  test("by lbfgs: more than 0.97 of the rows are right, and of the labels", () => {
    const net = make();
    const options = { loss: binaryCrossEntropy, metrics: [accuracy, subset, f1] };
    const history = net.fit(x, t, { ...options, optimizer: lbfgs(), epochs: 150 });
    const { metrics } = net.evaluate(x, t, options);
    expect(metrics.subsetAccuracy).toBeGreaterThan(0.97);
    expect(metrics.accuracy).toBeGreaterThanOrEqual(metrics.subsetAccuracy);
    expect(history.epochs[0].metrics.accuracy).toBeLessThan(0.9);
  });

  test("batch by batch: more than 0.9 of the rows are right", () => {
    const net = make();
    net.fit(x, t, { loss: binaryCrossEntropy, optimizer: adam({ learningRate: 0.02 }), epochs: 100, batchSize: 50 });
    expect(net.evaluate(x, t, { loss: binaryCrossEntropy, metrics: [subset] }).metrics.subsetAccuracy).toBeGreaterThan(
      0.9,
    );
  });
});
