import type { RuleName, RuleNumbers, RuleStart } from "./rules.js";

/** A mistake in a rule: its message, and the rule with the mistake. */
export interface RuleMistake {
  readonly message: string;
  readonly start: RuleStart;
}

/** The common mistakes in each stock rule, each with the rule that it makes. */
export function mistakesIn(name: RuleName): readonly RuleMistake[] {
  if (name === "sgd") return sgdMistakes();
  if (name === "adam" || name === "adamW") return adaptiveMistakes("adam", name === "adam");
  // Both have formulas of their own: their mistakes are found by what the steps have in common.
  if (name === "nAdam" || name === "rAdam") return [];
  return adaptiveMistakes(name, true);
}

/** The rules of one form: p − η m̂ / (√v̂ + ε). */
type AdaptiveKind = "adam" | "rmsProp" | "adaGrad";

function adaptiveMistakes(kind: AdaptiveKind, coupled: boolean): RuleMistake[] {
  const turned = (message: string, knobs: AdaptiveKnobs): RuleMistake => ({
    message,
    start: adaptiveRule(kind, coupled, knobs),
  });
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
      turned("v decays: it is a running mean of g², as in RMSprop", { square: (d, v) => d * d - 0.01 * (v + d * d) }),
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
  const corrections: readonly (readonly [string, BiasCorrection, BiasCorrection])[] = [
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

/** The variations of an adaptive rule; a rule without them is right. */
interface AdaptiveKnobs {
  /**
   * Weight decay: added to the gradient (`coupled`), or taken off the parameter (`decoupled`),
   * there without the learning rate (`bare`) or from the parameter that has moved (`after`).
   */
  readonly decay?: "coupled" | "decoupled" | "bare" | "after" | "none";
  /** What the bias correction does to m and to v. */
  readonly correct?: readonly [BiasCorrection, BiasCorrection];
  /** Added to the step count t of the bias correction. */
  readonly shift?: number;
  /** The moments that are taken from the step before. */
  readonly stale?: "m" | "v" | "both";
  readonly epsilon?: "in the root" | "in the root of v" | "before the correction" | "none";
  /** Swaps β₁ and β₂, or α and 1 − α. */
  readonly swap?: boolean;
  /** The moments whose new term lacks the factor 1 − β. */
  readonly unscaled?: "m" | "v" | "both";
  /** `false`: divides by v, not by √v. */
  readonly root?: boolean;
  /** In place of d², where d is the gradient with its decay; also given the v before. */
  readonly square?: (d: number, before: number) => number;
  readonly nesterov?: boolean;
  /** Moves by the gradient, not by m. */
  readonly plain?: "m";
  /** v is a sum, not a mean. */
  readonly sum?: boolean;
}

/** What becomes of a moment before its use. */
type BiasCorrection = "divide" | "multiply" | "none";

/** The rule with these variations; `coupled` is how the right one decays its weights. */
function adaptiveRule(kind: AdaptiveKind, coupled: boolean, knobs: AdaptiveKnobs): RuleStart {
  return (numbers) => {
    const { learningRate, epsilon, weightDecay } = numbers;
    const [b1, b2] =
      kind === "adam" ? [numbers.beta1, numbers.beta2] : kind === "rmsProp" ? [0, numbers.alpha] : [0, 1];
    const [beta1, beta2] = knobs.swap ? [kind === "adam" ? b2 : 0, kind === "adam" ? b1 : 1 - b2] : [b1, b2];
    const decay = knobs.decay ?? (coupled ? "coupled" : "decoupled");
    const [ofM, ofV] = knobs.correct ?? (kind === "adam" ? ["divide", "divide"] : ["none", "none"]);
    const [shareM, shareV] = [
      knobs.unscaled === "m" || knobs.unscaled === "both" ? 1 : 1 - beta1,
      knobs.unscaled === "v" || knobs.unscaled === "both" || kind === "adaGrad" ? 1 : 1 - beta2,
    ];
    let [m, v, t] = [0, 0, knobs.shift ?? 0];
    return (p, g) => {
      t++;
      const d = decay === "coupled" ? g + weightDecay * p : g;
      const [oldM, oldV] = [m, v];
      m = beta1 * m + shareM * d;
      v = (knobs.sum ? 1 : beta2) * v + (knobs.sum ? 1 : shareV) * (knobs.square ?? ((one) => one * one))(d, v);
      const usedM =
        knobs.plain === "m"
          ? d
          : knobs.stale === "m" || knobs.stale === "both"
            ? oldM
            : knobs.nesterov
              ? beta1 * m + shareM * d
              : m;
      const usedV = knobs.stale === "v" || knobs.stale === "both" ? oldV : v;
      const scale = (by: BiasCorrection, beta: number): number =>
        by === "none" ? 1 : by === "divide" ? 1 / (1 - beta ** t) : 1 - beta ** t;
      const step = learningRate * usedM * scale(ofM, beta1);
      const root = knobs.root === false ? (one: number) => one : Math.sqrt;
      const vScale = scale(ofV, beta2);
      const below = {
        "in the root": () => root(usedV * vScale + epsilon),
        "in the root of v": () => root((usedV + epsilon) * vScale),
        "before the correction": () => (root(usedV) + epsilon) * root(vScale),
        none: () => root(usedV * vScale),
        usual: () => root(usedV * vScale) + epsilon,
      }[knobs.epsilon ?? "usual"]();
      const moved = p - step / below;
      if (decay === "decoupled") return moved - learningRate * weightDecay * p;
      if (decay === "bare") return moved - weightDecay * p;
      return decay === "after" ? moved * (1 - learningRate * weightDecay) : moved;
    };
  };
}

/**
 * Gradient descent with another step. `change` is given d = g + λp (g where not `coupled`), the
 * velocity v = μ·old + d and the one before; it returns the step, and may replace v.
 */
function momentumRule(
  change: (now: { d: number; p: number; v: number; old: number; g: number; numbers: RuleNumbers; first: boolean }) => {
    v?: number;
    step: number;
    decay?: number;
  },
  coupled = true,
): RuleStart {
  return (numbers) => {
    let [v, first] = [0, true];
    return (p, g) => {
      const d = coupled ? g + numbers.weightDecay * p : g;
      const old = v;
      v = numbers.momentum * v + d;
      const changed = change({ d, p, v, old, g, numbers, first });
      v = changed.v ?? v;
      first = false;
      return p - numbers.learningRate * changed.step - (changed.decay ?? 0);
    };
  };
}

/** The right step: v, or with Nesterov d + μv. */
const usualStep = ({ d, v, numbers }: { d: number; v: number; numbers: RuleNumbers }): number =>
  numbers.nesterov ? d + numbers.momentum * v : v;

/** The common mistakes in gradient descent. */
const sgdMistakes = (): readonly RuleMistake[] => [
  { message: "the momentum is left out", start: momentumRule(({ d }) => ({ step: d })) },
  { message: "Nesterov's look-ahead is left out", start: momentumRule(({ v }) => ({ step: v })) },
  {
    message: "it steps by Nesterov's look-ahead, though plain momentum was asked for",
    start: momentumRule(({ d, v, numbers }) => ({ step: d + numbers.momentum * v })),
  },
  {
    message: "the gradient is dampened by 1 − μ",
    start: momentumRule(({ d, old, numbers }) => {
      const v = numbers.momentum * old + (1 - numbers.momentum) * d;
      return { v, step: usualStep({ d, v, numbers }) };
    }),
  },
  { message: "it moves by the velocity of the step before", start: momentumRule(({ old }) => ({ step: old })) },
  {
    message: "Nesterov's step looks ahead by the velocity of the step before",
    start: momentumRule(({ d, old, numbers }) => ({ step: d + numbers.momentum * old })),
  },
  {
    message: "Nesterov's step looks ahead without the gradient",
    start: momentumRule(({ v, numbers }) => ({ step: numbers.momentum * v })),
  },
  {
    message: "Nesterov's step adds the whole velocity, not μ times it",
    start: momentumRule(({ d, v }) => ({ step: d + v })),
  },
  {
    message: "the velocity's sign is flipped",
    start: momentumRule(({ d, old, numbers }) => {
      const v = d - numbers.momentum * old;
      return { v, step: usualStep({ d, v, numbers }) };
    }),
  },
  {
    message: "the velocity grows without being multiplied by μ",
    start: momentumRule(({ d, old, numbers }) => {
      const v = old + d;
      return { v, step: usualStep({ d, v, numbers }) };
    }),
  },
  { message: "the weight decay is left out", start: momentumRule((now) => ({ step: usualStep(now) }), false) },
  {
    message: "the weight decay is decoupled: it is taken off the parameters and stays out of the velocity",
    start: momentumRule(
      (now) => ({ step: usualStep(now), decay: now.numbers.learningRate * now.numbers.weightDecay * now.p }),
      false,
    ),
  },
  {
    message: "the weight decay is not multiplied by the learning rate",
    start: momentumRule((now) => ({ step: usualStep(now), decay: now.numbers.weightDecay * now.p }), false),
  },
  {
    message: "the weight decay has the wrong sign",
    start: (numbers) =>
      momentumRule((now) => ({ step: usualStep(now) }))({ ...numbers, weightDecay: -numbers.weightDecay }),
  },
];
