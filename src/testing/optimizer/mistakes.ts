import { adaptive, type Correction, type Knobs } from "./knobs.js";
import type { Mistake } from "./mistake.js";
import type { RuleName } from "./rules.js";
import { sgdMistakes } from "./sgdMistakes.js";

function adaptiveMistakes(kind: "adam" | "rmsProp" | "adaGrad", coupled: boolean): Mistake[] {
  const turned = (message: string, knobs: Knobs): Mistake => ({ message, start: adaptive(kind, coupled, knobs) });
  const common = [
    turned("ε stands inside the root", { epsilon: "in the root" }),
    turned("ε is left out", { epsilon: "none" }),
    turned("it divides by v, not by its root", { root: false }),
    turned("it divides by the v of the step before", { stale: "v" }),
    turned("v is a mean of |g|, not of g²", { square: (d) => Math.abs(d) }),
    turned("the weight decay is left out", { decay: "none" }),
    turned("the weight decay is not multiplied by the learning rate", { decay: "bare" }),
    coupled
      ? turned("the weight decay is decoupled: taken off the parameters, as AdamW does, not added to the gradient", {
          decay: "decoupled",
        })
      : turned("the weight decay is coupled: added to the gradient, as Adam does, not taken off the parameters", {
          decay: "coupled",
        }),
    turned("the weight decay comes after the step, from the parameters that have moved", { decay: "after" }),
  ];
  if (kind === "adaGrad")
    return [
      ...common,
      turned("v forgets: it is a mean of g², as in RMSprop", { square: (d, v) => d * d - 0.01 * (v + d * d) }),
    ];
  const averaged = [
    turned("v is a sum of g², as in AdaGrad, not a mean", { sum: true }),
    turned("v lacks the factor 1 − β₂", { unscaled: "v" }),
  ];
  if (kind === "rmsProp")
    return [
      ...common,
      ...averaged,
      turned("α and 1 − α are swapped", { swap: true }),
      turned("v is divided by a bias correction, as in Adam", { correct: ["none", "divide"] }),
    ];
  const corrections: readonly (readonly [string, Correction, Correction])[] = [
    ["it multiplies by the bias correction, where it should divide", "multiply", "multiply"],
    ["m is multiplied by its bias correction, where it should be divided", "multiply", "divide"],
    ["v is multiplied by its bias correction, where it should be divided", "divide", "multiply"],
    ["the bias correction is left out", "none", "none"],
    ["the bias correction of m is left out", "none", "divide"],
    ["the bias correction of v is left out", "divide", "none"],
  ];
  return [
    ...corrections.map(([message, m, v]) => turned(message, { correct: [m, v] })),
    ...common,
    ...averaged,
    turned("it moves by the moments of the step before", { stale: "both" }),
    turned("it moves by the mean m of the step before", { stale: "m" }),
    turned("ε is added before the bias correction", { epsilon: "before the correction" }),
    turned("ε is added to v before the bias correction, inside the root", { epsilon: "in the root of v" }),
    turned("β₁ and β₂ are swapped", { swap: true }),
    turned("m lacks the factor 1 − β₁", { unscaled: "m" }),
    turned("m and v lack the factors 1 − β", { unscaled: "both" }),
    turned("the bias correction counts one step too many", { shift: 1 }),
    turned("the bias correction counts one step too few", { shift: -1 }),
    turned("it moves by the gradient itself, not by its mean m", { plain: "m" }),
    turned("it looks ahead as NAdam does", { nesterov: true }),
  ];
}

/** The usual mistakes in each rule. */
export function mistakesIn(name: RuleName): readonly Mistake[] {
  if (name === "sgd") return sgdMistakes;
  if (name === "adam" || name === "adamW") return adaptiveMistakes("adam", name === "adam");
  return adaptiveMistakes(name, true);
}
