import type { Vector } from "../numbers/matrix.js";

/** A point on a line, at the distance t from the origin. */
export interface LinePoint {
  readonly t: number;
  readonly E: number;
  /** dE/dt. */
  readonly slope: number;
  /** ∂E/∂parameters. */
  readonly gradient: Vector;
}

/** c₁ and c₂ of Nocedal and Wright, for a quasi-Newton direction. */
const leastDecrease = 1e-4;
const mostCurvature = 0.9;

/**
 * A point on the line that fulfills the strong Wolfe conditions, `E ≤ E₀ + c₁ t E₀′` and
 * `|E′| ≤ c₂ |E₀′|`. If the search finds none, a point that fulfills the first condition; if it
 * finds none of those either, `null`. The search starts at t = 1, where a quasi-Newton step expects
 * the minimum. Points that are not finite count as too high. After `most` points it ends with what
 * it has, perhaps the origin.
 *
 * Source: Nocedal and Wright 2006, Algorithms 3.5 and 3.6.
 */
export function wolfe(at: (t: number) => LinePoint, origin: LinePoint, most: number = Infinity): LinePoint | null {
  const tooHigh = ({ t, E, slope }: LinePoint): boolean =>
    !(E <= origin.E + leastDecrease * t * origin.slope && Number.isFinite(E) && Number.isFinite(slope));
  const isFlat = (point: LinePoint): boolean => Math.abs(point.slope) <= -mostCurvature * origin.slope;
  let before = origin;
  let t = 1;
  let left = most;
  for (let tries = 0; tries < 20 && left > 0; tries++, t *= 2) {
    left--;
    const point = at(t);
    if (tooHigh(point) || (tries > 0 && point.E >= before.E)) return zoom(before, point);
    if (isFlat(point)) return point;
    if (point.slope >= 0) return zoom(point, before);
    before = point;
  }
  return before;

  /** Narrows an interval that contains such a point. `low` is the end with the lower E. */
  function zoom(low: LinePoint, high: LinePoint): LinePoint | null {
    for (let tries = 0; tries < 30 && left > 0; tries++) {
      left--;
      const point = at(between(low, high));
      if (tooHigh(point) || point.E >= low.E) {
        high = point;
      } else {
        if (isFlat(point)) return point;
        if (point.slope * (high.t - low.t) >= 0) high = low;
        low = point;
      }
    }
    return low.t > 0 ? low : null;
  }
}

/**
 * The minimum of the cubic through both ends, if it lies in the middle 80 % of the interval; else
 * the middle.
 */
function between(low: LinePoint, high: LinePoint): number {
  const width = high.t - low.t;
  const d1 = low.slope + high.slope - (3 * (low.E - high.E)) / (low.t - high.t);
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - low.slope * high.slope);
  const t = high.t - (width * (high.slope + d2 - d1)) / (high.slope - low.slope + 2 * d2);
  const share = (t - low.t) / width;
  return share >= 0.1 && share <= 0.9 ? t : low.t + width / 2;
}
