import { showRatio } from "../gradient/patterns.js";
import { mistakesIn } from "./mistakes.js";
import { follow, type Path } from "./path.js";
import type { OptimizerDiagnosis } from "./report.js";
import type { Rule } from "./rules.js";

/** What a diagnosis is made from. */
export interface OptimizerFindings {
  readonly path: Path;
  readonly given: readonly (readonly number[])[];
  readonly wanted: readonly (readonly number[])[];
  readonly rule: Rule;
  readonly firstDivergent: number | null;
  readonly repeats: boolean;
}

/** Compares what the optimizer did with the rule under each of the usual mistakes. */
export function diagnoseOptimizer({
  path,
  given,
  wanted,
  rule,
  firstDivergent,
  repeats,
}: OptimizerFindings): OptimizerDiagnosis | null {
  if (firstDivergent === null && repeats) return null;
  const told = (message: string, ratio: number | null = null, known = true): OptimizerDiagnosis => ({
    message: `${message.replace(/^[a-z]/, (letter) => letter.toUpperCase())}.`,
    ratio,
    known,
  });
  if (!repeats) {
    return told(
      "beside a second state the same gradients give other steps: the optimizer keeps something outside its state, or is random",
    );
  }
  if (given.some((row) => row.some(Number.isNaN))) return told("it gives NaN");
  if (given.every((row) => row.every((one, k) => one === path.start[k])))
    return told("it does not move the parameters at all", 0);
  const mistakes = rule.stock === undefined ? [] : mistakesIn(rule.stock.name);
  const numbers = rule.stock?.options;
  for (const { message, start } of mistakes) {
    if (
      numbers !== undefined &&
      same(
        path,
        follow(path, () => start(numbers)),
        given,
      )
    )
      return told(message);
  }
  const ratio = ratioOfSteps(path, given, wanted);
  if (ratio !== null) {
    if (Math.abs(ratio + 1) < 1e-6) return told("it goes uphill: the sign of the step is flipped", ratio);
    return told(
      `every step is ${showRatio(ratio)} times as long: the learning rate is another one, or multiplied once more`,
      ratio,
    );
  }
  for (const { message, start } of mistakes) {
    if (numbers === undefined) continue;
    const factor = ratioOfSteps(
      path,
      given,
      follow(path, () => start(numbers)),
    );
    if (factor !== null) return told(`${message}; besides, every step is ${showRatio(factor)} times as long`, factor);
  }
  return told(whereItDiffers(path, given, wanted), null, false);
}

function same(path: Path, one: readonly (readonly number[])[], other: readonly (readonly number[])[]): boolean {
  return one.every((row, s) =>
    row.every((value, k) => {
      const from = s === 0 ? path.start[k] : one[s - 1][k];
      return (
        Math.abs(value - other[s][k]) <=
        1e-8 * Math.abs(value - from) + (s + 1) * 2 ** -48 * Math.max(Math.abs(value), Math.abs(path.start[k]))
      );
    }),
  );
}

/** r where every step is r times the wanted one. */
function ratioOfSteps(
  path: Path,
  given: readonly (readonly number[])[],
  wanted: readonly (readonly number[])[],
): number | null {
  let [dot, square] = [0, 0];
  const step = (of: readonly (readonly number[])[], s: number, k: number): number =>
    of[s][k] - (s === 0 ? path.start[k] : of[s - 1][k]);
  // A parameter of a size like its steps: nothing of them is lost to rounding.
  const pairs = given.flatMap((row, s) => row.map((_, k) => [step(given, s, k), step(wanted, s, k)] as const));
  for (const [one, other] of pairs) [dot, square] = [dot + one * other, square + other * other];
  const ratio = dot / square;
  if (!Number.isFinite(ratio) || ratio === 0) return null;
  const fits = pairs.every(([one, other]) => Math.abs(one - ratio * other) <= 1e-6 * Math.abs(ratio * other) + 1e-14);
  return fits ? ratio : null;
}

/** What can be said without knowing why. */
function whereItDiffers(
  { gradients }: Path,
  given: readonly (readonly number[])[],
  wanted: readonly (readonly number[])[],
): string {
  const off = wanted[0].flatMap((one, k) =>
    given[0].length > k && Math.abs(given[0][k] - one) > 1e-9 * Math.abs(one) ? [k] : [],
  );
  if (off.length === 0) return "the first step is right: what is kept from step to step is wrong";
  const small = off.every((k) => Math.abs(gradients[0][k]) < 1e-3);
  return small
    ? "only steps by small gradients are wrong: look at ε"
    : "the errors have no pattern that the checker knows";
}
