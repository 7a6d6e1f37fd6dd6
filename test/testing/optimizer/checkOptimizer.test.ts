import { adaGrad, adam, adamW, type Optimizer, rmsProp, sgd, type Vector } from "deltarule";
import {
  type CheckedOptimizer,
  checkOptimizer,
  type RuleName,
  type RuleOptions,
  referenceRule,
} from "deltarule/testing";
import { describe, expect, it } from "vitest";

type Memory = { t: number; m: Vector; v: Vector };
type Update = (now: { p: number; g: number; m: number; v: number; t: number }) => { p: number; m: number; v: number };

/** An optimizer from the update of one parameter. */
const optimizer = (update: Update): CheckedOptimizer<Memory> => ({
  name: "mutant",
  initialize: (count) => ({ t: 0, m: new Float64Array(count), v: new Float64Array(count) }),
  step: (parameters, gradient, state) => {
    state.t++;
    for (let i = 0; i < parameters.length; i++) {
      const next = update({ p: parameters[i], g: gradient[i], m: state.m[i], v: state.v[i], t: state.t });
      [parameters[i], state.m[i], state.v[i]] = [next.p, next.m, next.v];
    }
  },
});

interface AdamParts {
  mHat(m: number, t: number, old: number): number;
  vHat(v: number, t: number, old: number): number;
  below(vHat: number, t: number): number;
  g(g: number, p: number): number;
  after(p: number, before: number): number;
  beta: readonly [number, number];
}

const adamLike = (parts: Partial<AdamParts>) =>
  optimizer(({ p, g: raw, m, v, t }) => {
    const [b1, b2] = parts.beta ?? [0.9, 0.999];
    const g = parts.g?.(raw, p) ?? raw;
    const [m2, v2] = [b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g];
    const mHat = parts.mHat?.(m2, t, m) ?? m2 / (1 - b1 ** t);
    const vHat = parts.vHat?.(v2, t, v) ?? v2 / (1 - b2 ** t);
    const moved = p - (0.001 * mHat) / (parts.below?.(vHat, t) ?? Math.sqrt(vHat) + 1e-8);
    return { p: parts.after?.(moved, p) ?? moved, m: m2, v: v2 };
  });

const momentumLike = (
  move: (g: number, v: number, old: number) => number,
  velocity = (g: number, old: number) => 0.9 * old + g,
) =>
  optimizer(({ p, g, m }) => {
    const v = velocity(g, m);
    return { p: p - 0.01 * move(g, v, m), m: v, v: 0 };
  });

const nesterov = { momentum: 0.9, nesterov: true };

/** The mistake, an optimizer with it, the rule, the first divergent step, the diagnosis. */
const mutants: readonly (readonly [string, CheckedOptimizer<Memory>, RuleName, RuleOptions, number, RegExp])[] = [
  [
    "multiplied by the bias correction",
    adamLike({ mHat: (m, t) => m * (1 - 0.9 ** t), vHat: (v, t) => v * (1 - 0.999 ** t) }),
    "adam",
    {},
    1,
    /multiplies by the bias correction/,
  ],
  ["no bias correction", adamLike({ mHat: (m) => m, vHat: (v) => v }), "adam", {}, 1, /bias correction is left out/],
  ["no bias correction of v", adamLike({ vHat: (v) => v }), "adam", {}, 1, /bias correction of v is left out/],
  [
    "moments of the step before",
    adamLike({
      mHat: (_m, t, old) => old / (1 - 0.9 ** t),
      vHat: (_v, t, old) => old / (1 - 0.999 ** t),
      below: (v) => Math.sqrt(v) + 1e-8,
    }),
    "adam",
    {},
    1,
    /moments of the step before/,
  ],
  [
    "the mean of the step before",
    adamLike({ mHat: (_m, t, old) => old / (1 - 0.9 ** t) }),
    "adam",
    {},
    1,
    /m of the step before/,
  ],
  ["ε inside the root", adamLike({ below: (v) => Math.sqrt(v + 1e-8) }), "adam", {}, 1, /ε stands inside the root/],
  [
    "ε before the correction",
    adamLike({ below: (v, t) => Math.sqrt(v) + 1e-8 / Math.sqrt(1 - 0.999 ** t) }),
    "adam",
    {},
    1,
    /ε is added before the bias correction/,
  ],
  ["no ε", adamLike({ below: (v) => Math.sqrt(v) }), "adam", {}, 1, /ε is left out/],
  ["no root", adamLike({ below: (v) => v + 1e-8 }), "adam", {}, 1, /by v, not by its root/],
  ["β₁ and β₂ swapped", adamLike({ beta: [0.999, 0.9] }), "adam", {}, 2, /β₁ and β₂ are swapped/],
  ["a flipped sign", adamLike({ g: (g) => -g }), "adam", {}, 1, /uphill/],
  ["decay coupled", adamLike({ g: (g, p) => g + 0.01 * p }), "adamW", {}, 1, /coupled: added to the gradient/],
  [
    "decay without the rate",
    adamLike({ after: (p, before) => p - 0.01 * before }),
    "adamW",
    {},
    1,
    /not multiplied by the learning rate/,
  ],
  ["no decay", adamLike({}), "adamW", {}, 1, /weight decay is left out/],
  [
    "decay from the moved parameters",
    adamLike({ after: (p) => p * (1 - 1e-5) }),
    "adamW",
    {},
    1,
    /from the parameters that have moved/,
  ],
  [
    "decay decoupled",
    adamLike({ after: (p, before) => p - 0.001 * 0.1 * before }),
    "adam",
    { weightDecay: 0.1 },
    1,
    /decoupled/,
  ],
  ["another learning rate", momentumLike((g) => 3 * g), "sgd", {}, 1, /3 times as long/],
  [
    "the gradient times 1 − μ in the velocity",
    momentumLike(
      (_g, v) => v,
      (g, old) => 0.9 * old + 0.1 * g,
    ),
    "sgd",
    { momentum: 0.9 },
    1,
    /dampened|1\/10 times/,
  ],
  ["no momentum", momentumLike((g) => g), "sgd", { momentum: 0.9 }, 2, /momentum is left out/],
  [
    "the velocity of the step before",
    momentumLike((_g, _v, old) => old),
    "sgd",
    { momentum: 0.9 },
    1,
    /velocity of the step before/,
  ],
  ["no look-ahead", momentumLike((_g, v) => v), "sgd", nesterov, 1, /look-ahead is left out/],
  ["a look-ahead by the whole velocity", momentumLike((g, v) => g + v), "sgd", nesterov, 1, /adds the whole velocity/],
  [
    "rmsProp with ε inside",
    optimizer(({ p, g, v }) =>
      ((w) => ({ p: p - (0.01 * g) / Math.sqrt(w + 1e-8), m: 0, v: w }))(0.99 * v + 0.01 * g * g),
    ),
    "rmsProp",
    {},
    1,
    /inside the root/,
  ],
  [
    "rmsProp with the v of the step before",
    optimizer(({ p, g, v }) => ({ p: p - (0.01 * g) / (Math.sqrt(v) + 1e-8), m: 0, v: 0.99 * v + 0.01 * g * g })),
    "rmsProp",
    {},
    1,
    /v of the step before/,
  ],
  [
    "rmsProp with α and 1 − α swapped",
    optimizer(({ p, g, v }) =>
      ((w) => ({ p: p - (0.01 * g) / (Math.sqrt(w) + 1e-8), m: 0, v: w }))(0.01 * v + 0.99 * g * g),
    ),
    "rmsProp",
    {},
    1,
    /swapped/,
  ],
  [
    "adaGrad with |g| in place of g²",
    optimizer(({ p, g, v }) => ((w) => ({ p: p - (0.01 * g) / (Math.sqrt(w) + 1e-10), m: 0, v: w }))(v + Math.abs(g))),
    "adaGrad",
    {},
    1,
    /\|g\|/,
  ],
  [
    "adaGrad without the root",
    optimizer(({ p, g, v }) => ((w) => ({ p: p - (0.01 * g) / (w + 1e-10), m: 0, v: w }))(v + g * g)),
    "adaGrad",
    {},
    1,
    /not by its root/,
  ],
];

describe("an optimizer with a planted mistake", () => {
  it.each(mutants)("%s: is detected at its step and recognized", (_, mutant, name, options, step, says) => {
    const report = checkOptimizer(mutant, referenceRule(name, options), 12);
    expect([report.ok, report.firstDivergent]).toEqual([false, step]);
    expect(report.diagnosis?.message, String(report)).toMatch(says);
  });

  it("moments outside the state are detected", () => {
    const kept = adam().initialize(7);
    const report = checkOptimizer({ initialize: () => ({}), step: (p, g) => adam().step(p, g, kept) }, "adam");
    expect(report.diagnosis?.message).toMatch(/keeps something outside its state/);
    expect(report.ok).toBe(false);
  });
});

describe("the library's optimizers", () => {
  const list: readonly (readonly [RuleName, (options: object) => Optimizer, readonly RuleOptions[]])[] = [
    ["sgd", sgd as never, [{}, { momentum: 0.9 }, nesterov, { ...nesterov, weightDecay: 0.1, learningRate: 0.3 }]],
    ["adam", adam as never, [{}, { weightDecay: 0.1 }, { beta1: 0.5, beta2: 0.75, epsilon: 1e-3 }]],
    ["adamW", adamW as never, [{}, { weightDecay: 0.1, learningRate: 0.1 }]],
    ["rmsProp", rmsProp as never, [{}, { alpha: 0.5, weightDecay: 0.1 }]],
    ["adaGrad", adaGrad as never, [{}, { weightDecay: 0.1, epsilon: 0.1 }]],
  ];

  it.each(list.flatMap(([name, make, options]) => options.map((one) => [name, one, make] as const)))(
    "%s with %o follows PyTorch's rule for 200 steps",
    (name, options, make) => {
      const report = checkOptimizer(make(options), referenceRule(name, options), 200);
      expect(report.ok, String(report)).toBe(true);
    },
  );
});
