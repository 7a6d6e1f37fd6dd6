import {
  adam,
  type Dtype,
  Layer,
  reference,
  relu,
  Sequential,
  sgd,
  sigmoid,
  simd,
  squaredError,
  type TrainOptions,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { networkOf } from "../../../helpers/engineCases.js";
import { planOf, type Training, trained, trainings } from "../../../helpers/engineTrainings.js";
import { differenceOf, outcomeOf } from "../../../helpers/sameBits.js";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A training that runs epoch by epoch. */
function begun(training: Training) {
  const net = networkOf(training, simd);
  const { x, t, options } = planOf(training);
  let steps: Generator<unknown, unknown, void> | undefined;
  let outcome: ReturnType<typeof outcomeOf> | undefined;
  const advance = (): void => {
    if (outcome !== undefined) return;
    const next = outcomeOf(() => {
      steps ??= net.train(x, t, options);
      return steps.next();
    });
    if ("failed" in next) outcome = { failed: next.failed.replace(": train:", ": fit:") };
    else if (next.given.done) outcome = { given: next.given.value };
  };
  return { net, x, advance, end: () => outcome };
}

describe("other work in between changes no bit", () => {
  test("trainings by turns, with predictions in between, end in the bits of each alone", () => {
    fc.assert(
      fc.property(fc.array(trainings, { minLength: 2, maxLength: 4 }), (several) => {
        const all = several.map(begun);
        for (let round = 0; round < 6; round++)
          for (const [k, one] of all.entries()) {
            one.advance();
            const other = all[(k + 1) % all.length];
            outcomeOf(() => other.net.predict(other.x));
          }
        for (const [k, { net, end }] of all.entries()) {
          const alone = trained(several[k], simd).told;
          expect(differenceOf([end(), net.parameters], [alone.outcome, alone.parameters])).toBe("");
        }
      }),
      { seed: 31, numRuns: 50 },
    );
  });

  test("trainings side by side, which pause wherever they can, end in the bits of each alone", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => {
      now += 3;
      return now;
    });
    await fc.assert(
      fc.asyncProperty(fc.array(trainings, { minLength: 2, maxLength: 4 }), async (several) => {
        const ends = await Promise.all(
          several.map(async (training) => {
            const net = networkOf(training, simd);
            const { x, t, options } = planOf(training);
            const end = await net.fitAsync(x, t, options).then(
              (given) => ({ given }),
              (error: Error) => ({ failed: `${error.name}: ${error.message}`.replace("fitAsync:", "fit:") }),
            );
            return [end, net.parameters];
          }),
        );
        const alone = several.map((training) => {
          const { outcome, parameters } = trained(training, simd).told;
          return [outcome, parameters];
        });
        expect(differenceOf(ends, alone)).toBe("");
      }),
      { seed: 32, numRuns: 30 },
    );
  });
});

describe.each(["float64", "float32"] as const)("in %s", (dtype: Dtype) => {
  const x = Array.from({ length: 13 }, (_, r) => [Math.sin(r), Math.cos(3 * r)]);
  const t = x.map(([a, b]) => [Number(a > b)]);
  const other = new Sequential([new Layer(2, 40, relu), new Layer(40, 9, tanh)], { seed: 2, dtype, engine: simd });

  /** Trains, predicts and evaluates with networks of both dtypes, of another size each time. */
  let calls = 0;
  function elsewhere(): void {
    calls++;
    other.predict(x.slice(0, 1 + (calls % 13)));
    const net = new Sequential([new Layer(2, 1 + (calls % 30), tanh), new Layer(1 + (calls % 30), 1)], {
      ...{ seed: calls, engine: simd },
      dtype: calls % 2 === 0 ? "float64" : "float32",
    });
    net.fit(x, t, { loss: squaredError, optimizer: adam(), epochs: 1, batchSize: 1 + (calls % 5) });
    net.evaluate(x, t, { loss: squaredError });
  }

  const places: Readonly<Record<string, (options: TrainOptions, visit: () => void) => Partial<TrainOptions>>> = {
    onEpoch: (_options, visit) => ({ onEpoch: visit }),
    "a loss's value": ({ loss }, visit) => ({
      loss: {
        ...loss,
        value: (output, target) => {
          visit();
          return loss.value(output, target);
        },
      },
    }),
    "a loss's gradient": ({ loss }, visit) => ({
      loss: {
        ...loss,
        gradient: (output, target, into) => {
          loss.gradient(output, target, into);
          visit();
        },
      },
    }),
    "a schedule": (_options, visit) => ({
      optimizer: adam({
        learningRate: (step) => {
          visit();
          return 0.1 / (1 + step);
        },
      }),
    }),
    "an optimizer's step": (_options, visit) => ({
      optimizer: {
        ...sgd({ learningRate: 0.5 }),
        step: (...given) => {
          visit();
          sgd({ learningRate: 0.5 }).step(...(given as Parameters<ReturnType<typeof sgd>["step"]>));
          visit();
        },
      },
    }),
    "a metric": (_options, visit) => ({
      metrics: [
        {
          name: "ends",
          compute: ({ data }) => {
            visit();
            return data[0] + data[data.length - 1];
          },
        },
      ],
    }),
    "an activation": () => ({}),
  };

  test.each(Object.keys(places))("the work of other networks inside %s changes no bit", (place) => {
    const [busy, idle, plain] = [
      [elsewhere, simd] as const,
      [() => {}, simd] as const,
      [() => {}, reference] as const,
    ].map(([visit, engine]) => {
      const f =
        place === "an activation"
          ? {
              ...tanh,
              apply: (z: number) => {
                visit();
                return tanh.apply(z);
              },
              derivative: (z: number, a: number) => {
                visit();
                return tanh.derivative(z, a);
              },
            }
          : tanh;
      const net = new Sequential([new Layer(2, 5, f), new Layer(5, 1, sigmoid)], { seed: 9, dtype, engine });
      const options = { loss: squaredError, epochs: 2, batchSize: 4, validation: 0.2 };
      const own = { ...options, ...places[place](options, visit) };
      const history = net.fit(x, t, own);
      return [history, net.parameters.slice(), net.predict(x), net.evaluate(x, t, { loss: own.loss })];
    });
    expect(differenceOf(busy, idle)).toBe("");
    expect(differenceOf(idle, plain)).toBe("");
    expect(calls).toBeGreaterThan(0);
  });
});
