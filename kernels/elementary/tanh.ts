import { HALF, ONE, SIGN } from "./constants";
import { halfExp } from "./exp";
import { both, horner } from "./pair";

/** Where the forms meet, and where the second is 1. */
const BOUNDS: usize = memory.data<f64>([0.85, 30]);
/** For `e^2a`. */
const FACTORS: usize = memory.data<f64>([2, 2.8853900817779268]);
/** Coefficients of the first form. */
const P: usize = memory.data<f64>([-1, -0.07054571874545522, -0.0011178338758920288, -3.8052007066899996e-6]);
const Q: usize = memory.data<f64>([
  3, 1.4116371562363657, 0.08229407840793664, 0.0012036661143275105, 3.891322368720804e-6,
]);

/** Hyperbolic tangent: both forms are computed, and the one that keeps its digits is taken. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const a = f64x2.abs(x);
  const z = f64x2.mul(x, x);
  const p = horner(P, 0, z, horner(P, 1, z, horner(P, 2, z, both(P + 24))));
  const q = horner(Q, 0, z, horner(Q, 1, z, horner(Q, 2, z, horner(Q, 3, z, both(Q + 32)))));
  const below = f64x2.add(a, f64x2.mul(a, f64x2.div(f64x2.mul(z, p), q)));
  // `2 / (e^2a + 1)`, which is lost beside 1 from 30 on.
  const quotient = f64x2.div(both(ONE), f64x2.add(halfExp(a, FACTORS), both(HALF)));
  const above = f64x2.sub(both(ONE), v128.andnot(quotient, f64x2.gt(a, both(BOUNDS + 8))));
  const size = v128.bitselect(below, above, f64x2.lt(a, both(BOUNDS)));
  return v128.or(size, v128.and(x, both(SIGN)));
}
