import { checkNames, checkNumber } from "../../core/internal.js";
import { checkOneOf } from "../gradient/options.js";

/** The stock rules. */
export type RuleName = "sgd" | "adam" | "adamW" | "nAdam" | "rAdam" | "rmsProp" | "adaGrad";

/**
 * Numbers of a rule. Each rule takes the ones of its formula, with PyTorch's defaults; the learning
 * rate of sgd is 0.01.
 */
export interface RuleOptions {
  /** η: the size of a step. */
  learningRate?: number | undefined;
  /** The share of sgd's step before that goes on. */
  momentum?: number | undefined;
  /** Whether sgd's momentum is Nesterov's. */
  nesterov?: boolean | undefined;
  /** λ: adds λp to the gradient, or shrinks p by ηλ in adamW. */
  weightDecay?: number | undefined;
  /** β₁: how long adam's mean of g remembers. */
  beta1?: number | undefined;
  /** β₂: how long adam's mean of g² remembers. */
  beta2?: number | undefined;
  /** How long rmsProp's mean of g² remembers. */
  alpha?: number | undefined;
  /** ε: added to the root. */
  epsilon?: number | undefined;
  /** How fast nAdam's momentum grows. */
  momentumDecay?: number | undefined;
}

/** One step: the parameter after a step from p by the gradient g. */
export type RuleUpdate = (p: number, g: number) => number;

/** What an optimizer should do, for one parameter at a time. */
export interface Rule {
  readonly name: string;
  /** Starts a parameter; the function that it returns gives p after a step by the gradient g. */
  start(): (p: number, g: number) => number;
  /** The name and numbers of a stock rule. */
  readonly stock?: { readonly name: RuleName; readonly options: Required<RuleNumbers> };
}

/** All numbers of all stock rules. */
export type RuleNumbers = { [name in keyof RuleOptions]-?: Exclude<RuleOptions[name], undefined> };

const ruleDefaults: Readonly<Record<RuleName, Partial<RuleNumbers>>> = {
  sgd: { learningRate: 0.01, momentum: 0, nesterov: false, weightDecay: 0 },
  adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  adamW: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
  nAdam: { learningRate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, momentumDecay: 0.004 },
  rAdam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  rmsProp: { learningRate: 0.01, alpha: 0.99, epsilon: 1e-8, weightDecay: 0 },
  adaGrad: { learningRate: 0.01, epsilon: 1e-10, weightDecay: 0 },
};

const noNumbers: RuleNumbers = {
  learningRate: 0,
  momentum: 0,
  nesterov: false,
  weightDecay: 0,
  beta1: 0,
  beta2: 0,
  alpha: 0,
  epsilon: 0,
  momentumDecay: 0,
};

/**
 * A stock rule in PyTorch's form, for `checkOptimizer`. It is written apart from the library's
 * optimizers, for one parameter at a time.
 *
 * ```ts
 * import { adam } from "deltarule";
 * import { checkOptimizer, referenceRule } from "deltarule/testing";
 *
 * checkOptimizer(adam({ learningRate: 0.1 }), referenceRule("adam", { learningRate: 0.1 })).ok; //
 * // true
 * ```
 *
 * @throws OptionError for an unknown rule, a number that the rule does not take, or one that is not
 * finite.
 */
export function referenceRule(name: RuleName, options: RuleOptions = {}): Rule {
  checkOneOf("referenceRule", "name", name, Object.keys(ruleDefaults));
  checkNames(`referenceRule ${name}`, options, Object.keys(ruleDefaults[name]));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const numbers = { ...noNumbers, ...ruleDefaults[name], ...given };
  for (const [key, value] of Object.entries(numbers))
    if (key !== "nesterov") checkNumber(`referenceRule ${name}`, key, value);
  return { name, start: () => stockRules[name](numbers), stock: { name, options: numbers } };
}

/** Starts a parameter of a rule with these numbers. */
export type RuleStart = (numbers: RuleNumbers) => RuleUpdate;

const startSgd: RuleStart = ({ learningRate, momentum, nesterov, weightDecay }) => {
  let buffer = 0;
  return (p, g) => {
    const d = g + weightDecay * p;
    buffer = momentum * buffer + d;
    return p - learningRate * (nesterov ? d + momentum * buffer : buffer);
  };
};

const startAdam: RuleStart = ({ learningRate, beta1, beta2, epsilon, weightDecay }) => {
  let [average, square, t] = [0, 0, 0];
  return (p, g) => {
    t += 1;
    const d = g + weightDecay * p;
    average += (1 - beta1) * (d - average);
    square = beta2 * square + (1 - beta2) * d ** 2;
    return p - (learningRate * (average / (1 - beta1 ** t))) / (Math.sqrt(square / (1 - beta2 ** t)) + epsilon);
  };
};

const startAdamW: RuleStart = (numbers) => {
  const update = startAdam({ ...numbers, weightDecay: 0 });
  return (p, g) => update(p, g) - numbers.learningRate * numbers.weightDecay * p;
};

const startNAdam: RuleStart = ({ learningRate, beta1, beta2, epsilon, weightDecay, momentumDecay }) => {
  let [average, square, product, t] = [0, 0, 1, 0];
  const momentum = (step: number): number => beta1 * (1 - 0.96 ** (step * momentumDecay) / 2);
  return (p, g) => {
    t += 1;
    const d = g + weightDecay * p;
    average += (1 - beta1) * (d - average);
    square = beta2 * square + (1 - beta2) * d ** 2;
    product *= momentum(t);
    const ahead = (momentum(t + 1) * average) / (1 - product * momentum(t + 1));
    const now = ((1 - momentum(t)) * d) / (1 - product);
    return p - (learningRate * (now + ahead)) / (Math.sqrt(square / (1 - beta2 ** t)) + epsilon);
  };
};

const startRAdam: RuleStart = ({ learningRate, beta1, beta2, epsilon, weightDecay }) => {
  let [average, square, t] = [0, 0, 0];
  const most = 2 / (1 - beta2) - 1;
  return (p, g) => {
    t += 1;
    const d = g + weightDecay * p;
    average += (1 - beta1) * (d - average);
    square = beta2 * square + (1 - beta2) * d ** 2;
    const step = (learningRate * average) / (1 - beta1 ** t);
    const rest = 1 - beta2 ** t;
    const length = most - (2 * t * beta2 ** t) / rest;
    if (length <= 5) return p - step;
    const rectified = ((length - 4) * (length - 2) * most) / ((most - 4) * (most - 2) * length);
    return p - (step * Math.sqrt(rectified) * Math.sqrt(rest)) / (Math.sqrt(square) + epsilon);
  };
};

const startRmsProp: RuleStart = ({ learningRate, alpha, epsilon, weightDecay }) => {
  let square = 0;
  return (p, g) => {
    const d = g + weightDecay * p;
    square += (1 - alpha) * (d ** 2 - square);
    return p - (learningRate * d) / (Math.sqrt(square) + epsilon);
  };
};

const startAdaGrad: RuleStart = ({ learningRate, epsilon, weightDecay }) => {
  let total = 0;
  return (p, g) => {
    const d = g + weightDecay * p;
    total += d ** 2;
    return p - (learningRate * d) / (Math.sqrt(total) + epsilon);
  };
};

const stockRules: Readonly<Record<RuleName, RuleStart>> = {
  sgd: startSgd,
  adam: startAdam,
  adamW: startAdamW,
  nAdam: startNAdam,
  rAdam: startRAdam,
  rmsProp: startRmsProp,
  adaGrad: startAdaGrad,
};
