import { adaGrad, adam, adamW, nAdam, type Optimizer, rAdam, rmsProp, sgd } from "deltarule";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../helpers/numeric.js";

describe("two steps of sgd by hand, p = (1, −2), then gradients (0.5, −1) and (0.25, 2)", () => {
  const gradients = [
    [0.5, -1],
    [0.25, 2],
  ];
  const cases: readonly { title: string; options: Parameters<typeof sgd>[0]; after: readonly (readonly number[])[] }[] =
    [
      {
        title: "plain",
        options: { learningRate: 0.1 },
        after: [
          [1 - 0.1 * 0.5, -2 + 0.1 * 1],
          [0.95 - 0.1 * 0.25, -1.9 - 0.1 * 2],
        ],
      },
      {
        title: "at the default rate",
        options: undefined,
        after: [
          [1 - 0.01 * 0.5, -2 + 0.01 * 1],
          [0.995 - 0.01 * 0.25, -1.99 - 0.01 * 2],
        ],
      },
      {
        // v = (0.5, −1), then 0.9 · 0.5 + 0.25 = 0.7 and 0.9 · (−1) + 2 = 1.1.
        title: "with momentum",
        options: { learningRate: 0.1, momentum: 0.9 },
        after: [
          [1 - 0.1 * 0.5, -2 + 0.1 * 1],
          [0.95 - 0.1 * 0.7, -1.9 - 0.1 * 1.1],
        ],
      },
      {
        // The same v. The steps are by g + 0.9 v: 0.95 and −1.9, then 0.25 + 0.63 = 0.88 and
        // 2 + 0.99 = 2.99.
        title: "with Nesterov's momentum",
        options: { learningRate: 0.1, momentum: 0.9, nesterov: true },
        after: [
          [1 - 0.1 * 0.95, -2 + 0.1 * 1.9],
          [0.905 - 0.1 * 0.88, -1.81 - 0.1 * 2.99],
        ],
      },
      {
        // g + 0.2 p: 0.7 and −1.4, then 0.25 + 0.2 · 0.93 = 0.436 and 2 − 0.2 · 1.86 = 1.628.
        title: "with weight decay",
        options: { learningRate: 0.1, weightDecay: 0.2 },
        after: [
          [1 - 0.1 * 0.7, -2 + 0.1 * 1.4],
          [0.93 - 0.1 * 0.436, -1.86 - 0.1 * 1.628],
        ],
      },
      {
        // v = (0.7, −1.4), then 0.5 · 0.7 + 0.436 = 0.786 and 0.5 · (−1.4) + 1.628 = 0.928.
        title: "with momentum and weight decay",
        options: { learningRate: 0.1, momentum: 0.5, weightDecay: 0.2 },
        after: [
          [1 - 0.1 * 0.7, -2 + 0.1 * 1.4],
          [0.93 - 0.1 * 0.786, -1.86 - 0.1 * 0.928],
        ],
      },
      {
        title: "with a schedule",
        options: { learningRate: (step) => [0.1, 0.4][step] },
        after: [
          [1 - 0.1 * 0.5, -2 + 0.1 * 1],
          [0.95 - 0.4 * 0.25, -1.9 - 0.4 * 2],
        ],
      },
    ];

  it.each(cases)("$title", ({ options, after }) => {
    const optimizer = sgd(options);
    const parameters = new Float64Array([1, -2]);
    const state = optimizer.initialize(2);
    gradients.forEach((gradient, step) => {
      optimizer.step(parameters, Float64Array.from(gradient), state);
      expectClose(parameters, after[step], { absolute: 0, relative: 1e-15 });
      expect(state.step).toBe(step + 1);
    });
  });

  it("keeps the velocity in the state, without momentum an empty one", () => {
    expect(sgd().initialize(2)).toEqual({ step: 0, velocity: new Float64Array(0) });
    const optimizer = sgd({ momentum: 0.5 });
    const state = optimizer.initialize(2);
    expect(state).toEqual({ step: 0, velocity: new Float64Array(2) });
    for (const gradient of gradients) optimizer.step(new Float64Array(2), Float64Array.from(gradient), state);
    expect(state).toEqual({ step: 2, velocity: new Float64Array([0.5, 1.5]) });
  });
});

describe("two steps of the adaptive optimizers by hand, p = 1, then gradients 0.5 and −1", () => {
  // A weight decay of 0.5 in the gradient makes the first gradient 0.5 + 0.5 = 1.
  const { sqrt } = Math;
  const betas = { beta1: 0.5, beta2: 0.75, epsilon: 0.5 };
  const cases: readonly { title: string; optimizer: Optimizer; after: readonly number[] }[] = [
    {
      // m = 0.25, m̂ = 0.5, v = 0.0625, v̂ = 0.25; then m = −0.375, m̂ = −0.5, v = 0.296875,
      // v̂ = v / 0.4375.
      title: "adam",
      optimizer: adam({ learningRate: 0.1, ...betas }),
      after: [0.95, 0.95 + (0.1 * 0.5) / (sqrt(0.296875 / 0.4375) + 0.5)],
    },
    {
      // g = 1, m = 0.5, m̂ = 1, v = 0.25, v̂ = 1; then p = 0.85 gives g = −0.575, m = −0.0375,
      // m̂ = −0.05, v = 0.1875 + 0.33063 / 4.
      title: "adam with weight decay",
      optimizer: adam({ learningRate: 0.225, ...betas, weightDecay: 0.5 }),
      after: [0.85, 0.85 + (0.225 * 0.05) / (sqrt((0.1875 + 0.575 ** 2 / 4) / 0.4375) + 0.5)],
    },
    {
      // The steps of adam without weight decay, each after p · (1 − 0.1 · 0.5).
      title: "adamW",
      optimizer: adamW({ learningRate: 0.1, ...betas, weightDecay: 0.5 }),
      after: [0.9, 0.9 * 0.95 + (0.1 * 0.5) / (sqrt(0.296875 / 0.4375) + 0.5)],
    },
    {
      // v = 0.25 · 0.25 = 0.0625, then 0.75 · 0.0625 + 0.25.
      title: "rmsProp",
      optimizer: rmsProp({ learningRate: 0.1, alpha: 0.75, epsilon: 0.25 }),
      after: [0.9, 0.9 + 0.1 / (sqrt(0.296875) + 0.25)],
    },
    {
      // v = 1/16, 19/64; the mean of g is 1/8, −5/32: v − mean² is 3/64, 279/1024.
      title: "rmsProp, centered, with momentum",
      optimizer: rmsProp({ learningRate: 0.1, alpha: 0.75, epsilon: 0.25, momentum: 0.5, centered: true }),
      after: [
        1 - 0.05 / (sqrt(3 / 64) + 0.25),
        1 - 0.05 / (sqrt(3 / 64) + 0.25) - 0.1 * (0.25 / (sqrt(3 / 64) + 0.25) - 1 / (sqrt(279 / 1024) + 0.25)),
      ],
    },
    {
      // As adam; v rises, so that the largest is the last.
      title: "adam with amsgrad",
      optimizer: adam({ learningRate: 0.1, ...betas, amsgrad: true }),
      after: [0.95, 0.95 + (0.1 * 0.5) / (sqrt(0.296875 / 0.4375) + 0.5)],
    },
    {
      // ψ = 0: every μ is β₁/2 = 1/4. Products 1/4, 1/16, 1/64 make 1 − Π 3/4, 15/16, 63/64.
      // m = 1/4, √v̂ = 1/2: by 3/4 · (1/2)/(3/4) + 1/4 · (1/4)/(15/16) = 1/2 + 1/15 over 1/2 + 1/2;
      // m = −3/8: by −3/4 / (15/16) − 1/4 · (3/8)/(63/64) = −4/5 − 2/21.
      title: "nAdam",
      optimizer: nAdam({ learningRate: 0.1, ...betas, momentumDecay: 0 }),
      after: [
        1 - 0.1 * (0.5 + 1 / 15),
        1 - 0.1 * (0.5 + 1 / 15) + (0.1 * (0.8 + 2 / 21)) / (sqrt(0.296875 / 0.4375) + 0.5),
      ],
    },
    {
      // ρ∞ = 7, and ρ is 1, then 13/7: both steps are by m̂ alone, 0.5 and −0.5.
      title: "rAdam, of too few gradients",
      optimizer: rAdam({ learningRate: 0.1, ...betas }),
      after: [0.95, 1],
    },
    {
      // The sum of squares is 0.25, then 1.25.
      title: "adaGrad",
      optimizer: adaGrad({ learningRate: 0.1, epsilon: 0.5 }),
      after: [0.95, 0.95 + 0.1 / (sqrt(1.25) + 0.5)],
    },
  ];

  it.each(cases)("$title", ({ optimizer, after }) => {
    const parameters = new Float64Array([1]);
    const state = optimizer.initialize(1);
    [0.5, -1].forEach((gradient, step) => {
      optimizer.step(parameters, new Float64Array([gradient]), state);
      expectClose(parameters, [after[step]], { absolute: 0, relative: 1e-15 });
    });
  });
});

describe("memories that a variant does not need are not there", () => {
  it("so a state of rmsProp or adam without options is as it always was", () => {
    const none = new Float64Array(2);
    expect(rmsProp().initialize(2)).toEqual({ step: 0, v: none });
    expect(rmsProp({ momentum: 0.5 }).initialize(2)).toEqual({ step: 0, v: none, velocity: none });
    expect(rmsProp({ centered: true }).initialize(2)).toEqual({ step: 0, v: none, mean: none });
    expect(adam().initialize(2)).toEqual({ step: 0, m: none, v: none });
    expect(adamW({ amsgrad: true }).initialize(2)).toEqual({ step: 0, m: none, v: none, largest: none });
  });
});

it("amsgrad keeps the largest v where v falls", () => {
  const optimizer = adam({ beta2: 0.5, amsgrad: true });
  const state = optimizer.initialize(1);
  for (const g of [2, 0, 0]) optimizer.step(new Float64Array(1), new Float64Array([g]), state);
  expect([...(state.v as Float64Array), ...(state.largest as Float64Array)]).toEqual([0.5, 2]);
});

it("a centered rmsProp of a gradient that stays the same does not take the root of less than 0", () => {
  const optimizer = rmsProp({ centered: true, alpha: 0.5, epsilon: 1e-3 });
  const parameters = new Float64Array([1]);
  const state = optimizer.initialize(1);
  for (let step = 0; step < 200; step++) optimizer.step(parameters, new Float64Array([0.1]), state);
  expect(Number.isFinite(parameters[0])).toBe(true);
});
