import {
  averaged,
  matrix,
  type Optimizer,
  type OptimizerState,
  OptionError,
  type Progress,
  sgd,
  type Vector,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { optimizerMakers, optimizers } from "../../helpers/exported.js";
import { testFailures } from "../../helpers/failures.js";

/** Other options than the defaults, for each optimizer. */
const variants: Readonly<Record<string, readonly object[]>> = {
  sgd: [
    { momentum: 0.9 },
    { momentum: 0.9, nesterov: true },
    { weightDecay: 0.01 },
    { momentum: 0.5, nesterov: true, weightDecay: 0.1, learningRate: 0.1 },
    { learningRate: (step: number) => 0.1 / (1 + step) },
  ],
  adam: [{ weightDecay: 0.01, beta1: 0.5, beta2: 0.75 }, { amsgrad: true }],
  adamW: [
    { weightDecay: 0, epsilon: 0.1 },
    { amsgrad: true, weightDecay: 0.1 },
  ],
  nAdam: [{ weightDecay: 0.01, beta1: 0.5, momentumDecay: 0.5 }],
  rAdam: [{ weightDecay: 0.01, beta2: 0.9 }],
  rmsProp: [
    { weightDecay: 0.01, alpha: 0.5 },
    { momentum: 0.5, alpha: 0.9 },
    { centered: true, alpha: 0.5, epsilon: 0.01 },
  ],
  adaGrad: [{ weightDecay: 0.01 }],
};

const list: readonly { title: string; it: Optimizer }[] = [
  ...optimizers,
  ...optimizers.map(({ title, it }) => ({ title: `averaged(${title}, 0.9)`, it: averaged(it, 0.9) as Optimizer })),
  ...optimizerMakers.flatMap(({ title, make }) =>
    (variants[title] ?? []).map((options) => ({
      title: `${title}(${Object.entries(options)})`,
      it: make(options),
    })),
  ),
];

const numbers = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 0, maxLength: 12 });

/** Every number and vector of a state, by path. */
function leaves(state: OptimizerState, path = ""): (readonly [string, unknown])[] {
  return Object.entries(state).flatMap(([name, value]) =>
    typeof value === "object" && !ArrayBuffer.isView(value)
      ? leaves(value, `${path}${name}.`)
      : [[`${path}${name}`, value] as const],
  );
}

test("the list has every optimizer of the library", () => {
  expect(optimizers.map(({ it: optimizer }) => optimizer.name)).toContain("sgd");
});

/** E = ½ Σ r² with rᵢ = (i + 1) (pᵢ − targetᵢ), its gradient, and the context of a step. */
function parabola(target: ArrayLike<number>) {
  const residualsAt = (p: Vector) => Float64Array.from(p, (one, i) => (i + 1) * (one - target[i]));
  const gradientAt = (p: Vector): Vector => p.map((one, i) => (i + 1) ** 2 * (one - target[i]));
  const valueAt = (p: Vector) => residualsAt(p).reduce((sum, r) => sum + r * r, 0) / 2;
  const contextAt = (p: Vector) => ({
    epoch: 0,
    losses: [],
    evaluate: (at: Vector, gradient?: Vector) => {
      gradient?.set(gradientAt(at));
      return valueAt(at);
    },
    jacobian: () => {
      const jacobian = matrix(p.length, p.length);
      for (let i = 0; i < p.length; i++) jacobian.data[i * p.length + i] = i + 1;
      return { residuals: residualsAt(p), jacobian };
    },
  });
  return { gradientAt, valueAt, contextAt };
}

describe.each([...list])("$title", ({ it: optimizer }) => {
  it("gives the same bits for the same state and gradients, and does not change the gradients", () => {
    fc.assert(
      fc.property(numbers, fc.constantFrom(Float64Array, Float32Array), (start, Numbers) => {
        const { gradientAt, contextAt } = parabola(start.map((_, i) => i - 1));
        const run = () => {
          const parameters: Vector = Numbers.from(start);
          const state = optimizer.initialize(start.length);
          for (let step = 0; step < 4; step++) {
            const gradient = gradientAt(parameters);
            const before = gradient.slice();
            optimizer.step(parameters, gradient, state, contextAt(parameters));
            expect(gradient).toEqual(before);
          }
          return { parameters, state };
        };
        expect(run()).toEqual(run());
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it("lowers E on a parabola", () => {
    const { gradientAt, valueAt, contextAt } = parabola([3, -1]);
    const parameters = new Float64Array([3.4, -0.8]);
    const state = optimizer.initialize(2);
    const start = valueAt(parameters);
    for (let step = 0; step < 1000; step++) {
      optimizer.step(parameters, gradientAt(parameters), state, contextAt(parameters));
    }
    expect(valueAt(parameters)).toBeLessThan(start / 2);
  });

  it("has all its memory in a state of numbers and float64 vectors", () => {
    const { gradientAt, contextAt } = parabola([0.5, 0.25, -1]);
    const go = (parameters: Vector, state: OptimizerState) =>
      optimizer.step(parameters, gradientAt(parameters), state, contextAt(parameters));
    const parameters = new Float64Array([1, -2, 3]);
    const state = optimizer.initialize(3);
    go(parameters, state);
    for (const [path, value] of leaves(state)) {
      const plain = typeof value === "number" ? Number.isFinite(value) : value instanceof Float64Array;
      expect([path, plain]).toEqual([path, true]);
    }
    const copied = { parameters: parameters.slice(), state: structuredClone(state) };
    for (let step = 0; step < 2; step++) {
      go(parameters, state);
      go(copied.parameters, copied.state);
    }
    expect(copied).toEqual({ parameters, state });
  });

  it("takes an empty vector of parameters", () => {
    const state = optimizer.initialize(0);
    const parameters = new Float64Array(0);
    optimizer.step(parameters, new Float64Array(0), state, parabola([]).contextAt(parameters));
    expect(leaves(state).flatMap(([, value]) => (value instanceof Float64Array ? [...value] : []))).toEqual([]);
  });

  it("is frozen", () => {
    expect(Object.isFrozen(optimizer)).toBe(true);
  });
});

describe.each(optimizerMakers.filter(({ make }) => make().learningRate !== undefined))("$title", ({ make }) => {
  it("calls its schedule at each step, counted from 0, with the progress", () => {
    const asked: unknown[] = [];
    const optimizer = make({
      learningRate: (step: number, { epoch, losses }: Progress) => {
        asked.push([step, epoch, losses]);
        return 0.1;
      },
    });
    const state = optimizer.initialize(1);
    const parameters = new Float64Array([1]);
    const context = { ...parabola([0]).contextAt(parameters), epoch: 2, losses: [0.5, 0.25] };
    optimizer.step(parameters, new Float64Array([1]), state);
    optimizer.step(parameters, new Float64Array([1]), state, context);
    optimizer.step(parameters, new Float64Array([1]), state, context);
    expect(asked).toEqual([
      [0, 0, []],
      [1, 2, [0.5, 0.25]],
      [2, 2, [0.5, 0.25]],
    ]);
  });

  it("tells the rate of its next step", () => {
    const optimizer = make({ learningRate: (step: number) => 1 / (step + 4) });
    const state = optimizer.initialize(1);
    expect(optimizer.learningRate?.(state)).toBe(1 / 4);
    optimizer.step(new Float64Array(1), new Float64Array(1), state);
    expect(optimizer.learningRate?.(state)).toBe(1 / 5);
    expect(make({ learningRate: 0.5 }).learningRate?.(state)).toBe(0.5);
  });

  it("refuses a rate that is not a number from 0, and changes nothing", () => {
    for (const wrong of [-0.1, Number.NaN, Infinity, "0.1", null]) {
      expect(() => make({ learningRate: wrong })).toThrow(OptionError);
    }
    const optimizer = make({ learningRate: () => -1 });
    const state = optimizer.initialize(2);
    const parameters = new Float64Array([1, 2]);
    expect(() => optimizer.step(parameters, new Float64Array([1, 1]), state)).toThrow(
      new OptionError(`${optimizer.name}: the schedule gave -1 at step 0, wanted a number from 0`),
    );
    expect([parameters, state]).toEqual([new Float64Array([1, 2]), optimizer.initialize(2)]);
  });
});

describe("sgd refuses", () => {
  const step = (learningRate: unknown) => () => {
    const optimizer = sgd({ learningRate: learningRate as number });
    optimizer.step(new Float64Array(1), new Float64Array(1), optimizer.initialize(1));
  };
  testFailures([
    [
      "an unknown option",
      () => sgd({ lr: 1 } as never),
      OptionError,
      'sgd: there is no option "lr"; there are learningRate, momentum, nesterov, weightDecay, decayBiases; write learningRate',
    ],
    [
      "a number in place of the options",
      () => sgd(0.1 as never),
      OptionError,
      "sgd: the options are 0.1, wanted an object",
    ],
    [
      "a negative rate",
      () => sgd({ learningRate: -1 }),
      OptionError,
      "sgd: learningRate is -1, wanted a number from 0",
    ],
    [
      "a rate in words",
      () => sgd({ learningRate: "0.1" as never }),
      OptionError,
      'sgd: learningRate is "0.1", wanted a number from 0',
    ],
    ["a momentum of 1", () => sgd({ momentum: 1 }), OptionError, "sgd: momentum is 1, wanted a number from 0 below 1"],
    ["a nesterov of 1", () => sgd({ nesterov: 1 as never }), OptionError, "sgd: nesterov is 1, wanted true or false"],
    ["nesterov without momentum", () => sgd({ nesterov: true }), OptionError, "sgd: nesterov needs a momentum above 0"],
    [
      "a negative decay",
      () => sgd({ weightDecay: -0.1 }),
      OptionError,
      "sgd: weightDecay is -0.1, wanted a number from 0",
    ],
    [
      "a schedule that gives NaN",
      step(() => Number.NaN),
      OptionError,
      "sgd: the schedule gave NaN at step 0, wanted a number from 0",
    ],
    [
      "a schedule that gives nothing",
      step(() => undefined),
      OptionError,
      "sgd: the schedule gave undefined at step 0, wanted a number from 0",
    ],
  ]);
});
