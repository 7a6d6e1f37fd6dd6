import type { Fail } from "../fileBytes.js";
import { inputsFor, kinkInputs } from "./elementwise.js";
import { doubleType } from "./tensor.js";
import { type Computed, type Constant, isComputed, isConstant } from "./values.js";

/** Nodes that compute a number from one number, the last node first. */
export interface Cone {
  readonly nodes: readonly Computed[];
  readonly source: Computed;
  /** The constants of the nodes. */
  readonly scalars: ReadonlyMap<Constant, number>;
}

/** The first inputs to try: 0, both sides of usual kinks, and on to where tails are straight. */
export const nearPoints: readonly number[] = [
  0, 1e-3, -1e-3, 0.5, -0.5, 1, -1, 2, -2, 2.99, -2.99, 3.01, -3.01, 4, -4, 5.5, -5.5, 8, -8, 12, -12,
];
/** Far from 0. A formula of more than one node may overflow there. */
export const farPoints: readonly number[] = [30, 100, 1000, 1e4, 1e6, 1e9, 1e15, 1e30].flatMap((x) => [x, -x]);

const mostPoints = 1024;
/** With more constants, their sums and products are left out: those of the kinks are in anyway. */
const mostPaired = 8;

/**
 * More inputs to try, from the constants of the nodes: on both sides of every constant and of every
 * place where a node has a kink, between neighbours, and far beyond. `undefined` when there are too
 * many.
 */
export function pointsOf(cone: Cone, fail: Fail): readonly number[] | undefined {
  const most = limitOf(cone);
  const places = new Set<number>([0, ...farPoints]);
  const add = (place: number): void => {
    if (Math.abs(place) <= most) places.add(place + 0);
  };
  const constants = [...new Set([...cone.scalars.values()].flatMap((value) => [value, -value]))];
  for (const value of constants) add(value);
  if (constants.length <= 2 * mostPaired)
    for (const a of constants) for (const b of constants) for (const place of [a + b, a * b, a / b]) add(place);
  const kinks: number[] = [];
  if (!collectKinks(cone, kinks, fail)) return undefined;
  for (const kink of kinks) add(kink);
  const sides = [...places].flatMap((place) => {
    const step = Math.max(Math.abs(place) * 1e-3, 1e-6);
    return [place, place - step, place + step];
  });
  const sorted = [...new Set([...sides, most, -most])].filter((x) => Math.abs(x) <= most).sort((a, b) => a - b);
  const between = sorted.slice(1).map((x, i) => x / 2 + sorted[i] / 2);
  return sorted.length > mostPoints ? undefined : [...sorted, ...between];
}

/** The largest number of the graph's type. */
function limitOf({ scalars, source }: Cone): number {
  const isDouble = (type: number): boolean => type === doubleType;
  const type = typeof source.form === "string" ? 0 : source.form.type;
  return isDouble(type) || [...scalars.keys()].some((each) => isDouble(each.type)) ? 1e308 : 3.4e38;
}

/** Adds the inputs of the cone at which a node of it has a kink; `false` for too many. */
function collectKinks(cone: Cone, kinks: number[], fail: Fail): boolean {
  for (const value of cone.nodes) {
    if (value.node === null) continue;
    const levels = [...kinkInputs(value.node, fail)];
    for (const input of value.arguments.filter(isConstant)) levels.push(cone.scalars.get(input) ?? 0);
    for (const input of value.arguments.filter(isComputed))
      for (const level of levels) if (!pullBack(cone, input, level, kinks)) return false;
  }
  return true;
}

/** Adds the inputs of the cone at which one of its values has this number. */
function pullBack(cone: Cone, from: Computed, at: number, into: number[]): boolean {
  const open: (readonly [Computed, number])[] = [[from, at]];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const [value, level] = step;
    if (!Number.isFinite(level)) continue;
    if (value === cone.source) {
      if (into.push(level) > mostPoints) return false;
      continue;
    }
    if (value.node === null) continue;
    const { op } = value.node;
    const other = value.arguments.find(isConstant);
    const by = other === undefined ? Number.NaN : (cone.scalars.get(other) ?? Number.NaN);
    for (const [i, input] of value.arguments.entries()) {
      if (!isComputed(input)) continue;
      for (const before of inputsFor(op, i === 0, by, level)) open.push([input, before]);
    }
    if (open.length > mostPoints) return false;
  }
  return true;
}
