import type { ParameterTrace } from "../trace/parameterTrace.js";
import type { UpdateTrace } from "../trace/updateTrace.js";
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
export interface Known {
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
  /** nAdam's μ of this update and of the next, and the products of all μ up to these. */
  readonly nesterov: { readonly now: Known; readonly next: Known; readonly product: Known; readonly ahead: Known };
  /** rAdam's ρ∞, ρ and r; r is 0 while the mean of g² is of too few gradients. */
  readonly rectified: { readonly longest: Known; readonly length: Known; readonly share: Known };
  readonly decay: Known;
  readonly decaysBiases: boolean;
  readonly isNesterov: boolean;
}

/** The constants of an update; options that the optimizer does not have are 0. */
export function constantsOf({ learningRate, arithmetic }: UpdateTrace): UpdateConstants {
  const options = arithmetic?.options ?? {};
  const step = arithmetic?.step ?? 1;
  const [beta1, beta2] = [Number(options.beta1 ?? 0), Number(options.beta2 ?? 0)];
  const momentumAt = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** (t * Number(options.momentumDecay ?? 0)));
  const product = arithmetic?.numbers.product ?? 1;
  const longest = 2 / (1 - beta2) - 1;
  const length = longest - (2 * step * beta2 ** step) / (1 - beta2 ** step);
  const share = ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length);
  const read = (option: string, name: Expression): Known => ({ name, value: Number(options[option] ?? 0) });
  return {
    eta: { name: symbol("η"), value: learningRate ?? 0 },
    mu: read("momentum", symbol("μ")),
    lambda: read("weightDecay", symbol("λ")),
    alpha: read("alpha", symbol("α")),
    beta1: read("beta1", symbol("β", [1])),
    beta2: read("beta2", symbol("β", [2])),
    epsilon: read("epsilon", symbol("ε")),
    t: { name: symbol("t"), value: step },
    nesterov: {
      now: { name: symbol("μ", [step]), value: momentumAt(step) },
      next: { name: symbol("μ", [step + 1]), value: momentumAt(step + 1) },
      product: { name: symbol("Π", [step]), value: product },
      ahead: { name: symbol("Π", [step + 1]), value: product * momentumAt(step + 1) },
    },
    rectified: {
      longest: { name: symbol("ρ∞"), value: longest },
      length: { name: symbol("ρ"), value: length },
      share: { name: symbol("r"), value: length > 5 ? Math.sqrt(share) : 0 },
    },
    decay: { name: symbol("d"), value: arithmetic?.average ?? 0 },
    decaysBiases: options.decayBiases !== false,
    isNesterov: options.nesterov === true,
  };
}

/** The equations of one parameter, as far as they are written. */
export class Writing {
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

  /** Whether the optimizer remembers something under this name. */
  remembers(name: string): boolean {
    return this.parameter.it.memory?.[name] !== undefined;
  }

  /** w̄ := d w̄ + (1 − d) w, the average of the parameter; w itself after the first update. */
  average(): void {
    const { decay, t } = this.constants;
    const { name, it } = this.parameter;
    const { before, after } = this.memory("average");
    const [one, mean, next] = [numeral(1), this.letter("w̄"), numeral(it.next ?? it.value)];
    const mixed = (share: Expression, last: Expression, w: Expression): Expression =>
      sum([productOf(share, last), productOf(difference(one, share), w)]);
    const stages = [mixed(decay.name, mean, name), mixed(numeral(decay.value), numeral(before), next)];
    this.line(mean, "memory", true, after, t.value === 1 ? [name] : stages);
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
