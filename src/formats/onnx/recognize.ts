import type { Activation, Elementwise } from "../../core/index.js";
import { elu, identity, leakyRelu } from "../../core/index.js";
import { activations as builtIn } from "../../core/internal.js";
import type { OnnxFile } from "./file.js";
import { shortestFloat } from "./graph.js";
import { clip } from "./own.js";
import { type Cone, farPoints, nearPoints, pointsOf } from "./trialPoints.js";
import { type Argument, type Computed, type Constant, constantScalar, isComputed, isConstant } from "./values.js";

/** An activation that several nodes compute together, and the value they apply it to. */
export interface RecognizedActivation {
  readonly activation: Elementwise;
  readonly of: Computed;
}

/**
 * The number of evaluations of one node on one number that a file has left, and the activations of
 * single nodes that were found already. The activations of a perceptron need a small part of it.
 */
export class Trials {
  left = 4e6;
  readonly known: Map<string, Elementwise | undefined> = new Map();
}

/**
 * This library writes its longest activation, gelu in double, in fewer; other exporters stay below
 * 16.
 */
const mostNodes = 64;
/** The largest difference, absolute plus relative: the constants of a float file are rounded. */
const trialTolerance = 2e-6;
/** Where an activation that is bounded has reached its bounds. */
const far = 1e30;
/** Up to here no formula of an activation overflows. */
const mostNear = 16;

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
export function recognizeActivation(value: Computed, trials: Trials, file: OnnxFile): RecognizedActivation | undefined {
  const nodes: Computed[] = [];
  const scalars = new Map<Constant, number>();
  let open = [value];
  let found: RecognizedActivation | undefined;
  while (nodes.length < mostNodes) {
    const last = open.reduce((latest, each) => (each.index > latest.index ? each : latest));
    const inputs = elementwiseInputs(last, scalars);
    if (inputs === undefined) break;
    nodes.push(last);
    open = [...new Set([...open.filter((each) => each !== last), ...inputs])];
    if (open.length !== 1) continue;
    if (trials.left < 0)
      file.fail("the number of trials to find the activations", "at its end", "fewer nodes between layers");
    const [of] = open;
    const activation = matchKnown({ nodes: [...nodes], source: of, scalars }, trials, file);
    if (activation !== undefined) found = { activation, of };
  }
  return found;
}

/**
 * The computed inputs of an elementwise node whose other inputs are single numbers; adds those
 * numbers to `scalars`. `undefined` for any other node.
 */
function elementwiseInputs(
  { rule, arguments: inputs }: Computed,
  scalars: Map<Constant, number>,
): readonly Computed[] | undefined {
  if (rule === undefined) return undefined;
  for (const input of inputs) {
    if (input === null || isComputed(input)) continue;
    const scalar = isConstant(input) ? constantScalar(input) : undefined;
    if (scalar === undefined || !isConstant(input)) return undefined;
    scalars.set(input, scalar);
  }
  const values = inputs.filter(isComputed);
  return values.length > 0 ? values : undefined;
}

/** matchActivation, which remembers nodes that have neither constants nor attributes. */
function matchKnown(cone: Cone, trials: Trials, file: OnnxFile): Elementwise | undefined {
  const [{ node }, ...more] = cone.nodes;
  if (node === null || more.length > 0 || cone.scalars.size > 0 || node.attributes.size > 0)
    return matchActivation(cone, trials, file);
  if (!trials.known.has(node.op)) trials.known.set(node.op, matchActivation(cone, trials, file));
  return trials.known.get(node.op);
}

/** The activation that the nodes compute from `source`. */
function matchActivation(cone: Cone, trials: Trials, { fail }: OnnxFile): Elementwise | undefined {
  const results = new Map<number, number>();
  const at = (z: number): number => {
    const known = results.get(z);
    if (known !== undefined) return known;
    trials.left -= cone.nodes.length;
    const result = runNodes(cone, z);
    results.set(z, result);
    return result;
  };
  const areFinite = [...cone.scalars.values()].every((value) => Number.isFinite(value));
  const sameAt =
    (activation: Elementwise) =>
    (z: number): boolean => {
      const wanted = activation.apply(z);
      if (activation === identity) return at(z) === z;
      // Far from 0, a formula that overflows is not compared.
      if (!Number.isFinite(at(z))) return areFinite && Math.abs(z) > mostNear;
      return Math.abs(at(z) - wanted) <= trialTolerance * (1 + Math.abs(wanted));
    };
  const alike = (activation: Elementwise): boolean =>
    nearPoints.every(sameAt(activation)) && farPoints.every(sameAt(activation));
  const candidate = elementwise.find(alike) ?? withOptions(at).find(alike);
  if (candidate === undefined) return undefined;
  return pointsOf(cone, fail)?.every(sameAt(candidate)) ? candidate : undefined;
}

/**
 * The activations with options that the nodes may compute. leakyRelu and elu keep every activation
 * that they made: make none that cannot match.
 */
function withOptions(at: (z: number) => number): Elementwise[] {
  const close = (a: number, b: number): boolean => Math.abs(a - b) <= trialTolerance * (1 + Math.abs(b));
  const [least, most] = [-far, far].map((z) => (close(at(z), z) ? z * Infinity : shortestFloat(at(z))));
  const ends = [least, most].filter((end) => Math.abs(end) < far);
  const found = least < most && ends.length > 0 && ends.every((end) => close(at(end), end)) ? [clip(least, most)] : [];
  if (!close(at(1), 1)) return found;
  const [slope, alpha] = [-1, -1000].map((z) => shortestFloat(-at(z)));
  const isStraight = close(at(-12), -12 * slope);
  const option = isStraight ? slope : alpha;
  // A slope of 1 is a scaling by nearly 1, which is kept as one.
  if (!Number.isFinite(option) || (isStraight && close(option, 1))) return found;
  return [...found, isStraight ? leakyRelu(option) : elu(option)];
}

/** Evaluates the nodes, listed last first, on one number. */
function runNodes({ nodes, source, scalars }: Cone, z: number): number {
  const results = new Map<Argument, number | undefined>([...scalars, [source, z]]);
  for (const value of [...nodes].reverse()) {
    // An input that the file leaves out is undefined, so that the default of the rule counts.
    const inputs = value.arguments.map((input) => results.get(input)) as number[];
    results.set(value, value.rule?.(inputs));
  }
  return results.get(nodes[0]) ?? Number.NaN;
}
