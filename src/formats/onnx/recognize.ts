import type { Activation, Elementwise } from "../../core/index.js";
import { elu, leakyRelu } from "../../core/index.js";
import { activations as builtIn } from "../../core/internal.js";
import type { Fail } from "../fail.js";
import { shortest } from "./node.js";
import { type Constant, isValue, scalarOf, type Value } from "./values.js";

/** What a few nodes compute together: an activation of the library, of an earlier value. */
export interface Found {
  readonly activation: Elementwise;
  readonly of: Value;
}

type Scalars = Map<Constant, number>;

/** How many more nodes may be run on a number: what the activations of a perceptron need is a small part of it. */
export interface Trials {
  left: number;
}

/** The longest is this library's own gelu in double; other exporters stay below 16. */
const mostNodes = 64;
/** How near the values must come, absolute plus relative: the constants of a float file are rounded. */
const tolerance = 2e-6;
/** Where the function is tried: 0, the neighborhood of every kink, and up to where all tails have become straight. */
const near = [0, 1e-3, -1e-3, 0.5, -0.5, 1, -1, 2, -2, 2.99, -2.99, 3.01, -3.01, 4, -4, 5.5, -5.5, 8, -8, 12, -12];
const points = [...near, 30, -30, 100, -100, 1000, -1000];

const elementwise = /* @__PURE__ */ Object.values<Activation | ((value: number) => Elementwise)>(builtIn).filter(
  (activation): activation is Elementwise => "apply" in activation && typeof activation === "object",
);

/**
 * The activation that ends at `value`, whatever nodes it is written in: gelu by Erf in any order of its factors, silu as
 * Sigmoid and Mul, softplus by Exp and Log. It is found by trying: the nodes back to each value that all of them come from are run
 * on numbers, and compared with every activation of the library. The longest such piece counts.
 */
export function recognize(value: Value, trials: Trials, fail: Fail): Found | undefined {
  const cone: Value[] = [];
  const scalars: Scalars = new Map();
  let open = [value];
  let found: Found | undefined;
  while (cone.length < mostNodes) {
    const last = open.reduce((latest, each) => (each.index > latest.index ? each : latest));
    const inputs = partsOf(last, scalars, fail);
    if (inputs === undefined) break;
    cone.push(last);
    open = [...new Set([...open.filter((each) => each !== last), ...inputs])];
    if (open.length !== 1) continue;
    if (trials.left < 0)
      fail("the number of trials to find the activations", "at its end", "fewer nodes between layers");
    const activation = nameOf(cone, open[0], scalars, trials);
    if (activation !== undefined) found = { activation, of: open[0] };
  }
  return found;
}

/** The values that a node combines number by number, with nothing but single numbers beside them, which are noted. */
function partsOf({ rule, arguments: inputs }: Value, scalars: Scalars, fail: Fail): readonly Value[] | undefined {
  if (rule === undefined) return undefined;
  for (const input of inputs) {
    if (input === null || isValue(input)) continue;
    const scalar = scalarOf(input, fail);
    if (scalar === undefined) return undefined;
    scalars.set(input, scalar);
  }
  const values = inputs.filter(isValue);
  return values.length > 0 ? values : undefined;
}

/** The activation that the nodes are, seen from `source`. */
function nameOf(cone: readonly Value[], source: Value, scalars: Scalars, trials: Trials): Elementwise | undefined {
  const values: number[] = [];
  const at = (i: number): number => {
    trials.left -= values[i] === undefined ? cone.length : 0;
    values[i] ??= evaluate(cone, source, scalars, points[i]);
    return values[i];
  };
  const same = ({ apply }: Elementwise): boolean =>
    points.every((z, i) => {
      const wanted = apply(z);
      // Formulas that overflow far out are let off there.
      if (i >= near.length && !Number.isFinite(at(i))) return true;
      return Math.abs(at(i) - wanted) <= tolerance * (1 + Math.abs(wanted));
    });
  const found = elementwise.find(same);
  // Makers keep what they made: none is asked for what cannot be.
  if (found !== undefined || Math.abs(at(points.indexOf(1)) - 1) > tolerance) return found;
  const [slope, alpha] = [-1, -1000].map((z) => shortest(-at(points.indexOf(z))));
  const straight = Math.abs(at(points.indexOf(-12)) + 12 * slope) <= tolerance * (1 + 12 * Math.abs(slope));
  const made = straight ? slope : alpha;
  if (!Number.isFinite(made)) return undefined;
  return [straight ? leakyRelu(made) : elu(made)].find(same);
}

/** Runs the nodes, which stand last first, on one number. */
function evaluate(cone: readonly Value[], source: Value, scalars: Scalars, z: number): number {
  const results = new Map<Value | Constant | null, number | undefined>([...scalars, [source, z]]);
  for (const value of [...cone].reverse()) {
    // An input that was left out counts as not given.
    const inputs = value.arguments.map((input) => results.get(input)) as number[];
    results.set(value, value.rule?.(inputs));
  }
  return results.get(cone[0]) ?? Number.NaN;
}
