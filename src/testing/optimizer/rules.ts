import { checkNames, checkNumber } from "../../core/internal.js";
import { checkOneOf } from "../gradient/options.js";

/** The rules that the library knows by heart. */
export type RuleName = "sgd" | "adam" | "adamW" | "rmsProp" | "adaGrad";

/** Numbers of a rule; each rule has its own of them, with PyTorch's defaults (η of sgd: 0.01). */
export interface RuleOptions {
  learningRate?: number | undefined;
  momentum?: number | undefined;
  nesterov?: boolean | undefined;
  weightDecay?: number | undefined;
  beta1?: number | undefined;
  beta2?: number | undefined;
  alpha?: number | undefined;
  epsilon?: number | undefined;
}

/** What an optimizer should do, one parameter at a time. */
export interface Rule {
  readonly name: string;
  /** A new parameter's history; each call gives the parameter after one more step. */
  start(): (p: number, g: number) => number;
  /** What a stock rule was made with. */
  readonly stock?: { readonly name: RuleName; readonly options: Required<RuleNumbers> };
}

/** Every number that a rule may have. */
export type RuleNumbers = { [name in keyof RuleOptions]-?: Exclude<RuleOptions[name], undefined> };

const known: Readonly<Record<RuleName, Partial<RuleNumbers>>> = {
  sgd: { learningRate: 0.01, momentum: 0, nesterov: false, weightDecay: 0 },
  adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  adamW: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
  rmsProp: { learningRate: 0.01, alpha: 0.99, epsilon: 1e-8, weightDecay: 0 },
  adaGrad: { learningRate: 0.01, epsilon: 1e-10, weightDecay: 0 },
};

const none: RuleNumbers = {
  learningRate: 0,
  momentum: 0,
  nesterov: false,
  weightDecay: 0,
  beta1: 0,
  beta2: 0,
  alpha: 0,
  epsilon: 0,
};

/**
 * A stock rule in PyTorch's form, written apart from the library's optimizers and one parameter at a time:
 * what `checkOptimizer` takes by name, with other numbers.
 *
 * @throws OptionError for a rule or an option that there is not.
 */
export function referenceRule(name: RuleName, options: RuleOptions = {}): Rule {
  checkOneOf("referenceRule", "name", name, Object.keys(known));
  checkNames(`referenceRule ${name}`, options, Object.keys(known[name]));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const numbers = { ...none, ...known[name], ...given };
  for (const [key, value] of Object.entries(numbers))
    if (key !== "nesterov") checkNumber(`referenceRule ${name}`, key, value);
  return { name, start: () => starts[name](numbers), stock: { name, options: numbers } };
}

type Start = (numbers: RuleNumbers) => (p: number, g: number) => number;

const sgd: Start = ({ learningRate, momentum, nesterov, weightDecay }) => {
  let buffer = 0;
  return (p, g) => {
    const d = g + weightDecay * p;
    buffer = momentum * buffer + d;
    return p - learningRate * (nesterov ? d + momentum * buffer : buffer);
  };
};

const adam: Start = ({ learningRate, beta1, beta2, epsilon, weightDecay }) => {
  let [average, square, t] = [0, 0, 0];
  return (p, g) => {
    t += 1;
    const d = g + weightDecay * p;
    average += (1 - beta1) * (d - average);
    square = beta2 * square + (1 - beta2) * d ** 2;
    return p - (learningRate * (average / (1 - beta1 ** t))) / (Math.sqrt(square / (1 - beta2 ** t)) + epsilon);
  };
};

const adamW: Start = (numbers) => {
  const update = adam({ ...numbers, weightDecay: 0 });
  return (p, g) => update(p, g) - numbers.learningRate * numbers.weightDecay * p;
};

const rmsProp: Start = ({ learningRate, alpha, epsilon, weightDecay }) => {
  let square = 0;
  return (p, g) => {
    const d = g + weightDecay * p;
    square += (1 - alpha) * (d ** 2 - square);
    return p - (learningRate * d) / (Math.sqrt(square) + epsilon);
  };
};

const adaGrad: Start = ({ learningRate, epsilon, weightDecay }) => {
  let total = 0;
  return (p, g) => {
    const d = g + weightDecay * p;
    total += d ** 2;
    return p - (learningRate * d) / (Math.sqrt(total) + epsilon);
  };
};

const starts: Readonly<Record<RuleName, Start>> = { sgd, adam, adamW, rmsProp, adaGrad };
