import type { Activation, Elementwise } from "../../core/index.js";
import { elu, leakyRelu } from "../../core/index.js";
import { activations as builtIn } from "../../core/internal.js";
import type { Fail } from "../fileBytes.js";
import { shortestFloat } from "./graph.js";
import { type Argument, type Computed, type Constant, constantScalar, isComputed } from "./values.js";

/**
 * An activation of the library that several nodes compute together, and the value they apply it to.
 */
export interface RecognizedActivation {
  readonly activation: Elementwise;
  readonly of: Computed;
}

type Scalars = Map<Constant, number>;

/**
 * The number of evaluations of one node on one number that a file has left. The activations of a
 * perceptron need a small part of it.
 */
export interface Trials {
  left: number;
}

/**
 * This library writes its longest activation, gelu in double, in fewer; other exporters stay below
 * 16.
 */
const mostNodes = 64;
/** The largest difference, absolute plus relative: the constants of a float file are rounded. */
const trialTolerance = 2e-6;
/** The inputs of a trial: 0, both sides of every kink, and on to where every tail is straight. */
const nearPoints = [
  0, 1e-3, -1e-3, 0.5, -0.5, 1, -1, 2, -2, 2.99, -2.99, 3.01, -3.01, 4, -4, 5.5, -5.5, 8, -8, 12, -12,
];
const trialPoints = [...nearPoints, 30, -30, 100, -100, 1000, -1000];

/** The activations of the library without options that work on each element. */
const elementwise = /* @__PURE__ */ Object.values<Activation | ((value: number) => Elementwise)>(builtIn).filter(
  (activation): activation is Elementwise => "apply" in activation && typeof activation === "object",
);

/**
 * The activation whose result is `value`, whatever nodes compute it: gelu by Erf with its factors
 * in any order, silu as Sigmoid and Mul, softplus by Exp and Log. It is found by trying. Going back
 * from `value`, at each earlier value that all nodes on the way depend on alone, the nodes are run
 * on numbers and compared with every activation of the library. The longest match counts.
 */
export function recognizeActivation(value: Computed, trials: Trials, fail: Fail): RecognizedActivation | undefined {
  const cone: Computed[] = [];
  const scalars: Scalars = new Map();
  let open = [value];
  let found: RecognizedActivation | undefined;
  while (cone.length < mostNodes) {
    const last = open.reduce((latest, each) => (each.index > latest.index ? each : latest));
    const inputs = elementwiseInputs(last, scalars, fail);
    if (inputs === undefined) break;
    cone.push(last);
    open = [...new Set([...open.filter((each) => each !== last), ...inputs])];
    if (open.length !== 1) continue;
    if (trials.left < 0)
      fail("the number of trials to find the activations", "at its end", "fewer nodes between layers");
    const activation = matchActivation(cone, open[0], scalars, trials);
    if (activation !== undefined) found = { activation, of: open[0] };
  }
  return found;
}

/**
 * The computed inputs of an elementwise node whose other inputs are single numbers; adds those
 * numbers to `scalars`. `undefined` for any other node.
 */
function elementwiseInputs(
  { rule, arguments: inputs }: Computed,
  scalars: Scalars,
  fail: Fail,
): readonly Computed[] | undefined {
  if (rule === undefined) return undefined;
  for (const input of inputs) {
    if (input === null || isComputed(input)) continue;
    const scalar = constantScalar(input, fail);
    if (scalar === undefined) return undefined;
    scalars.set(input, scalar);
  }
  const values = inputs.filter(isComputed);
  return values.length > 0 ? values : undefined;
}

/** The activation that the nodes compute from `source`. */
function matchActivation(
  cone: readonly Computed[],
  source: Computed,
  scalars: Scalars,
  trials: Trials,
): Elementwise | undefined {
  const values: number[] = [];
  const at = (i: number): number => {
    trials.left -= values[i] === undefined ? cone.length : 0;
    values[i] ??= runNodes(cone, source, scalars, trialPoints[i]);
    return values[i];
  };
  const same = ({ apply }: Elementwise): boolean =>
    trialPoints.every((z, i) => {
      const wanted = apply(z);
      // Far from 0, a formula that overflows is not compared.
      if (i >= nearPoints.length && !Number.isFinite(at(i))) return true;
      return Math.abs(at(i) - wanted) <= trialTolerance * (1 + Math.abs(wanted));
    });
  const found = elementwise.find(same);
  // leakyRelu and elu keep every activation that they made: make none that cannot match.
  if (found !== undefined || Math.abs(at(trialPoints.indexOf(1)) - 1) > trialTolerance) return found;
  const [slope, alpha] = [-1, -1000].map((z) => shortestFloat(-at(trialPoints.indexOf(z))));
  const straight = Math.abs(at(trialPoints.indexOf(-12)) + 12 * slope) <= trialTolerance * (1 + 12 * Math.abs(slope));
  const made = straight ? slope : alpha;
  if (!Number.isFinite(made)) return undefined;
  return [straight ? leakyRelu(made) : elu(made)].find(same);
}

/** Evaluates the nodes, listed last first, on one number. */
function runNodes(cone: readonly Computed[], source: Computed, scalars: Scalars, z: number): number {
  const results = new Map<Argument, number | undefined>([...scalars, [source, z]]);
  for (const value of [...cone].reverse()) {
    // An input that the file leaves out is undefined, so that the default of the rule counts.
    const inputs = value.arguments.map((input) => results.get(input)) as number[];
    results.set(value, value.rule?.(inputs));
  }
  return results.get(cone[0]) ?? Number.NaN;
}
