import type { Vector } from "../numbers/matrix.js";

/** E along a line, at the distance t. */
export interface Point {
  readonly t: number;
  readonly E: number;
  /** dE/dt. */
  readonly slope: number;
  /** ∂E/∂parameters. */
  readonly gradient: Vector;
}

/** c₁ and c₂ of Nocedal and Wright, for a quasi-Newton direction. */
const enough = 1e-4;
const flat = 0.9;

/**
 * A point on the line with `E ≤ E₀ + c₁ t E₀′` and `|E′| ≤ c₂ |E₀′|`, the strong Wolfe conditions; failing that, one that only
 * fulfills the first; `null` when there is neither. It begins at t = 1, where a quasi-Newton step expects the minimum. Points that are
 * not finite count as too high.
 *
 * Source: Nocedal and Wright 2006, Algorithms 3.5 and 3.6.
 */
export function wolfe(at: (t: number) => Point, origin: Point): Point | null {
  const tooHigh = ({ t, E, slope }: Point): boolean =>
    !(E <= origin.E + enough * t * origin.slope && Number.isFinite(E) && Number.isFinite(slope));
  const isFlat = (point: Point): boolean => Math.abs(point.slope) <= -flat * origin.slope;
  let before = origin;
  let t = 1;
  for (let tries = 0; tries < 20; tries++, t *= 2) {
    const point = at(t);
    if (tooHigh(point) || (tries > 0 && point.E >= before.E)) return zoom(before, point);
    if (isFlat(point)) return point;
    if (point.slope >= 0) return zoom(point, before);
    before = point;
  }
  return before;

  /** Narrows an interval that has such a point in it; `low` is its better end. */
  function zoom(low: Point, high: Point): Point | null {
    for (let tries = 0; tries < 30; tries++) {
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

/** Where the cubic through both ends has its minimum, kept off the ends; the middle if it has none. */
function between(low: Point, high: Point): number {
  const width = high.t - low.t;
  const d1 = low.slope + high.slope - (3 * (low.E - high.E)) / (low.t - high.t);
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - low.slope * high.slope);
  const t = high.t - (width * (high.slope + d2 - d1)) / (high.slope - low.slope + 2 * d2);
  const share = (t - low.t) / width;
  return share >= 0.1 && share <= 0.9 ? t : low.t + width / 2;
}
