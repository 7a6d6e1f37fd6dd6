import { asSentence, ratioText } from "../text.js";
import { mistakesIn } from "./mistakes.js";
import { followRule, type OptimizerPath, type ParameterRows } from "./path.js";
import type { OptimizerDiagnosis } from "./report.js";
import type { Rule } from "./rules.js";

/** What a diagnosis is made from. */
export interface OptimizerFindings {
  readonly path: OptimizerPath;
  readonly given: ParameterRows;
  readonly wanted: ParameterRows;
  readonly rule: Rule;
  readonly firstDivergent: number | null;
  readonly repeats: boolean;
}

/**
 * Compares the optimizer's steps with the rule under each common mistake; `null` when it is right.
 */
export function diagnoseOptimizer(findings: OptimizerFindings): OptimizerDiagnosis | null {
  const { path, given, wanted, rule, firstDivergent, repeats } = findings;
  if (firstDivergent === null && repeats) return null;
  const diagnosis = (message: string, ratio: number | null = null, known = true): OptimizerDiagnosis => {
    return { message: asSentence(message), ratio, known };
  };
  if (!repeats) {
    return diagnosis(
      "beside a second state the same gradients give other steps: the optimizer keeps something outside its state, or is random",
    );
  }
  if (given.some((row) => row.some(Number.isNaN))) return diagnosis("it gives NaN");
  if (given.every((row) => row.every((one, k) => one === path.start[k])))
    return diagnosis("it does not move the parameters at all", 0);
  const mistakes = stepsByMistake(rule, path);
  const exact = mistakes.find(({ steps }) => areSameSteps(path, steps, given));
  if (exact !== undefined) return diagnosis(exact.message);
  const ratio = ratioOfSteps(path, given, wanted);
  if (ratio !== null && Math.abs(ratio + 1) < 1e-6)
    return diagnosis("it goes uphill: the sign of the step is flipped", ratio);
  if (ratio !== null) {
    const times = `every step is ${ratioText(ratio)} times as long`;
    return diagnosis(`${times}: the learning rate is another one, or multiplied once more`, ratio);
  }
  for (const { message, steps } of mistakes) {
    const factor = ratioOfSteps(path, given, steps);
    if (factor === null) continue;
    return diagnosis(`${message}; besides, every step is ${ratioText(factor)} times as long`, factor);
  }
  return diagnosis(whereItDiffers(path, given, wanted), null, false);
}

/** The steps of a stock rule under each common mistake in it. */
function stepsByMistake({ stock }: Rule, path: OptimizerPath): { message: string; steps: ParameterRows }[] {
  if (stock === undefined) return [];
  const { name, options } = stock;
  return mistakesIn(name).map(({ message, start }) => ({ message, steps: followRule(path, () => start(options)) }));
}

/** Whether two paths agree, but for rounding. */
function areSameSteps(path: OptimizerPath, one: ParameterRows, other: ParameterRows): boolean {
  return one.every((row, s) =>
    row.every((value, k) => {
      const moved = Math.abs(stepAt(path, one, s, k));
      const size = Math.max(Math.abs(value), Math.abs(path.start[k]));
      return Math.abs(value - other[s][k]) <= 1e-8 * moved + (s + 1) * 2 ** -48 * size;
    }),
  );
}

/** The change of parameter k in step s. */
function stepAt({ start }: OptimizerPath, rows: ParameterRows, s: number, k: number): number {
  return rows[s][k] - (s === 0 ? start[k] : rows[s - 1][k]);
}

/** The r by which every step is r times the wanted one; `null` where there is none. */
function ratioOfSteps(path: OptimizerPath, given: ParameterRows, wanted: ParameterRows): number | null {
  const pairs = given.flatMap((row, s) =>
    row.map((_, k) => [stepAt(path, given, s, k), stepAt(path, wanted, s, k)] as const),
  );
  let [dot, square] = [0, 0];
  for (const [one, other] of pairs) [dot, square] = [dot + one * other, square + other * other];
  const ratio = dot / square;
  if (!Number.isFinite(ratio) || ratio === 0) return null;
  const fits = pairs.every(([one, other]) => Math.abs(one - ratio * other) <= 1e-6 * Math.abs(ratio * other) + 1e-14);
  return fits ? ratio : null;
}

/** A hint from the first step, where no mistake is recognized. */
function whereItDiffers({ gradients }: OptimizerPath, given: ParameterRows, wanted: ParameterRows): string {
  const off = wanted[0].flatMap((one, k) =>
    given[0].length > k && Math.abs(given[0][k] - one) > 1e-9 * Math.abs(one) ? [k] : [],
  );
  if (off.length === 0) return "the first step is right: what is kept from step to step is wrong";
  const small = off.every((k) => Math.abs(gradients[0][k]) < 1e-3);
  return small
    ? "only steps by small gradients are wrong: look at ε"
    : "the errors have no pattern that the checker knows";
}
