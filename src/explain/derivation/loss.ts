import type { LossTerm, Trace } from "../trace/trace.js";
import { type DerivationPart, type DerivationStep, type Equation, equation } from "./derivation.js";
import { callOf, E, type Expression, numeral, others, prose, quotient, sum, symbol } from "./expression.js";
import { type Letters, type LossFormula, lossFormulaOf, spreadOf } from "./formulas.js";
import type { NodeNames } from "./names.js";

/** The letters of an output, and the numbers in their place. */
export function lettersOf(
  { loss, layers }: Trace,
  names: NodeNames,
  term: LossTerm,
): { named: Letters; numbers: Letters } {
  const l = layers.length - 1;
  const { index, z, a, target } = term;
  // S is written out where the trace has every z, and they are few.
  const whole = loss.rest === null && loss.outputs <= 8;
  const named: Letters = {
    z: names.sum(l, index),
    a: names.output(l, index),
    t: names.target(index),
    spread: spreadOf(whole ? loss.terms.map((one) => names.sum(l, one.index)) : null),
  };
  const numbers: Letters = {
    z: numeral(z),
    a: numeral(a),
    t: numeral(target),
    spread: spreadOf(whole ? loss.terms.map((one) => numeral(one.z)) : null),
  };
  return { named, numbers };
}

/** The loss: E from its terms. */
export function lossPart(trace: Trace, names: NodeNames): DerivationPart {
  const { loss, layers } = trace;
  const l = layers.length - 1;
  const formula = lossFormulaOf(loss.function);
  const { name } = loss.function;
  const several = prose`The loss ${name} says how far the outputs are from their targets, in one number ${E}. Learning means making it smaller.`;
  const say = [several];
  if (loss.smoothed !== null)
    say.push(
      prose`Its targets are smoothed: each is ${numeral(1 - loss.smoothed)} of what was given, and ${numeral(loss.smoothed / Math.max(loss.outputs, 2))} more.`,
    );
  if (loss.linked && formula !== null)
    say.push(
      prose`After ${layers[l].activation.name} it is computed from ${names.sum(l, loss.terms[0].index)}, so that nothing overflows; it is the same loss.`,
    );
  if (loss.linked && name === "crossEntropy" && loss.rest !== null)
    say.push(prose`${symbol("S")} stands for ln Σ e^z over all ${loss.outputs} outputs.`);
  if (formula === null) say.push(prose`It is a loss of your own, whose formula the library does not know.`);
  if (formula?.mean && loss.outputs > 1) say.push(prose`It is the mean over the ${loss.outputs} outputs.`);
  if (loss.penalty !== undefined)
    say.push(
      prose`A penalty on large weights is added: ${E} is the loss ${symbol("L")} and ${symbol("R")} = ${penaltyText(loss.penalty)}, over all weights of the network and none of its biases.`,
    );
  if (loss.rest !== null)
    say.push(prose`Left out: ${loss.rest.count} of the ${loss.outputs} terms, those of the neurons left out.`);
  const step: DerivationStep = {
    title: prose`How far off the network is`,
    say,
    layout: "stack",
    equations: [
      ...(formula === null ? [unknown(trace, names)] : equations(trace, names, formula)),
      ...withPenalty(trace),
    ],
    table: null,
    marks: { nodes: loss.terms.map(({ index }) => [l, index] as const), edges: [] },
    reveals: "loss",
  };
  return { title: "The loss", steps: [step] };
}

/** The loss of the sample: E itself, unless a penalty is a part of E. */
function lossOf({ loss }: Trace): { readonly name: Expression; readonly value: Expression } {
  if (loss.penalty === undefined) return { name: E, value: numeral(loss.value) };
  return { name: symbol("L"), value: numeral(loss.penalty.data) };
}

/** `0.1 Σ|w| + 0.2/2 Σw²`. */
function penaltyText({ l1, l2 }: NonNullable<Trace["loss"]["penalty"]>): string {
  return [l1 > 0 ? `${l1} Σ|w|` : "", l2 > 0 ? `${l2}/2 Σw²` : ""].filter(Boolean).join(" + ");
}

/** E = L + R, with the penalty R on the weights. */
function withPenalty({ loss: { penalty, value } }: Trace): Equation[] {
  if (penalty === undefined) return [];
  const R = value - penalty.data;
  return [equation(E, [sum([symbol("L"), symbol("R")]), sum([numeral(penalty.data), numeral(R)])], numeral(value))];
}

function unknown(trace: Trace, names: NodeNames): Equation {
  const { loss, layers } = trace;
  const letters = loss.terms.flatMap(({ index }) => [names.output(layers.length - 1, index), names.target(index)]);
  const shown = loss.rest === null && loss.terms.length <= 4 ? letters : letters.slice(0, 0);
  const { name, value } = lossOf(trace);
  return equation(
    name,
    [callOf(loss.function.name, ...(shown.length > 0 ? shown : [symbol("a"), symbol("t")]))],
    value,
  );
}

function equations(trace: Trace, names: NodeNames, formula: LossFormula): Equation[] {
  const { loss } = trace;
  const written = (letters: Letters, term: LossTerm): Expression =>
    loss.linked ? formula.linkedTerm(letters) : formula.term(letters, term);
  const stages = (term: LossTerm): Expression[] => {
    const { named, numbers } = lettersOf(trace, names, term);
    return [written(named, term), written(numbers, term)];
  };
  const whole = lossOf(trace);
  if (loss.outputs === 1) return [equation(whole.name, stages(loss.terms[0]), whole.value)];
  const termName = (index: number): Expression => symbol("E", [names.number(trace.layers.length - 1, index)]);
  const each = loss.terms.map((term) => equation(termName(term.index), stages(term), numeral(term.value ?? 0)));
  const mean = (of: Expression): Expression => (formula.mean ? quotient(of, numeral(loss.outputs)) : of);
  const rest = (total: number | null): Expression[] => (loss.rest === null ? [] : [others(loss.rest.count, total)]);
  const named = mean(sum([...loss.terms.map(({ index }) => termName(index)), ...rest(null)]));
  const numbers = mean(sum([...loss.terms.map(({ value }) => numeral(value ?? 0)), ...rest(loss.rest?.sum ?? 0)]));
  return [...each, equation(whole.name, [named, numbers], whole.value)];
}
