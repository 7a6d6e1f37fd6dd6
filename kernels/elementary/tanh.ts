import { quarterExp } from "./exp";
import { both, horner } from "./pair";

/** Hyperbolic tangent: both forms are computed, and the one that keeps its digits is taken. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const a = f64x2.abs(x);
  const z = f64x2.mul(x, x);
  const p2 = horner(-0.0011178338758920288, z, both(-3.8052007066899996e-6));
  const p = horner(-1, z, horner(-0.07054571874545522, z, p2));
  const q2 = horner(0.08229407840793664, z, horner(0.0012036661143275105, z, both(3.891322368720804e-6)));
  const q = horner(3, z, horner(1.4116371562363657, z, q2));
  const below = f64x2.add(a, f64x2.mul(a, f64x2.div(f64x2.mul(z, p), q)));
  // `2 / (e^2a + 1)`, which is lost beside 1 from 30 on.
  const quotient = f64x2.div(both(0.5), f64x2.add(quarterExp(a, 2), both(0.25)));
  const above = f64x2.sub(both(1), v128.andnot(quotient, f64x2.gt(a, both(30))));
  const size = v128.bitselect(below, above, f64x2.lt(a, both(0.85)));
  return v128.or(size, v128.and(x, both(-0.0)));
}
