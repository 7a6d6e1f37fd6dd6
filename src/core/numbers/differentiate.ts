/** Central differences of f at x, with step h. */
export interface DifferencePair {
  /** f(x + h) − f(x − h). */
  readonly difference: number;
  /** f(x + h) + f(x − h) − 2 f(x). */
  readonly bend: number;
  /** (x + h) − (x − h), computed from the two rounded arguments. */
  readonly span: number;
  /** A bound on the rounding error of the difference. */
  readonly noise: number;
  /** Whether a kink is known to lie between x − h and x + h. */
  readonly crossed: boolean;
}

/** A derivative and its uncertainty. */
export interface DerivativeEstimate {
  readonly value: number;
  /** How far the value may be off. */
  readonly errorBar: number;
  /** The widest step used. */
  readonly step: number;
  /**
   * `known`: a kink lies within the smallest step; `suspected`: the slopes to the left and to the
   * right do not meet.
   */
  readonly kink: "known" | "suspected" | null;
}

/** The widest step, the factor applied to a step across a known kink, and the smallest step. */
const firstStep = 0.015625; // 2⁻⁶
const shrink = 0.125;
const smallest = 1.4901161193847656e-8; // 2⁻²⁶

/**
 * f′(x) by difference quotients. `richardson` halves the step and extrapolates to step 0 (Ridders'
 * tableau) until the estimate settles; `central` takes one step. A step across a known kink is
 * replaced by a smaller one.
 *
 * Source: Ridders 1982; Press et al., Numerical Recipes, §5.7.
 */
export function differentiate(
  pairAt: (h: number) => DifferencePair,
  method: "richardson" | "central",
  step?: number,
): DerivativeEstimate {
  return method === "central" ? central(pairAt, step ?? 1e-5) : richardson(pairAt, step ?? firstStep);
}

/**
 * f′(x) of a function of one number, by `richardson`. The steps are multiplied by `factor`: a
 * second call with another factor gives an independent estimate.
 */
export function derivativeAt(
  f: (x: number) => number,
  x: number,
  kinks: readonly number[] = [],
  factor = 1,
): DerivativeEstimate {
  const base = f(x);
  const size = factor * Math.max(1, Math.abs(x));
  return differentiate((relative) => {
    const [up, down] = [x + relative * size, x - relative * size];
    const [plus, minus] = [f(up), f(down)];
    return {
      difference: plus - minus,
      bend: plus + minus - 2 * base,
      span: up - down,
      noise: 2 ** -50 * (Math.abs(plus) + Math.abs(minus)),
      crossed: kinks.some((kink) => crossesKink(up, x, kink) || crossesKink(down, x, kink)),
    };
  }, "richardson");
}

/** Whether two numbers lie on different sides of a kink; the kink itself is a side of its own. */
export function crossesKink(one: number, other: number, kink: number): boolean {
  return Math.sign(one - kink) !== Math.sign(other - kink);
}

function richardson(pairAt: (h: number) => DifferencePair, from: number): DerivativeEstimate {
  let best: DerivativeEstimate = { value: Number.NaN, errorBar: Infinity, step: 0, kink: "known" };
  let before: number[] = [];
  const bends: DifferencePair[] = [];
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
  return { ...best, kink: isBent(bends) ? "suspected" : null };
}

function central(pairAt: (h: number) => DifferencePair, step: number): DerivativeEstimate {
  for (let h = step; h >= smallest; h *= shrink) {
    const [wide, close] = [pairAt(2 * h), pairAt(h)];
    if (wide.crossed || close.crossed) continue;
    const value = close.difference / close.span;
    const errorBar = Math.abs(value - wide.difference / wide.span) + (2 * close.noise) / close.span;
    const kink = isBent([wide, close]) ? "suspected" : null;
    return { value, errorBar, step: h, kink };
  }
  return { value: Number.NaN, errorBar: Infinity, step: 0, kink: "known" };
}

/**
 * The five-point test, with x, x ± h and x ± h/2: halving the step quarters the bend
 * f(x + h) + f(x − h) − 2 f(x) where f is smooth, and halves it on a kink. The two smallest steps
 * whose bends exceed rounding decide.
 */
function isBent(bends: readonly DifferencePair[]): boolean {
  const clear = bends.filter(({ bend, noise }) => Math.abs(bend) > 64 * noise);
  const [wide, close] = clear.slice(-2);
  return close !== undefined && Math.abs(close.bend) > 0.375 * Math.abs(wide.bend);
}
