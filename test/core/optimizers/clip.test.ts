import {
  adaGrad,
  adam,
  adamW,
  type Checkpoint,
  clipNorm,
  clipValue,
  Layer,
  lbfgs,
  levenbergMarquardt,
  mse,
  type Optimizer,
  OptionError,
  rmsProp,
  Sequential,
  sgd,
  stepDecay,
  tanh,
} from "deltarule";
import { describe, expect, it } from "vitest";
import { type Failure, testFailures } from "../../helpers/failures.js";

/** The gradient that a wrapped optimizer gets, and its type. */
function handed<V extends Float64Array | Float32Array>(
  wrap: (optimizer: Optimizer) => Optimizer,
  gradient: V,
): { seen: number[]; kind: unknown } {
  let seen: number[] = [];
  let kind: unknown;
  const spy: Optimizer = {
    name: "spy",
    initialize: () => ({}),
    step: (_parameters, g) => {
      seen = [...g];
      kind = g.constructor;
    },
  };
  const before = gradient.slice();
  const wrapped = wrap(spy);
  wrapped.step(new Float64Array(gradient.length), gradient, wrapped.initialize(gradient.length));
  expect(gradient).toEqual(before);
  return { seen, kind };
}

describe("clipNorm", () => {
  it("shortens (3, 4), of length 5, to length 2, and leaves shorter gradients", () => {
    const clip = (g: number[]) => handed((spy) => clipNorm(spy, 2), Float64Array.from(g)).seen;
    expect(clip([3, 4])).toEqual([3 * 0.4, 4 * 0.4]);
    expect(clip([1.2, -1.6])).toEqual([1.2, -1.6]);
    expect(clip([0, 0])).toEqual([0, 0]);
    expect(clip([0, -7, 0])).toEqual([0, -2, 0]);
  });

  it("neither overflows nor underflows", () => {
    const clip = (max: number, ...g: number[]) => handed((spy) => clipNorm(spy, max), Float64Array.from(g)).seen;
    const [a, b] = clip(1, 3e200, -4e200);
    expect(a).toBeCloseTo(0.6, 14);
    expect(b).toBeCloseTo(-0.8, 14);
    const [c, d] = clip(1e-201, 3e-200, 4e-200);
    expect(c / 6e-202).toBeCloseTo(1, 14);
    expect(d / 8e-202).toBeCloseTo(1, 14);
  });
});

describe("clipValue", () => {
  it("limits each entry separately", () => {
    const clip = (g: number[]) => handed((spy) => clipValue(spy, 2), Float64Array.from(g)).seen;
    expect(clip([3, -4, 2, -2, 1.5, -0.5, 0, 1e200])).toEqual([2, -2, 2, -2, 1.5, -0.5, 0, 2]);
  });
});

describe.each([
  { name: "clipNorm", wrap: clipNorm },
  { name: "clipValue", wrap: clipValue },
])("$name", ({ name, wrap }) => {
  const firstOrder: readonly (() => Optimizer)[] = [
    () => sgd({ learningRate: 0.1, momentum: 0.9 }),
    () => adam({ learningRate: 0.01 }),
    () => adamW({ learningRate: 0.01 }),
    () => rmsProp({ learningRate: 0.01 }),
    () => adaGrad({ learningRate: 0.1 }),
  ];

  it("passes NaN on, so that training reports the divergence", () => {
    const { seen } = handed((spy) => wrap(spy, 1), new Float64Array([Number.NaN, 0.5]));
    expect(seen[0]).toBeNaN();
    expect(seen[1]).toBe(0.5);
    const net = new Sequential([new Layer(1, 1)], { seed: 1 });
    const broken = {
      ...mse,
      gradient: (_o: unknown, _t: unknown, into: { fill(x: number): unknown }) => void into.fill(Number.NaN),
    };
    expect(() => net.fit([[1]], [[1]], { loss: broken, optimizer: wrap(sgd(), 1), epochs: 1 })).toThrow("diverged");
  });

  it("keeps float32", () => {
    const { seen, kind } = handed((spy) => wrap(spy, 0.1), new Float32Array([0, 3]));
    expect(kind).toBe(Float32Array);
    expect(seen).toEqual([0, Math.fround(0.1)]);
  });

  it("can wrap itself, and takes gradients of any length in turn", () => {
    const wrapped = wrap(wrap(sgd({ learningRate: 1 }), 0.5), 4);
    expect(wrapped.name).toBe(`${name}(${name}(sgd))`);
    for (const length of [3, 1, 2]) {
      const p = new Float64Array(length);
      wrapped.step(p, new Float64Array(length).fill(-8, 0, 1), wrapped.initialize(length));
      expect(p[0]).toBe(0.5);
    }
  });

  it("passes the learning rate on, for any step and epoch", () => {
    const wrapped = wrap(sgd({ learningRate: stepDecay(0.5, { every: 2, factor: 0.1 }) }), 1);
    const state = wrapped.initialize(1);
    const rates = [0, 1, 2].map(() => {
      const rate = wrapped.learningRate?.(state);
      wrapped.step(new Float64Array(1), new Float64Array(1), state);
      return rate;
    });
    expect(rates).toEqual([0.5, 0.5, 0.05]);
    const byEpoch = wrap(sgd({ learningRate: (_step, { epoch }) => epoch + 1 }), 1);
    expect(byEpoch.learningRate?.(byEpoch.initialize(1), { epoch: 6, losses: [] })).toBe(7);
    const without: Optimizer = { name: "own", initialize: () => ({}), step: () => {} };
    expect(wrap(without, 1)).not.toHaveProperty("learningRate");
  });

  it.each(firstOrder.map((make) => [make().name, make] as const))(
    "steps as %s with the clipped gradient, and resumes",
    (_name, make) => {
      const x = Array.from({ length: 12 }, (_, i) => [i / 6 - 1]);
      const t = x.map(([v]) => [10 * v * v]);
      const train = (optimizer: Optimizer, epochs: number, resume?: Checkpoint) => {
        const net = new Sequential([new Layer(1, 4, tanh), new Layer(4, 1)], { seed: 3 });
        let checkpoint: Checkpoint | undefined;
        const onEpoch = (epoch: { checkpoint(): Checkpoint }) => {
          checkpoint = epoch.checkpoint();
        };
        net.fit(x, t, { loss: mse, optimizer, epochs, batchSize: 5, resume, onEpoch });
        return { parameters: net.parameters, checkpoint };
      };
      const clipByHand = (g: Float64Array): Float64Array => {
        const length = Math.hypot(...g);
        return g.map((v) =>
          wrap === clipValue ? Math.sign(v) * Math.min(Math.abs(v), 0.5) : v * Math.min(1, 0.5 / length),
        );
      };
      const inner = make();
      const byHand: Optimizer = {
        ...inner,
        step: (p, g, state, context) => inner.step(p, clipByHand(g as Float64Array), state, context),
      };
      const whole = train(wrap(make(), 0.5), 6).parameters;
      const wanted = train(byHand, 6).parameters;
      for (const [i, p] of whole.entries()) expect(p).toBeCloseTo(wanted[i], 12);
      expect(train(make(), 6).parameters).not.toEqual(whole);
      const { checkpoint } = train(wrap(make(), 0.5), 2);
      expect(checkpoint?.optimizer.name).toBe(`${name}(${make().name})`);
      expect(train(wrap(make(), 0.5), 6, JSON.parse(JSON.stringify(checkpoint))).parameters).toEqual(whole);
    },
  );

  testFailures(
    (
      [
        [0, "a number above 0"],
        [-1, "a number above 0"],
        [Number.NaN, "a number above 0"],
        [Infinity, "a number above 0"],
      ] as const
    ).map(([max, wanted]): Failure => {
      return [`refuses ${max}`, () => wrap(sgd(), max), OptionError, `${name}: max is ${max}, wanted ${wanted}`];
    }),
  );
  testFailures([
    [
      "refuses lbfgs",
      () => wrap(lbfgs(), 1),
      OptionError,
      `${name}: lbfgs chooses the length of its steps itself; use it without ${name}`,
    ],
    [
      "refuses levenbergMarquardt",
      () => wrap(levenbergMarquardt(), 1),
      OptionError,
      `${name}: levenbergMarquardt chooses the length of its steps itself; use it without ${name}`,
    ],
    [
      "refuses a function that was not called",
      () => wrap(sgd as never, 1),
      OptionError,
      `${name}: optimizer is the function sgd, wanted an optimizer such as sgd(); write sgd(), imported from deltarule`,
    ],
  ]);
});
