import type { NeuronTrace, ParameterTrace, Trace } from "deltarule/explain";
import { formulaOf, lossFormulas } from "./formulas.js";
import type { Names } from "./names.js";
import { inside, written } from "./numbers.js";

/** One equation: left = stage = … = value. */
export interface Line {
  readonly left: string;
  readonly stages: readonly string[];
}

/** Writes the arithmetic of a trace as equations, number by number. */
export class Lines {
  constructor(
    readonly trace: Trace,
    readonly names: Names,
    readonly digits: number,
  ) {}

  number(value: number): string {
    return written(value, this.digits);
  }

  factor(value: number): string {
    return inside(value, this.digits);
  }

  /** z = Σ w·a + b. */
  sum(l: number, { index, terms, bias, z }: NeuronTrace): Line {
    const { names } = this;
    const letters = terms.map(({ from }) => `${names.weight(l, index, from)}·${names.output(l - 1, from)}`);
    const factors = terms.map(({ weight, value }) => `${this.factor(weight.value)}·${this.factor(value)}`);
    const products = terms.map(({ product }) => this.factor(product));
    const last = bias === null ? [] : [this.factor(bias.value)];
    const stages = [
      [...letters, ...(bias === null ? [] : [names.bias(l, index)])],
      [...factors, ...last],
      [...products, ...last],
    ];
    return line(names.sum(l, index), [...stages.map((terms) => terms.join(" + ")), this.number(z)]);
  }

  /** a = f(z). */
  output(l: number, { index, z, a }: NeuronTrace): Line {
    const { names } = this;
    const { name } = this.trace.layers[l].activation;
    const { value } = formulaOf(name);
    const stages = [value(names.sum(l, index), z > 0), value(this.factor(z), z > 0), this.number(a)];
    return line(names.output(l, index), stages);
  }

  /** E as the sum over the outputs. */
  loss(): Line[] {
    const { loss, layers } = this.trace;
    const formula = lossFormulas[loss.function.name];
    const last = layers.length - 1;
    const terms = loss.terms.map(({ index, a, target, value }) => ({
      letters: formula.term(this.names.output(last, index), this.names.target(index)),
      numbers: formula.term(this.factor(a), this.factor(target)),
      value: this.number(value ?? 0),
      name: `L${this.names.target(index).slice(1)}`,
    }));
    const E = this.number(loss.value);
    if (terms.length === 1) return [line("E", [terms[0].letters, terms[0].numbers, E])];
    const divide = formula.mean ? ` / ${terms.length}` : "";
    const all = (part: string[]): string => (formula.mean ? `(${part.join(" + ")})${divide}` : part.join(" + "));
    return [
      ...terms.map(({ name, letters, numbers, value }) => line(name, [letters, numbers, value])),
      line("E", [all(terms.map(({ name }) => name)), all(terms.map(({ value }) => value)), E]),
    ];
  }

  /** δ and its factors. */
  delta(l: number, neuron: NeuronTrace): Line[] {
    const { index, z, a, gradient, slope, jacobian, delta } = neuron;
    const { names } = this;
    const [E_a, a_z] = [`∂E/∂${names.output(l, index)}`, `∂${names.output(l, index)}/∂${names.sum(l, index)}`];
    if (gradient === null) return [line(names.delta(l, index), [...this.lossSlope(l, neuron), this.number(delta)])];
    if (slope === null) {
      const letters = jacobian.map(({ of }) => {
        const name = names.output(l, of);
        return `∂E/∂${name} · ∂${name}/∂${names.sum(l, index)}`;
      });
      const numbers = jacobian.map((term) => `${this.factor(term.gradient)}·${this.factor(term.slope)}`);
      return [line(names.delta(l, index), [letters.join(" + "), numbers.join(" + "), this.number(delta)])];
    }
    const formula = formulaOf(this.trace.layers[l].activation.name);
    const slopes = [
      formula.slope(names.sum(l, index), names.output(l, index), z > 0),
      formula.slope(this.factor(z), this.factor(a), z > 0),
      this.number(slope),
    ];
    const product = [`${E_a} · ${a_z}`, `${this.factor(gradient)}·${this.factor(slope)}`, this.number(delta)];
    return [this.arriving(l, neuron, E_a), line(a_z, slopes), line(names.delta(l, index), product)];
  }

  /** ∂E/∂a, from the loss or from δ of the next layer. */
  private arriving(l: number, neuron: NeuronTrace, left: string): Line {
    const { index, arrivals, gradient } = neuron;
    if (l === this.trace.layers.length - 1)
      return line(left, [...this.lossSlope(l, neuron), this.number(gradient ?? 0)]);
    const { names } = this;
    const letters = arrivals.map(({ to }) => `${names.delta(l + 1, to)}·${names.weight(l + 1, to, index)}`);
    const numbers = arrivals.map(({ delta, weight }) => `${this.factor(delta)}·${this.factor(weight)}`);
    const products = arrivals.map(({ product }) => this.factor(product));
    return line(left, [letters.join(" + "), numbers.join(" + "), products.join(" + "), this.number(gradient ?? 0)]);
  }

  private lossSlope(l: number, { index, a }: NeuronTrace): string[] {
    const { loss } = this.trace;
    const { slope } = lossFormulas[loss.function.name];
    const target = loss.terms.find((term) => term.index === index)?.target ?? 0;
    const plain = loss.linked || !loss.function.name.endsWith("ntropy");
    const stages = [
      slope(this.names.output(l, index), this.names.target(index), loss.outputs),
      slope(this.factor(a), this.factor(target), loss.outputs),
    ];
    return plain ? stages.filter((stage) => stage !== null) : [];
  }

  /** ∂E/∂w = δ·a. */
  weight(l: number, { index, delta, terms }: NeuronTrace, from: number): Line {
    const { names } = this;
    const { weight, value } = terms[from];
    const letters = `${names.delta(l, index)}·${names.output(l - 1, from)}`;
    const numbers = `${this.factor(delta)}·${this.factor(value)}`;
    return line(`∂E/∂${names.weight(l, index, from)}`, [letters, numbers, this.number(weight.gradient)]);
  }

  /** ∂E/∂b = δ. */
  bias(l: number, { index, bias }: NeuronTrace): Line[] {
    if (bias === null) return [];
    return [line(`∂E/∂${this.names.bias(l, index)}`, [this.names.delta(l, index), this.number(bias.gradient)])];
  }

  /** w − rate·∂E/∂w; for any other update rule, only the old and the new value. */
  update(name: string, { value, gradient, next }: ParameterTrace): Line {
    const { update } = this.trace;
    if (update === null || next === null) return line(name, [this.number(value)]);
    if (update.rule !== "gradient" || update.learningRate === null)
      return line(name, [`${this.number(value)} → ${this.number(next)}`]);
    const rate = this.number(update.learningRate);
    return line(name, [
      `${name} − ${rate}·∂E/∂${name}`,
      `${this.number(value)} − ${rate}·${this.factor(gradient)}`,
      this.number(next),
    ]);
  }
}

function line(left: string, stages: readonly string[]): Line {
  const plain = stages.map((stage) => stage.replaceAll(/\((\(−[^()]*\))\)/g, "$1"));
  return { left, stages: plain.filter((stage, i) => i === 0 || stage !== plain[i - 1]) };
}
