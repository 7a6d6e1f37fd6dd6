import type { ParameterTrace } from "../trace/parameterTrace.js";
import type { OptimizerName, UpdateTrace } from "../trace/updateTrace.js";
import { type Equation, equation, type Quantity } from "./derivation.js";
import {
  difference,
  E,
  type Expression,
  numeral,
  partial,
  power,
  productOf,
  quotient,
  root,
  sum,
  symbol,
} from "./expression.js";

/** A parameter of the update with its symbol. */
export interface MovedParameter {
  readonly name: Expression;
  readonly it: ParameterTrace;
  readonly layer: number;
  readonly neuron: number;
  /** The source of a weight; `null` for a bias. */
  readonly from: number | null;
}

/** A symbol with its number. */
interface Known {
  readonly name: Expression;
  readonly value: number;
}

/** The symbols and numbers of an update that are the same for every parameter. */
export interface UpdateConstants {
  readonly eta: Known;
  readonly mu: Known;
  readonly lambda: Known;
  readonly alpha: Known;
  readonly beta1: Known;
  readonly beta2: Known;
  readonly epsilon: Known;
  readonly t: Known;
  readonly decaysBiases: boolean;
  readonly isNesterov: boolean;
}

/** The constants of an update; options that the optimizer does not have are 0. */
export function constantsOf({ learningRate, arithmetic }: UpdateTrace): UpdateConstants {
  const options = arithmetic?.options ?? {};
  const read = (option: string, name: Expression): Known => ({ name, value: Number(options[option] ?? 0) });
  return {
    eta: { name: symbol("η"), value: learningRate ?? 0 },
    mu: read("momentum", symbol("μ")),
    lambda: read("weightDecay", symbol("λ")),
    alpha: read("alpha", symbol("α")),
    beta1: read("beta1", symbol("β", [1])),
    beta2: read("beta2", symbol("β", [2])),
    epsilon: read("epsilon", symbol("ε")),
    t: { name: symbol("t"), value: arithmetic?.step ?? 1 },
    decaysBiases: options.decayBiases !== false,
    isNesterov: options.nesterov === true,
  };
}

/** The constants that an optimizer's formulas use, in the order in which a reader meets them. */
export function usedConstants(name: OptimizerName, constants: UpdateConstants): Known[] {
  const { eta, mu, lambda, alpha, beta1, beta2, epsilon, t } = constants;
  const own: Readonly<Record<OptimizerName, readonly Known[]>> = {
    sgd: mu.value === 0 ? [] : [mu],
    adam: [beta1, beta2, epsilon, t],
    adamW: [beta1, beta2, epsilon, t],
    rmsProp: [alpha, epsilon],
    adaGrad: [epsilon],
  };
  return [eta, ...own[name], ...(lambda.value === 0 ? [] : [lambda])];
}

/** The equations of one parameter, as far as they are written. */
class Writing {
  readonly equations: Equation[] = [];
  /** The derivative by which the parameter moves. */
  g: Known;

  constructor(
    readonly parameter: MovedParameter,
    readonly constants: UpdateConstants,
  ) {
    this.g = { name: partial(E, parameter.name), value: parameter.it.gradient };
  }

  /** A letter with the indices of the parameter. */
  letter(base: string): Expression {
    const { name } = this.parameter;
    return name.kind === "symbol" ? symbol(base, name.sub, name.sup) : symbol(base);
  }

  /** Writes a line: the formula with `write(named)`, then with numbers. Returns the letter's number. */
  line(
    left: Expression,
    kind: Quantity["kind"],
    assigns: boolean,
    value: number,
    stages: readonly Expression[],
  ): Known {
    const { layer, neuron, from } = this.parameter;
    this.equations.push(equation(left, stages, numeral(value), { assigns, of: { kind, layer, neuron, from } }));
    return { name: left, value };
  }

  /** What the optimizer remembers under this name, before and after. */
  memory(name: string): { readonly before: number; readonly after: number } {
    return this.parameter.it.memory?.[name] ?? { before: 0, after: 0 };
  }

  /** g := g + λw, where weight decay acts on the derivative. */
  decay(): void {
    const { lambda, decaysBiases } = this.constants;
    const { name, it, from } = this.parameter;
    if (lambda.value === 0 || (from === null && !decaysBiases)) return;
    const { g } = this;
    this.g = this.line(this.letter("g"), "memory", true, g.value + lambda.value * it.value, [
      sum([g.name, productOf(lambda.name, name)]),
      sum([numeral(g.value), productOf(numeral(lambda.value), numeral(it.value))]),
    ]);
  }

  /** A running mean: m := βm + (1 − β)x. */
  runningMean(base: string, stored: string, share: Known, of: Expression, ofNumber: Expression): Known {
    const { before, after } = this.memory(stored);
    const one = numeral(1);
    const mean = (beta: Expression, last: Expression, x: Expression): Expression =>
      sum([productOf(beta, last), productOf(difference(one, beta), x)]);
    const name = this.letter(base);
    return this.line(name, "memory", true, after, [
      mean(share.name, name, of),
      mean(numeral(share.value), numeral(before), ofNumber),
    ]);
  }

  /** m̂ = m/(1 − βᵗ). */
  corrected(base: string, of: Known, share: Known): Known {
    const { t } = this.constants;
    const one = numeral(1);
    const whole = (m: Expression, beta: Expression, step: Expression): Expression =>
      quotient(m, difference(one, power(beta, step)));
    const value = of.value / (1 - share.value ** t.value);
    return this.line(this.letter(base), "memory", false, value, [
      whole(of.name, share.name, t.name),
      whole(numeral(of.value), numeral(share.value), numeral(t.value)),
    ]);
  }

  /** w := w − step, by symbols and by numbers. */
  move(named: Expression, numbers: Expression, keep: { named: Expression; numbers: Expression } | null = null): void {
    const { name, it } = this.parameter;
    this.line(name, "next", true, it.next ?? it.value, [
      difference(keep?.named ?? name, named),
      difference(keep?.numbers ?? numeral(it.value), numbers),
    ]);
  }

  /** η·x/(√y + ε). */
  scaledStep(x: Known, y: Known): { readonly named: Expression; readonly numbers: Expression } {
    const { eta, epsilon } = this.constants;
    const step = (rate: Expression, over: Expression, under: Expression, small: Expression): Expression =>
      quotient(productOf(rate, over), sum([root(under), small]));
    return {
      named: step(eta.name, x.name, y.name, epsilon.name),
      numbers: step(numeral(eta.value), numeral(x.value), numeral(y.value), numeral(epsilon.value)),
    };
  }
}

const rules: Readonly<Record<OptimizerName, (writing: Writing) => void>> = {
  sgd: (writing) => {
    const { eta, mu, isNesterov } = writing.constants;
    writing.decay();
    const { g } = writing;
    if (mu.value === 0) {
      writing.move(productOf(eta.name, g.name), productOf(numeral(eta.value), numeral(g.value)));
      return;
    }
    const { before, after } = writing.memory("velocity");
    const name = writing.letter("v");
    const v = writing.line(name, "memory", true, after, [
      sum([productOf(mu.name, name), g.name]),
      sum([productOf(numeral(mu.value), numeral(before)), numeral(g.value)]),
    ]);
    const ahead = (gradient: Expression, share: Expression, velocity: Expression): Expression =>
      isNesterov ? sum([gradient, productOf(share, velocity)]) : velocity;
    writing.move(
      productOf(eta.name, ahead(g.name, mu.name, v.name)),
      productOf(numeral(eta.value), ahead(numeral(g.value), numeral(mu.value), numeral(v.value))),
    );
  },
  adam: (writing) => {
    writing.decay();
    const { named, numbers } = adamStep(writing);
    writing.move(named, numbers);
  },
  adamW: (writing) => {
    const { eta, lambda, decaysBiases } = writing.constants;
    const { name, it, from } = writing.parameter;
    const { named, numbers } = adamStep(writing);
    const shrinks = lambda.value !== 0 && (from !== null || decaysBiases);
    const kept = (w: Expression, rate: Expression, share: Expression): Expression =>
      productOf(w, difference(numeral(1), productOf(rate, share)));
    const keep = {
      named: kept(name, eta.name, lambda.name),
      numbers: kept(numeral(it.value), numeral(eta.value), numeral(lambda.value)),
    };
    writing.move(named, numbers, shrinks ? keep : null);
  },
  rmsProp: (writing) => {
    writing.decay();
    const { g, constants } = writing;
    const v = writing.runningMean("v", "v", constants.alpha, squared(g.name), squared(numeral(g.value)));
    const { named, numbers } = writing.scaledStep(g, v);
    writing.move(named, numbers);
  },
  adaGrad: (writing) => {
    writing.decay();
    const { g } = writing;
    const { before, after } = writing.memory("sum");
    const name = writing.letter("s");
    const s = writing.line(name, "memory", true, after, [
      sum([name, squared(g.name)]),
      sum([numeral(before), squared(numeral(g.value))]),
    ]);
    const { named, numbers } = writing.scaledStep(g, s);
    writing.move(named, numbers);
  },
};

/** m, v, their corrections, and the step η·m̂/(√v̂ + ε). */
function adamStep(writing: Writing): { readonly named: Expression; readonly numbers: Expression } {
  const { g, constants } = writing;
  const { beta1, beta2 } = constants;
  const m = writing.runningMean("m", "m", beta1, g.name, numeral(g.value));
  const v = writing.runningMean("v", "v", beta2, squared(g.name), squared(numeral(g.value)));
  return writing.scaledStep(writing.corrected("m̂", m, beta1), writing.corrected("v̂", v, beta2));
}

function squared(of: Expression): Expression {
  return power(of, numeral(2));
}

/** The arithmetic of one parameter: what the optimizer remembers of it, then its new value. */
export function arithmeticOf(parameter: MovedParameter, update: UpdateTrace, constants: UpdateConstants): Equation[] {
  const { arithmetic } = update;
  if (arithmetic === null) return [];
  const writing = new Writing(parameter, constants);
  for (const clip of arithmetic.clips) {
    const { g } = writing;
    if (clip.kind === "norm" && clip.factor === 1) continue;
    const limit = (of: Expression): Expression =>
      clip.kind === "norm" ? productOf(of, numeral(clip.factor)) : withinLimits(of, clip.max);
    const value = clip.kind === "norm" ? g.value * clip.factor : Math.min(Math.max(g.value, -clip.max), clip.max);
    writing.g = writing.line(writing.letter("g"), "memory", true, value, [limit(g.name), limit(numeral(g.value))]);
  }
  rules[arithmetic.name](writing);
  return writing.equations;
}

function withinLimits(of: Expression, max: number): Expression {
  const call = (name: string, ...args: readonly Expression[]): Expression => ({
    kind: "call",
    name,
    primed: false,
    args,
  });
  return call("min", call("max", of, numeral(-max)), numeral(max));
}
