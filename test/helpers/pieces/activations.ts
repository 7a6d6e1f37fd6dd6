/*
 * The list of the library with more activations, to see that the kernels are derived from any
 * formula: one line makes a piece a kernel.
 */
import type { Elementwise } from "../../../src/core/activations/activation.js";
import { builtIn, builtInFor } from "../../../src/core/checks/builtIn.js";
import { erf, exp, log1p, tanh } from "../../../src/core/numbers/elementary/index.js";
import { quarter, tripled as threefold } from "./shared.js";

export * from "../../../src/core/activations/index.js";

/** mish by functions of other functions, as the recipe for a new activation has it. */
export const composed: Elementwise = /* @__PURE__ */ builtIn({
  name: "composed",
  apply: (z) => z * tanh(softplus(z)),
  derivative: (z) => {
    const t = tanh(softplus(z));
    return t + (z * (1 - t * t)) / (1 + exp(-z));
  },
});

function softplus(z: number): number {
  return Math.max(z, 0) + log1p(exp(-Math.abs(z)));
}

/** Conditions in conditions, all comparisons, and NaN and −0 in every place. */
export const nested: Elementwise = /* @__PURE__ */ builtIn({
  name: "nested",
  // biome-ignore lint/suspicious/noSelfCompare: the translator must take it.
  apply: (z) => (z !== z ? 7 : z === 0 ? 1 / z : (z > 1 && z < 3) || z <= -2 ? -z : !(z >= 0.5) ? z * 2 : z - 1),
  derivative: (z) => (z > -1 ? (z < 1 ? (z === 0 ? -0 : 0) : Number.NaN) : z > -2 || z < -30 ? -0 : 1 / z),
});

/** Extrema with ±0, NaN and other constants, in both orders: 1 / x shows the sign of 0. */
export const extrema: Elementwise = /* @__PURE__ */ builtIn({
  name: "extrema",
  apply: (z) => 1 / Math.max(z, 0) + 1 / Math.max(-0, z),
  derivative: (z) => 1 / Math.min(z, 0),
});

/** Extrema with constants that are not 0, which keep NaN. */
export const clamped: Elementwise = /* @__PURE__ */ builtIn({
  name: "clamped",
  apply: (z) => Math.min(Math.max(2, z), 3),
  derivative: (z) => Math.max(-1, Math.min(z, z * z)),
});

/** Early returns, variables, and branches that assign. */
export const branches: Elementwise = /* @__PURE__ */ builtIn({
  name: "branches",
  apply(z) {
    if (z < -1) return -1;
    let sum = z;
    if (z > 1) {
      const both = z * z;
      sum += both;
      if (z > 2) sum /= 3;
      else sum -= 1;
    }
    sum *= quarter;
    return sum;
  },
  derivative: (z, a) => {
    if (z === 0) {
      if (a > 0) return 1;
    } else if (a < 0) {
      return -a;
    }
    const first = threefold(z);
    return first + a;
  },
});

/** Constants, which JavaScript folds, and instructions. */
export const rounding: Elementwise = /* @__PURE__ */ builtIn({
  name: "rounding",
  apply: (z) => Math.floor(z) + Math.ceil(z * Math.PI) - Math.trunc(z / 6) + (1 / 6) * Math.sign(z),
  derivative: (z) => Math.sqrt(Math.abs(z)) * Math.sqrt(2) + Number.MAX_VALUE * 1e-320 - z * 1e300 * (1 - 3),
});

/**
 * A function of another module as it is, and a slope from a that the kernels compute when it is
 * lent.
 */
export const bell: Elementwise = /* @__PURE__ */ builtIn({ name: "bell", apply: erf, derivative: (z, a) => a * z - 1 });

const makeBent = /* @__PURE__ */ builtInFor(
  (angle): Elementwise => ({
    name: "bent",
    options: Object.freeze({ angle }),
    apply: (z) => (z > angle / 2 ? z : angle * z - (angle - 1) / 3),
    derivative: (z) => (z > angle ? -angle : 1 + angle),
  }),
);

/** One with an option. */
export const bent = (angle = 1): Elementwise => makeBent(angle);
