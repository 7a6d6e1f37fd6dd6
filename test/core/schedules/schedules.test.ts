import {
  adam,
  byEpoch,
  constant,
  cosine,
  cosineRestarts,
  exponentialDecay,
  Layer,
  linear,
  mse,
  OptionError,
  oneCycle,
  type Progress,
  piecewise,
  polynomial,
  reduceOnPlateau,
  type Schedule,
  Sequential,
  sgd,
  stepDecay,
  warmup,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as exported from "../../../src/core/schedules/index.js";
import { testFailures } from "../../helpers/failures.js";

const start: Progress = { epoch: 0, losses: [] };
const at = (schedule: Schedule, steps: readonly number[]) => steps.map((step) => schedule(step, start));
const close = (numbers: readonly number[]) => numbers.map((number) => expect.closeTo(number, 15));

/** Every schedule of the list, made with a rate and some lengths. */
const makers: Readonly<Record<keyof typeof exported, (rate: number, steps: number, share: number) => Schedule>> = {
  byEpoch: (rate, steps, share) => byEpoch(stepDecay(rate, { every: steps, factor: share })),
  constant: (rate) => constant(rate),
  cosineRestarts: (rate, steps, share) =>
    cosineRestarts(rate, { steps, growth: 1 + (steps % 3), factor: share, end: rate * share ** 60 }),
  linear: (rate, steps, share) => linear(rate, { steps, end: rate * share }),
  piecewise: (rate, steps, share) => piecewise({ boundaries: [steps, 2 * steps], values: [rate, 0, rate * share] }),
  polynomial: (rate, steps, share) => polynomial(rate, { steps, power: 1 / share, end: rate * share }),
  cosine: (rate, steps, share) => cosine(rate, { steps, end: rate * share }),
  exponentialDecay: (rate, steps, share) => exponentialDecay(rate, { every: steps, factor: share }),
  oneCycle: (rate, steps, share) => oneCycle(rate, { steps: steps + 1, rise: share }),
  reduceOnPlateau: (rate, steps, share) => reduceOnPlateau(rate, { patience: steps, factor: share }),
  stepDecay: (rate, steps, share) => stepDecay(rate, { every: steps, factor: share }),
  warmup: (rate, steps) => warmup(steps, rate),
};

describe("every schedule of the list", () => {
  const drawn = fc.record({
    rate: fc.oneof(fc.constantFrom(0, 5e-324, Number.MAX_VALUE), fc.double({ min: 0, max: 10, noNaN: true })),
    steps: fc.integer({ min: 1, max: 40 }),
    share: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    step: fc.oneof(fc.nat(100), fc.constantFrom(1e6, 2 ** 31, Number.MAX_SAFE_INTEGER)),
    losses: fc.array(fc.oneof(fc.double({ min: 0, max: 5 }), fc.constant(Number.NaN)), { maxLength: 60 }),
  });

  for (const name of Object.keys(exported) as (keyof typeof exported)[]) {
    test(`${name} gives a finite rate from 0 that depends on the step and the progress alone`, () => {
      fc.assert(
        fc.property(drawn, ({ rate, steps, share, step, losses }) => {
          const progress = Object.freeze({ epoch: losses.length, losses: Object.freeze(losses) });
          const schedule = makers[name](rate, steps, share);
          const first = schedule(step, progress);
          expect(Number.isFinite(first) && first >= 0).toBe(true);
          expect(first).toBeLessThanOrEqual(rate);
          schedule(0, start);
          schedule(step + 1, progress);
          expect(schedule(step, progress)).toBe(first);
          expect(makers[name](rate, steps, share)(step, progress)).toBe(first);
        }),
        { seed: 11, numRuns: 120 },
      );
    });
  }
});

describe("by hand", () => {
  test("constant", () => expect(at(constant(0.3), [0, 1, 1e9])).toEqual([0.3, 0.3, 0.3]));

  test("stepDecay falls at whole multiples of every", () => {
    const halves = stepDecay(0.8, { factor: 0.5, every: 3 });
    expect(at(halves, [0, 2, 3, 5, 6, 9])).toEqual([0.8, 0.8, 0.4, 0.4, 0.2, 0.1]);
    expect(at(stepDecay(1, { every: 2 }), [1, 2, 4])).toEqual(close([1, 0.1, 0.01]));
  });

  test("exponentialDecay falls between the multiples of every too", () => {
    const quarters = exponentialDecay(2, { factor: 0.25, every: 2 });
    expect(at(quarters, [0, 1, 2, 3, 4])).toEqual(close([2, 1, 0.5, 0.25, 0.125]));
    expect(at(exponentialDecay(1, { every: 1 }), [0, 1, 2])).toEqual(close([1, 0.96, 0.9216]));
  });

  test("cosine: η_min + (η − η_min)(1 + cos(π t / T)) / 2, PyTorch's CosineAnnealingLR", () => {
    // cos 0, π/4, π/3, π/2, 2π/3, π are 1, √½, ½, 0, −½, −1.
    const fall = cosine(0.9, { steps: 12, end: 0.1 });
    const literal = [0.9, 0.5 + 0.4 * Math.SQRT1_2, 0.7, 0.5, 0.3, 0.1, 0.1, 0.1];
    expect(at(fall, [0, 3, 4, 6, 8, 12, 13, 1000])).toEqual(close(literal));
    expect(at(cosine(1, { steps: 2 }), [0, 1, 2, 3])).toEqual(close([1, 0.5, 0, 0]));
  });

  test("linear: PyTorch's LinearLR", () => {
    expect(at(linear(0.8, { steps: 4, end: 0.4 }), [0, 1, 2, 3, 4, 9])).toEqual(close([0.8, 0.7, 0.6, 0.5, 0.4, 0.4]));
    expect(at(linear(0.1, { steps: 2 }), [0, 1, 2, 3])).toEqual([0.1, 0.05, 0, 0]);
  });

  test("polynomial: Keras' PolynomialDecay", () => {
    // 0.1 + 0.8 (1 − t/4)²: shares 1, 9/16, 1/4, 1/16, 0.
    const fall = polynomial(0.9, { steps: 4, power: 2, end: 0.1 });
    expect(at(fall, [0, 1, 2, 3, 4, 5])).toEqual(close([0.9, 0.55, 0.3, 0.15, 0.1, 0.1]));
    expect(at(polynomial(0.8, { steps: 4 }), [0, 1, 4])).toEqual(close([0.8, 0.6, 0]));
  });

  test("piecewise changes at its boundaries, as PyTorch's MultiStepLR", () => {
    const rates = piecewise({ boundaries: [2, 5], values: [0.1, 0.02, 0.003] });
    expect(at(rates, [0, 1, 2, 4, 5, 1e9])).toEqual([0.1, 0.1, 0.02, 0.02, 0.003, 0.003]);
    expect(at(piecewise({ boundaries: [], values: [0.5] }), [0, 7])).toEqual([0.5, 0.5]);
  });

  test("piecewise keeps copies of what it was given", () => {
    const [boundaries, values] = [[2], [1, 0.5]];
    const rates = piecewise({ boundaries, values });
    boundaries[0] = 1;
    values[0] = 9;
    expect(at(rates, [0, 1, 2])).toEqual([1, 1, 0.5]);
  });

  test("cosineRestarts: PyTorch's CosineAnnealingWarmRestarts", () => {
    // T₀ = 4: cos 0, π/4, π/2, 3π/4, then cos 0 again; twice as long, quarters are eighths.
    const [high, low] = [0.5 + 0.4 * Math.SQRT1_2, 0.5 - 0.4 * Math.SQRT1_2];
    const equal = cosineRestarts(0.9, { steps: 4, end: 0.1 });
    expect(at(equal, [0, 1, 2, 3, 4, 5, 8, 4e6 + 2])).toEqual(close([0.9, high, 0.5, low, 0.9, high, 0.9, 0.5]));
    const longer = cosineRestarts(0.9, { steps: 4, growth: 2, end: 0.1 });
    expect(at(longer, [3, 4, 6, 8, 10, 12, 20, 28])).toEqual(close([low, 0.9, high, 0.5, low, 0.9, 0.5, 0.9]));
    const lower = cosineRestarts(0.8, { steps: 1, growth: 3, factor: 0.5 });
    expect(at(lower, [0, 1, 4, 13])).toEqual(close([0.8, 0.4, 0.2, 0.1]));
  });

  test("warmup from a given rate goes in a straight line", () => {
    expect(at(warmup(4, 0.9, { from: 0.1 }), [0, 1, 2, 3, 4, 5])).toEqual(close([0.1, 0.3, 0.5, 0.7, 0.9, 0.9]));
    expect(at(warmup(2, 0.1, { from: 0.5 }), [0, 1, 2])).toEqual(close([0.5, 0.3, 0.1]));
    expect(at(warmup(2, 0.1, { from: 0 }), [0, 1, 2])).toEqual(close([0, 0.05, 0.1]));
    expect(at(warmup(0, 0.1, { from: 0 }), [0, 1])).toEqual([0.1, 0.1]);
  });

  test("oneCycle: PyTorch's OneCycleLR(max_lr=1, total_steps=10)", () => {
    // Along half cosines up from 1/25 at step 0 to 1 at step 0.3·10 − 1 = 2, and down to 1/250,000
    // at step 9.
    const [low, end] = [0.04, 0.000004];
    const down = (done: number) => end + ((1 - end) * (1 + Math.cos(Math.PI * done))) / 2;
    const literal = [low, (low + 1) / 2, 1, down(1 / 7), down(2 / 7), down(3 / 7), down(4 / 7)];
    const rest = [down(5 / 7), down(6 / 7), end, end, end];
    const steps = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99];
    expect(at(oneCycle(1, { steps: 10 }), steps)).toEqual(close([...literal, ...rest]));
    expect(down(1 / 7)).toBeCloseTo(0.9504846320134738, 6);
  });

  test("oneCycle with other rates and another rise", () => {
    const cycle = oneCycle(2, { steps: 9, rise: 5 / 9, start: 0, end: 1 });
    expect(at(cycle, [0, 2, 4, 6, 8, 9])).toEqual(close([0, 1, 2, 1.5, 1, 1]));
    // A rise of less than a step starts at the top.
    expect(at(oneCycle(2, { steps: 3, rise: 0.1, end: 0 }), [0, 1, 2])).toEqual(close([2, 1, 0]));
  });

  test("warmup rises in equal steps to the first rate of the other schedule, then starts that at step 0", () => {
    expect(at(warmup(3, 0.8), [0, 1, 2, 3, 4])).toEqual(close([0.2, 0.4, 0.6, 0.8, 0.8]));
    const then = warmup(1, stepDecay(0.8, { factor: 0.5, every: 2 }));
    expect(at(then, [0, 1, 2, 3, 4, 5])).toEqual([0.4, 0.8, 0.8, 0.4, 0.4, 0.2]);
    expect(at(warmup(0, 0.5), [0, 1])).toEqual([0.5, 0.5]);
  });

  test("byEpoch passes the epoch on as the step", () => {
    const schedule = byEpoch(stepDecay(0.8, { factor: 0.5, every: 1 }));
    expect([0, 1, 2].map((epoch) => schedule(1000, { epoch, losses: [] }))).toEqual([0.8, 0.4, 0.2]);
  });

  test("reduceOnPlateau falls after patience epochs in a row that improve on the best by at most minDelta", () => {
    const rates = (losses: readonly number[], options = {}) =>
      losses.map((_, k) =>
        reduceOnPlateau(1, { factor: 0.5, patience: 2, ...options })(7, {
          epoch: k + 1,
          losses: losses.slice(0, k + 1),
        }),
      );
    expect(rates([5, 4, 4, 4, 3, 3, 3, 3, 3])).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125]);
    // An improvement of 0.5 does not count; then one of 1.5 from the best, 5, does.
    expect(rates([5, 4.5, 3.5, 4, 4], { minDelta: 0.5 })).toEqual([1, 1, 1, 1, 0.5]);
    expect(rates([5, Number.NaN, Number.NaN, 4])).toEqual([1, 1, 0.5, 0.5]);
    expect(reduceOnPlateau(1)(0, { epoch: 11, losses: Array(11).fill(2) })).toBeCloseTo(0.1, 15);
    expect(reduceOnPlateau(1)(0, { epoch: 10, losses: Array(10).fill(2) })).toBe(1);
  });
});

describe("in a training", () => {
  const x = [[1], [1], [1], [1]];
  const line = () => new Sequential([new Layer(1, 1, undefined, { weights: [[0]], bias: false })], { seed: 1 });
  const rates = (learningRate: Schedule, epochs: number, t = [[0], [0], [0], [0]], batchSize = 2) =>
    line()
      .fit(x, t, { loss: mse, optimizer: sgd({ learningRate }), epochs, batchSize, shuffle: false })
      .epochs.map((report) => report.learningRate);

  test("a step is one update, and an epoch is all updates of one pass", () => {
    expect(rates(stepDecay(0.8, { factor: 0.5, every: 2 }), 3)).toEqual([0.8, 0.4, 0.2]);
    expect(rates(byEpoch(stepDecay(0.8, { factor: 0.5, every: 2 })), 4)).toEqual([0.8, 0.8, 0.4, 0.4]);
    expect(rates(warmup(3, 0.8), 3)).toEqual(close([0.2, 0.6, 0.8]));
  });

  test("a plateau lowers the rate of the next epoch", () => {
    // From w = 0 to t = 0 each loss is 0: there is no improvement.
    expect(rates(reduceOnPlateau(0.8, { factor: 0.5, patience: 1 }), 4)).toEqual([0.8, 0.8, 0.4, 0.2]);
    // E = (w − 1)², one update per epoch: w ← w − 2η(w − 1). With η = 1, w is 0, 2, 0, and each
    // loss is 1. So η is ½ after two epochs, the next step leads to w = 1, and η is halved again.
    const t = [[1], [1], [1], [1]];
    const net = line();
    const optimizer = sgd({ learningRate: reduceOnPlateau(1, { factor: 0.5, patience: 1 }) });
    const { epochs } = net.fit(x, t, { loss: mse, optimizer, epochs: 4, batchSize: 4 });
    expect(epochs.map(({ loss, learningRate }) => [loss, learningRate])).toEqual([
      [1, 1],
      [1, 1],
      [1, 0.5],
      [0, 0.25],
    ]);
    expect(net.parameters[0]).toBe(1);
  });

  test("optimizers follow a schedule: a rate of 0 changes nothing in the first two updates", () => {
    for (const make of [sgd, adam]) {
      const moved = [2, 3].map((epochs) => {
        const net = line();
        const optimizer = make({ learningRate: (step) => (step < 2 ? 0 : 0.1) });
        net.fit(x, [[1], [1], [1], [1]], { loss: mse, optimizer, epochs, batchSize: 4 });
        return net.parameters[0];
      });
      expect(moved[0]).toBe(0);
      expect(moved[1]).toBeGreaterThan(0.01);
    }
  });

  testFailures([
    [
      "a schedule that gives NaN",
      () => rates((step) => (step === 3 ? Number.NaN : 0.1), 2),
      OptionError,
      "sgd: the schedule gave NaN at step 3, wanted a number from 0",
    ],
    [
      "a schedule that gives a text",
      () => rates((() => "0.1") as never, 2),
      OptionError,
      'sgd: the schedule gave "0.1" at step 0, wanted a number from 0',
    ],
    [
      "a schedule that gives less than 0",
      () =>
        rates(
          warmup(2, () => -1),
          2,
        ),
      OptionError,
      "warmup: the schedule gave -1 at step 0, wanted a number from 0",
    ],
  ]);
});

describe("a wrong option", () => {
  const wrong = (call: string, make: () => unknown, sentence: string) =>
    [sentence, make, OptionError, `${call}: ${sentence}`] as const;
  testFailures([
    wrong("constant", () => constant(Number.NaN), "value is NaN, wanted a number"),
    wrong(
      "sgd",
      () => sgd({ learningRate: constant(-1) }).step(new Float64Array(1), new Float64Array(1), sgd().initialize(1)),
      "the schedule gave -1 at step 0, wanted a number from 0",
    ),
    wrong("linear", () => linear(0.1, { steps: 0 }), "steps is 0, wanted a whole number from 1"),
    wrong("linear", () => linear(-1, { steps: 3 }), "learningRate is -1, wanted a number from 0"),
    wrong("polynomial", () => polynomial(1, { steps: 3, power: 0 }), "power is 0, wanted a number above 0"),
    wrong("polynomial", () => polynomial(1, { steps: 3, end: -1 }), "end is -1, wanted a number from 0"),
    wrong(
      "cosineRestarts",
      () => cosineRestarts(1, { steps: 3, growth: 1.5 }),
      "growth is 1.5, wanted a whole number from 1",
    ),
    wrong(
      "cosineRestarts",
      () => cosineRestarts(1, { steps: 3, factor: 2 }),
      "factor is 2, wanted a number above 0 to 1",
    ),
    wrong(
      "piecewise",
      () => piecewise({ boundaries: [3], values: [1] }),
      "there are 1 values for 1 boundaries, wanted 2",
    ),
    wrong(
      "piecewise",
      () => piecewise({ boundaries: [3, 3], values: [1, 1, 1] }),
      "boundaries[1] is 3, wanted a whole number from 4",
    ),
    wrong(
      "piecewise",
      () => piecewise({ boundaries: [0], values: [1, 1] }),
      "boundaries[0] is 0, wanted a whole number from 1",
    ),
    wrong(
      "piecewise",
      () => piecewise({ boundaries: [1], values: [1, -1] }),
      "values[1] is -1, wanted a number from 0",
    ),
    wrong(
      "piecewise",
      () => piecewise({ boundaries: 3 as never, values: [1] }),
      "boundaries is 3, wanted an array of steps",
    ),
    wrong("warmup", () => warmup(3, 0.1, { from: -1 }), "from is -1, wanted a number from 0"),
    wrong("warmup", () => warmup(3, 0.1, 0.01 as never), "the options are 0.01, wanted an object"),
    wrong("stepDecay", () => stepDecay(0.1, {} as never), "every is undefined, wanted a whole number from 1"),
    wrong("stepDecay", () => stepDecay(Infinity, { every: 1 }), "learningRate is Infinity, wanted a number from 0"),
    wrong("stepDecay", () => stepDecay(0.1, { every: 1, factor: 0 }), "factor is 0, wanted a number above 0 to 1"),
    wrong("stepDecay", () => stepDecay(0.1, undefined as never), "the options are undefined, wanted an object"),
    wrong(
      "exponentialDecay",
      () => exponentialDecay(0.1, { every: 1, factor: 1.1 }),
      "factor is 1.1, wanted a number above 0 to 1",
    ),
    wrong(
      "exponentialDecay",
      () => exponentialDecay(0.1, { every: 1, rate: 2 } as never),
      'there is no option "rate"; there are factor, every',
    ),
    wrong("cosine", () => cosine(0.1, { steps: 0 }), "steps is 0, wanted a whole number from 1"),
    wrong("cosine", () => cosine("0.1" as never, { steps: 3 }), 'learningRate is "0.1", wanted a number from 0'),
    wrong("cosine", () => cosine(0.1, { steps: 3, end: -1 }), "end is -1, wanted a number from 0"),
    wrong("cosine", () => cosine(0.1, { steps: 3, to: 1 } as never), 'there is no option "to"; there are steps, end'),
    wrong("oneCycle", () => oneCycle(0.1, { steps: 1 }), "steps is 1, wanted a whole number from 2"),
    wrong("oneCycle", () => oneCycle(0.1, { steps: 9, rise: 1 }), "rise is 1, wanted a number above 0 below 1"),
    wrong("oneCycle", () => oneCycle(0.1, { steps: 9, start: -1 }), "start is -1, wanted a number from 0"),
    wrong("oneCycle", () => oneCycle(0.1, { steps: 9, end: -1 }), "end is -1, wanted a number from 0"),
    wrong("oneCycle", () => oneCycle(-0.1, { steps: 9 }), "learningRate is -0.1, wanted a number from 0"),
    wrong("warmup", () => warmup(1.5, 0.1), "steps is 1.5, wanted a whole number from 0"),
    wrong("warmup", () => warmup(1, null as never), "learningRate is null, wanted a number from 0"),
    wrong("reduceOnPlateau", () => reduceOnPlateau(-1), "learningRate is -1, wanted a number from 0"),
    wrong("reduceOnPlateau", () => reduceOnPlateau(1, { factor: 1 }), "factor is 1, wanted a number above 0 below 1"),
    wrong("reduceOnPlateau", () => reduceOnPlateau(1, { patience: 0 }), "patience is 0, wanted a whole number from 1"),
    wrong("reduceOnPlateau", () => reduceOnPlateau(1, { minDelta: -1 }), "minDelta is -1, wanted a number from 0"),
    wrong(
      "byEpoch",
      () => byEpoch(0.1 as never),
      "schedule is 0.1, wanted a schedule such as stepDecay(0.1, { every: 10 })",
    ),
  ]);
});
