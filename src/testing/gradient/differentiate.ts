import type { Method } from "./report.js";

/** What a function did at x + h and x − h. */
export interface Pair {
  /** f(x + h) − f(x − h). */
  readonly difference: number;
  /** f(x + h) + f(x − h) − 2 f(x). */
  readonly bend: number;
  /** (x + h) − (x − h) as it was rounded. */
  readonly span: number;
  /** How far rounding may have put the difference off. */
  readonly noise: number;
  /** A kink is known to lie between x − h and x + h. */
  readonly crossed: boolean;
}

/** A derivative, with how far it may be off. */
export interface Estimate {
  readonly value: number;
  readonly errorBar: number;
  readonly step: number;
  /** `known`: a kink lies within the smallest step; `suspected`: the slopes to the left and right do not meet. */
  readonly kink: "known" | "suspected" | null;
}

/** Where the ladder of steps begins, by how much a step over a known kink shrinks, and where it ends. */
const first = 2 ** -6;
const shrink = 1 / 8;
const smallest = 2 ** -26;

/**
 * f′(x) by difference quotients. `richardson` halves the step and extrapolates to step 0 (Ridders' tableau) until the estimate
 * has settled; `central` takes one step. A step over a known kink is given up for a smaller one.
 *
 * Source: Ridders 1982; Press et al., Numerical Recipes, §5.7.
 */
export function differentiate(pairAt: (h: number) => Pair, method: Method, step?: number): Estimate {
  return method === "central" ? central(pairAt, step ?? 1e-5) : richardson(pairAt, step ?? first);
}

function richardson(pairAt: (h: number) => Pair, from: number): Estimate {
  let best: Estimate = { value: Number.NaN, errorBar: Infinity, step: 0, kink: "known" };
  let before: number[] = [];
  const bends: Pair[] = [];
  let top = from;
  for (let h = from, level = 0; h >= smallest && level < 14; h /= 2) {
    const pair = pairAt(h);
    if (pair.crossed) {
      if (best.errorBar < Infinity) break;
      [before, level, h] = [[], 0, 2 * h * shrink];
      top = h / 2;
      continue;
    }
    bends.push(pair);
    const noise = pair.noise / pair.span;
    const now = [pair.difference / pair.span];
    for (let m = 1; m <= Math.min(level, 4); m++) {
      const weight = 4 ** m;
      now[m] = (weight * now[m - 1] - before[m - 1]) / (weight - 1);
      const errorBar = Math.max(Math.abs(now[m] - now[m - 1]), Math.abs(now[m] - before[m - 1])) + 2 * noise;
      if (errorBar <= best.errorBar) best = { value: now[m], errorBar, step: top, kink: null };
    }
    if (level >= 2 && (best.errorBar <= 1e-8 * Math.abs(best.value) || 2 * noise > best.errorBar)) break;
    before = now;
    level++;
  }
  if (best.errorBar === Infinity) return { ...best, kink: bends.length === 0 ? "known" : null };
  return { ...best, kink: bent(bends) ? "suspected" : null };
}

function central(pairAt: (h: number) => Pair, step: number): Estimate {
  for (let h = step; h >= smallest; h *= shrink) {
    const [wide, close] = [pairAt(2 * h), pairAt(h)];
    if (wide.crossed || close.crossed) continue;
    const value = close.difference / close.span;
    const errorBar = Math.abs(value - wide.difference / wide.span) + (2 * close.noise) / close.span;
    const kink = bent([wide, close]) ? "suspected" : null;
    return { value, errorBar, step: h, kink };
  }
  return { value: Number.NaN, errorBar: Infinity, step: 0, kink: "known" };
}

/**
 * The test of five points, x and x ± h and x ± h/2: where f is smooth, halving the step quarters the bend f(x + h) + f(x − h) − 2 f(x);
 * on a kink it halves it. The smallest steps whose bend is more than rounding decide.
 */
function bent(bends: readonly Pair[]): boolean {
  const clear = bends.filter(({ bend, noise }) => Math.abs(bend) > 64 * noise);
  const [wide, close] = clear.slice(-2);
  return close !== undefined && Math.abs(close.bend) > 0.375 * Math.abs(wide.bend);
}
