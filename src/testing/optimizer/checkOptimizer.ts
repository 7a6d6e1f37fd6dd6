import type { OptimizerState, Vector } from "../../core/index.js";
import { OptionError } from "../../core/index.js";
import { checkFunction, checkNames, checkNumber, checkSeed, show, stream } from "../../core/internal.js";
import { diagnoseOptimizer } from "./diagnoseOptimizer.js";
import { follow, type Path } from "./path.js";
import { type OptimizerEntry, type OptimizerReport, optimizerReport } from "./report.js";
import { type Rule, type RuleName, referenceRule } from "./rules.js";

/** What `checkOptimizer` looks at: an `Optimizer` of the library is one. */
export interface CheckedOptimizer<State = OptimizerState> {
  readonly name?: string;
  /** The state before the first step. */
  initialize(parameterCount: number): State;
  /** Changes `parameters` and `state` in place. */
  step(parameters: Vector, gradient: Vector, state: State): void;
}

/** Options of {@link checkOptimizer}. */
export interface CheckOptimizerOptions {
  /** How many steps, a whole number from 1; 20 unless given. */
  steps?: number | undefined;
  /** How far a step may be off, relative to the step; 1e−9 unless given. */
  tolerance?: number | undefined;
  /** The seed of the parameters and gradients; 0 unless given. */
  seed?: number | undefined;
}

/**
 * Lets an optimizer and a reference make the same steps, by random gradients of very different sizes, and compares each. The reference is a stock rule by
 * name (`"adam"` with PyTorch's defaults), one with other numbers (`referenceRule("adam", { learningRate: 0.1 })`), or your own.
 * The report names the first step that differs, and often why.
 *
 * The optimizer goes twice over the same gradients, the second time beside another state: what it keeps outside its state is found.
 *
 * @throws OptionError for what is no optimizer, rule or option; whatever the optimizer throws.
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
  const wanted = follow(path, rule.start);
  const first = run(optimizer, path, null);
  const second = run(optimizer, path, drawPath(steps, seed + 1));
  const repeats = first.every((row, s) => row.every((one, k) => Object.is(one, second[s][k])));
  const entries = compare(path, first, wanted, tolerance);
  const wrong = entries.filter(({ status }) => status === "fail");
  const firstDivergent = wrong.length === 0 ? null : Math.min(...wrong.map(({ step }) => step));
  const diagnosis = diagnoseOptimizer({ path, given: first, wanted, rule, firstDivergent, repeats });
  const name = optimizer.name ?? "the optimizer";
  return optimizerReport({
    optimizer: name,
    reference: rule.name,
    steps,
    seed,
    tolerance,
    entries,
    firstDivergent,
    diagnosis,
  });
}

/** Parameters and gradients of sizes from 1e−6 to 10, with zeros and turns among the gradients. */
function drawPath(steps: number, seed: number): Path {
  const random = stream(seed, "optimizer");
  const sizes = [1, 0.1, 1e-2, 1e-4, 1e-6, 10, 1];
  return {
    start: sizes.map((_, k) => (2 * random() - 1) * (k === 6 ? 10 : 1)),
    gradients: Array.from({ length: steps }, (_, s) =>
      sizes.map((size, k) => (k === 6 && s % 3 === 1 ? 0 : size * (0.3 + 2 * random() - (random() < 0.3 ? 2 : 0)))),
    ),
  };
}

/** The parameters after each step; with `beside`, a second state of the same optimizer goes its own way in between. */
function run<State>(optimizer: CheckedOptimizer<State>, path: Path, beside: Path | null): number[][] {
  const parameters = Float64Array.from(path.start);
  const state = optimizer.initialize(parameters.length);
  const others = Float64Array.from(beside?.start ?? []);
  const otherState = beside === null ? null : optimizer.initialize(others.length);
  return path.gradients.map((gradient, s) => {
    if (otherState !== null) optimizer.step(others, Float64Array.from(beside?.gradients[s] ?? []), otherState);
    optimizer.step(parameters, Float64Array.from(gradient), state);
    return Array.from(parameters);
  });
}

/** Compares each step's change. After the first one that differs, the rest follow from it. */
function compare(path: Path, given: number[][], wanted: number[][], tolerance: number): OptimizerEntry[] {
  // A step may follow longer ones, whose own errors are still in the parameter.
  const way = path.start.map(() => 0);
  return wanted.flatMap((row, s) =>
    row.map((target, k): OptimizerEntry => {
      const [from, was] = s === 0 ? [path.start[k], path.start[k]] : [wanted[s - 1][k], given[s - 1][k]];
      const error = Math.abs(given[s][k] - target);
      const moved = Math.max(Math.abs(target - from), Math.abs(given[s][k] - was));
      // Both have been rounded at each step.
      way[k] += moved;
      const room = tolerance * way[k] + (s + 1) * 2 ** -50 * Math.max(Math.abs(target), Math.abs(path.start[k]));
      const status = error <= room ? "ok" : "fail";
      return {
        step: s + 1,
        index: k,
        gradient: path.gradients[s][k],
        given: given[s][k],
        wanted: target,
        error,
        relativeError: moved === 0 ? 0 : error / moved,
        status,
      };
    }),
  );
}
