import {
  ELU,
  GELU,
  GELU_TANH,
  HARD_SIGMOID,
  LEAKY_RELU,
  SELU,
  SIGMOID,
  SILU,
  SOFTPLUS,
  SOFTSIGN,
  STEP,
  TANH,
} from "../src/core/checks/codes";
import { activateBlock } from "./activate";
import { HALF, ONE, TWO } from "./elementary/constants";
import { erfc } from "./elementary/erf";
import { exp, expm1, halfExp } from "./elementary/exp";
import { log1p } from "./elementary/log";
import { both, first, pair, second } from "./elementary/pair";

/*
 * The functions of src/core/activations, of two numbers at once. Those of hidden layers have loops of their own in activate.ts;
 * the others share one, which asks `applyOf` or `slopeOf` for every pair: a little slower, and a lot smaller.
 */

/** Above the first, e^−z is lost beside 1; below the second, it is ∞. */
const BOUNDS: usize = memory.data<f64>([40, -709.782712893384]);
/** For `e^−z`. */
const FACTORS: usize = memory.data<f64>([-1, -1.4426950408889634]);

/** `1 / (1 + e^−z)` */
@inline
export function sigmoid(z: v128): v128 {
  const e = v128.andnot(halfExp(z, FACTORS), f64x2.gt(z, both(BOUNDS)));
  const s = f64x2.div(both(HALF), f64x2.add(both(HALF), e));
  return v128.andnot(s, f64x2.lt(z, both(BOUNDS + 8)));
}

/** `a (1 − a)` */
@inline
export function sigmoidSlope(a: v128): v128 {
  return f64x2.mul(a, f64x2.sub(both(ONE), a));
}

/** `1 − a²` */
@inline
export function tanhSlope(a: v128): v128 {
  return f64x2.sub(both(ONE), f64x2.mul(a, a));
}

/** `f(z)` of the activations without a loop of their own. */
export function applyOf(f: i32, option: f64, z: v128): v128 {
  const positive = f64x2.gt(z, f64x2.splat(0));
  switch (f) {
    case LEAKY_RELU:
      return v128.bitselect(z, f64x2.mul(f64x2.splat(option), z), positive);
    case ELU:
      return v128.bitselect(z, f64x2.mul(f64x2.splat(option), expm1(z)), positive);
    case SELU: {
      const below = f64x2.mul(f64x2.splat(SELU_SCALE * SELU_ALPHA), expm1(z));
      return v128.bitselect(f64x2.mul(f64x2.splat(SELU_SCALE), z), below, positive);
    }
    case GELU:
      return f64x2.mul(z, normal(z));
    case GELU_TANH:
      return f64x2.mul(z, share(z));
    case SILU:
      return f64x2.div(z, f64x2.add(both(ONE), exp(f64x2.neg(z))));
    case SOFTPLUS: {
      const e = exp(f64x2.neg(f64x2.abs(z)));
      return f64x2.add(f64x2.pmax(z, f64x2.splat(0)), log1p(e));
    }
    case SOFTSIGN:
      return f64x2.div(z, f64x2.add(both(ONE), f64x2.abs(z)));
    case HARD_SIGMOID: {
      const line = f64x2.add(f64x2.div(z, f64x2.splat(6)), both(HALF));
      return f64x2.pmin(f64x2.pmax(line, f64x2.splat(0)), both(ONE));
    }
    default: {
      // STEP: `(sign z + 1) / 2`, which is NaN for NaN.
      const half = f64x2.sub(both(HALF), v128.and(both(HALF), f64x2.lt(z, f64x2.splat(0))));
      const upper = f64x2.add(half, v128.and(both(HALF), positive));
      return v128.bitselect(upper, z, f64x2.eq(z, z));
    }
  }
}

/** `f′(z)` of all activations but those that need no function (identity, relu), not from a but from z. */
export function slopeOf(f: i32, option: f64, z: v128): v128 {
  const positive = f64x2.gt(z, f64x2.splat(0));
  switch (f) {
    case TANH:
      return tanhSlope(asInLayers(TANH, z));
    case LEAKY_RELU:
      return v128.bitselect(both(ONE), f64x2.splat(option), positive);
    case ELU:
      return v128.bitselect(both(ONE), f64x2.mul(f64x2.splat(option), exp(z)), positive);
    case SELU: {
      const below = f64x2.mul(f64x2.splat(SELU_SCALE * SELU_ALPHA), exp(z));
      return v128.bitselect(f64x2.splat(SELU_SCALE), below, positive);
    }
    case GELU: {
      const density = exp(f64x2.mul(f64x2.mul(f64x2.splat(-0.5), z), z));
      return f64x2.add(normal(z), f64x2.mul(z, f64x2.mul(f64x2.splat(0.3989422804014327), density)));
    }
    case GELU_TANH: {
      const s = share(z);
      const bend = sigmoidSlope(s);
      const inner = f64x2.add(both(ONE), f64x2.mul(f64x2.mul(f64x2.splat(3 * CUBIC), z), z));
      const outer = f64x2.mul(f64x2.mul(f64x2.mul(both(TWO), z), bend), f64x2.splat(ROOT));
      // Where the bend has vanished u′ may have overflowed, and 0 · ∞ is not a number.
      return f64x2.add(s, v128.andnot(f64x2.mul(outer, inner), f64x2.eq(bend, f64x2.splat(0))));
    }
    case SILU: {
      const s = logistic(z);
      return f64x2.mul(s, f64x2.add(both(ONE), f64x2.mul(z, f64x2.sub(both(ONE), s))));
    }
    case SOFTPLUS:
      return logistic(z);
    case SOFTSIGN: {
      const size = f64x2.add(both(ONE), f64x2.abs(z));
      return f64x2.div(both(ONE), f64x2.mul(size, size));
    }
    case HARD_SIGMOID:
      return v128.and(f64x2.splat(1.0 / 6), f64x2.lt(f64x2.abs(z), f64x2.splat(3)));
    case STEP:
      return f64x2.splat(0);
    default:
      // SIGMOID
      return sigmoidSlope(logistic(z));
  }
}

const SELU_SCALE: f64 = 1.0507009873554805;
const SELU_ALPHA: f64 = 1.6732632423543772;

const ROOT: f64 = 0.7978845608028654; // √(2/π)
const CUBIC: f64 = 0.044715;

/** Φ, the distribution function of the standard normal distribution. */
function normal(z: v128): v128 {
  const x = f64x2.mul(f64x2.neg(z), f64x2.splat(Math.SQRT1_2));
  return f64x2.mul(both(HALF), pair(erfc(first(x)), erfc(second(x))));
}

/** `1 / (1 + e^−2u)` with `u = √(2/π) (z + 0.044715 z³)` */
function share(z: v128): v128 {
  const cube = f64x2.mul(f64x2.mul(f64x2.mul(f64x2.splat(CUBIC), z), z), z);
  return logistic(f64x2.mul(f64x2.splat(2 * ROOT), f64x2.add(z, cube)));
}

function logistic(z: v128): v128 {
  return asInLayers(SIGMOID, z);
}

const place = memory.data(16, 16);

/** f(z) by its loop in activate.ts: another copy of e^x would be quicker here, and some hundreds of bytes. */
function asInLayers(f: i32, z: v128): v128 {
  v128.store(place, z);
  activateBlock(true, f, 0, 1, 16, place, place);
  return v128.load(place);
}
