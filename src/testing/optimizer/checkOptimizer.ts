import { OptionError } from "../../core/index.js";
import { checkFunction, checkNames, checkNumber, checkSeed, show } from "../../core/internal.js";
import { sameBits } from "../matrices.js";
import { diagnoseOptimizer } from "./diagnoseOptimizer.js";
import {
  type CheckedOptimizer,
  drawPath,
  followOptimizer,
  followRule,
  type OptimizerPath,
  type ParameterRows,
} from "./path.js";
import { makeOptimizerReport, type OptimizerEntry, type OptimizerReport } from "./report.js";
import { type Rule, type RuleName, referenceRule } from "./rules.js";

/** Options of {@link checkOptimizer}. */
export interface CheckOptimizerOptions {
  /** Steps to compare, a whole number from 1; 20 unless given. */
  steps?: number | undefined;
  /** The allowed error of a step, relative to the step, above 0; 1e−9 unless given. */
  tolerance?: number | undefined;
  /** The seed of the parameters and gradients; 0 unless given. */
  seed?: number | undefined;
}

/**
 * Compares each step of an optimizer with the step of a reference rule, by the same random
 * gradients of very different sizes. The reference is a stock rule by name (`"adam"`, with
 * PyTorch's defaults), one with other numbers (`referenceRule("adam", { learningRate: 0.1 })`), or
 * your own. A number in place of the options is the number of steps. The report names the first
 * step that differs, and often the cause.
 *
 * The optimizer runs twice over the same gradients, the second time beside another state, which
 * reveals memory that it keeps outside its state.
 *
 * ```ts
 * import { adam } from "deltarule";
 * import { checkOptimizer } from "deltarule/testing";
 *
 * checkOptimizer(adam(), "adam").ok; // true
 * ```
 *
 * @throws OptionError for a value that is not an optimizer, a rule or an option; whatever the
 * optimizer throws.
 */
export function checkOptimizer<State>(
  optimizer: CheckedOptimizer<State>,
  reference: RuleName | Rule,
  options: number | CheckOptimizerOptions = {},
): OptimizerReport {
  const call = "checkOptimizer";
  const given = typeof options === "number" ? { steps: options } : options;
  checkNames(call, given, ["steps", "tolerance", "seed"]);
  const { steps = 20, tolerance = 1e-9, seed = 0 } = given;
  checkNumber(call, "steps", steps, { integer: true, min: 1 });
  checkNumber(call, "tolerance", tolerance, { above: 0 });
  checkSeed(call, seed);
  for (const name of ["initialize", "step"] as const)
    checkFunction(call, `the optimizer's ${name}`, optimizer?.[name], "a function, as sgd() has it");
  const rule = typeof reference === "string" ? referenceRule(reference) : reference;
  if (typeof rule?.start !== "function")
    throw new OptionError(`${call}: the reference is ${show(reference)}, wanted the name of a rule or a rule`);
  const path = drawPath(steps, seed);
  const wanted = followRule(path, rule.start);
  const first = followOptimizer(optimizer, path, null);
  const second = followOptimizer(optimizer, path, drawPath(steps, seed + 1));
  const repeats = first.every((row, s) => sameBits(row, second[s]));
  const entries = compareSteps(path, first, wanted, tolerance);
  const wrong = entries.filter(({ status }) => status === "fail");
  const firstDivergent = wrong.length === 0 ? null : Math.min(...wrong.map(({ step }) => step));
  return makeOptimizerReport({
    optimizer: optimizer.name ?? "the optimizer",
    reference: rule.name,
    steps,
    seed,
    tolerance,
    entries,
    firstDivergent,
    diagnosis: diagnoseOptimizer({ path, given: first, wanted, rule, firstDivergent, repeats }),
  });
}

/**
 * Compares the parameters after each step. Steps after the first wrong one differ as a consequence.
 */
function compareSteps(
  path: OptimizerPath,
  given: ParameterRows,
  wanted: ParameterRows,
  tolerance: number,
): OptimizerEntry[] {
  // The length of all steps so far: the errors of earlier steps are still in the parameter.
  const way = path.start.map(() => 0);
  return wanted.flatMap((row, s) =>
    row.map((target, k): OptimizerEntry => {
      const [from, was] = s === 0 ? [path.start[k], path.start[k]] : [wanted[s - 1][k], given[s - 1][k]];
      const error = Math.abs(given[s][k] - target);
      const moved = Math.max(Math.abs(target - from), Math.abs(given[s][k] - was));
      way[k] += moved;
      // The second term: both paths have been rounded at each step.
      const room = tolerance * way[k] + (s + 1) * 2 ** -50 * Math.max(Math.abs(target), Math.abs(path.start[k]));
      return {
        step: s + 1,
        index: k,
        gradient: path.gradients[s][k],
        given: given[s][k],
        wanted: target,
        error,
        relativeError: moved === 0 ? 0 : error / moved,
        status: error <= room ? "ok" : "fail",
      };
    }),
  );
}
