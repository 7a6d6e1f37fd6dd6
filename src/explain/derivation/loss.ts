import type { LossTerm } from "../trace/trace.js";
import { type DerivationPart, type Equation, equation, stepOf } from "./derivation.js";
import { callOf, type Expression, numeral, others, quotient, sum, symbol } from "./expression.js";
import { type Letters, type LossFormula, lossFormulaOf, spreadOf } from "./formulas.js";
import { penaltyOn } from "./penalty.js";
import type { Telling } from "./telling.js";

/** The letters of an output, and the numbers in their place. */
export function lettersOf(
  { pass: { loss, layers }, names }: Telling,
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
export function lossPart(telling: Telling): DerivationPart {
  const { pass, names, say, text } = telling;
  const { loss, layers } = pass;
  const l = layers.length - 1;
  const formula = lossFormulaOf(loss.function);
  const { name } = loss.function;
  const { outputs } = loss;
  const words = [say("loss.what", { loss: name, E: names.loss })];
  if (loss.smoothed !== null) {
    const values = { kept: numeral(1 - loss.smoothed), more: numeral(loss.smoothed / Math.max(outputs, 2)) };
    words.push(say("loss.smoothed", values));
  }
  if (loss.linked && formula !== null)
    words.push(say("loss.linked", { f: layers[l].activation.name, z: names.sum(l, loss.terms[0].index) }));
  if (loss.linked && name === "crossEntropy" && loss.rest !== null)
    words.push(say("loss.spread", { S: symbol("S"), outputs }));
  if (formula === null) words.push(say("loss.own"));
  if (formula?.mean && outputs > 1) words.push(say("loss.mean", { outputs }));
  const penalty = penaltyOn(loss, say);
  words.push(...penalty.say);
  if (loss.rest !== null) words.push(say("loss.left", { count: loss.rest.count, of: outputs }));
  const step = stepOf({ kind: "loss", layer: l }, say("loss.title"), {
    say: words,
    equations: [...(formula === null ? [unknown(telling)] : equations(telling, formula)), ...penalty.equations],
    marks: { nodes: loss.terms.map(({ index }) => [l, index] as const), edges: [] },
    reveals: "loss",
  });
  return { title: text("part.loss"), steps: [step] };
}

/** The loss of the sample: E itself, unless a penalty is a part of E. */
function lossOf({ pass: { loss }, names }: Telling): { readonly name: Expression; readonly value: Expression } {
  if (loss.penalty === undefined) return { name: names.loss, value: numeral(loss.value) };
  return { name: symbol("L"), value: numeral(loss.penalty.data) };
}

function unknown(telling: Telling): Equation {
  const { pass, names } = telling;
  const { loss, layers } = pass;
  const letters = loss.terms.flatMap(({ index }) => [names.output(layers.length - 1, index), names.target(index)]);
  const shown = loss.rest === null && loss.terms.length <= 4 ? letters : letters.slice(0, 0);
  const { name, value } = lossOf(telling);
  const args = shown.length > 0 ? shown : [symbol("a"), symbol("t")];
  return equation(name, [callOf(loss.function.name, ...args)], value);
}

function equations(telling: Telling, formula: LossFormula): Equation[] {
  const { loss } = telling.pass;
  const written = (letters: Letters, term: LossTerm): Expression =>
    loss.linked ? formula.linkedTerm(letters) : formula.term(letters, term);
  const stages = (term: LossTerm): Expression[] => {
    const { named, numbers } = lettersOf(telling, term);
    return [written(named, term), written(numbers, term)];
  };
  const whole = lossOf(telling);
  if (loss.outputs === 1) return [equation(whole.name, stages(loss.terms[0]), whole.value)];
  const termName = (index: number): Expression => telling.names.lossTerm(index);
  const each = loss.terms.map((term) => equation(termName(term.index), stages(term), numeral(term.value ?? 0)));
  const mean = (of: Expression): Expression => (formula.mean ? quotient(of, numeral(loss.outputs)) : of);
  const rest = (total: number | null): Expression[] => (loss.rest === null ? [] : [others(loss.rest.count, total)]);
  const named = mean(sum([...loss.terms.map(({ index }) => termName(index)), ...rest(null)]));
  const numbers = mean(sum([...loss.terms.map(({ value }) => numeral(value ?? 0)), ...rest(loss.rest?.sum ?? 0)]));
  return [...each, equation(whole.name, [named, numbers], whole.value)];
}
