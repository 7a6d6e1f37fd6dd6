import { HALF, ONE, SIGN } from "./constants";
import { halfExp } from "./exp";
import { both, horner } from "./pair";

/** Where the forms meet, and from where the second is 1. */
const BOUNDS: usize = memory.data<f64>([0.76, 30]);
/** For `e^2a`. */
const FACTORS: usize = memory.data<f64>([2, 2.8853900817779268]);
/** Coefficients of the first form. */
const P: usize = memory.data<f64>([-1, -0.06425059122865685, -0.0007308992803417598, -5.2188384115671726e-8]);
const Q: usize = memory.data<f64>([3, 1.3927517736859705, 0.07357912160113031, 0.0007640577199120701]);

/** Hyperbolic tangent: both forms are computed, and the one that keeps its digits is taken. */
@inline
export function tanh(x: v128): v128 {
  const a = f64x2.pmin(f64x2.abs(x), both(BOUNDS + 8));
  const z = f64x2.mul(a, a);
  const p = horner(P, 0, z, horner(P, 1, z, horner(P, 2, z, both(P + 24))));
  const q = horner(Q, 0, z, horner(Q, 1, z, horner(Q, 2, z, both(Q + 24))));
  const below = f64x2.add(a, f64x2.mul(a, f64x2.div(f64x2.mul(z, p), q)));
  const above = f64x2.sub(both(ONE), f64x2.div(both(ONE), f64x2.add(halfExp(a, FACTORS), both(HALF))));
  const size = v128.bitselect(below, above, f64x2.lt(a, both(BOUNDS)));
  return v128.or(size, v128.and(x, both(SIGN)));
}
