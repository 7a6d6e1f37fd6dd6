import { load2, loadPair, loadTwo, store2, storePair, storeTwo } from "./block";
import { applyOf, sigmoidSlope, slopeFromValue, slopeOf, takesValue, tanhSlope } from "./derived/activations";
import { IDENTITY, RELU, SIGMOID, SOFTMAX, TANH } from "./derived/codes";
import { HALF, ONE } from "./elementary/constants";
import { exp, halfExp } from "./elementary/exp";
import { log1p } from "./elementary/log";
import { both } from "./elementary/pair";
import { tanh } from "./elementary/tanh";

/*
 * The commonest activations have loops of their own here. The others share one, which calls
 * `applyOf` or `slopeOf` for every pair: a little slower, and a lot smaller.
 */

/** `a = f(z)`. */
@inline
export function activate<T>(f: i32, option: f64, rows: i32, columns: i32, z: usize, a: usize): void {
  activateBlock(sizeof<T>() == 8, f, option, rows, (<usize>columns << alignof<T>()), z, a);
}

/** The same of rows of `width` bytes. */
export function activateBlock(wide: bool, f: i32, option: f64, rows: i32, width: usize, z: usize, a: usize): void {
  const end = z + <usize>rows * width;
  const toA = a - z;
  switch (f) {
    case IDENTITY:
      for (; z < end; z += 16) v128.store(z + toA, v128.load(z));
      break;
    case RELU:
      for (; z < end; z += 16) {
        const x = v128.load(z);
        const none = wide ? f64x2.le(x, i64x2.splat(0)) : f32x4.le(x, i64x2.splat(0));
        v128.store(z + toA, v128.andnot(x, none));
      }
      break;
    case SIGMOID:
      sigmoids(wide, z, end, toA);
      break;
    case TANH:
      tanhs(wide, z, end, toA);
      break;
    case SOFTMAX:
      for (; z < end; z += 2 * width) softmax(wide, z, z + width, z + width < end ? width : 0, toA, 0);
      break;
    default:
      others(wide, f, option, z, end, toA);
  }
}

// scripts/kernels.ts keeps these loops apart.

function sigmoids(wide: bool, z: usize, end: usize, toA: usize): void {
  const step: usize = wide ? 16 : 8;
  for (; z < end; z += step) storeTwo(wide, z + toA, sigmoid(loadTwo(wide, z)));
}

function tanhs(wide: bool, z: usize, end: usize, toA: usize): void {
  const step: usize = wide ? 16 : 8;
  for (; z < end; z += step) storeTwo(wide, z + toA, tanh(loadTwo(wide, z)));
}

/** The activations without a loop of their own. */
function others(wide: bool, f: i32, option: f64, z: usize, end: usize, toA: usize): void {
  const step: usize = wide ? 16 : 8;
  for (; z < end; z += step) storeTwo(wide, z + toA, applyOf(f, option, loadTwo(wide, z)));
}

/**
 * `δ = ∂E/∂a ⊙ f′(z)`, or through the Jacobian of a row-wise f. With `recompute`, f′ gets f(z) as
 * its a, because the block holds another function's.
 */
export function slope<T>(
  f: i32,
  option: f64,
  recompute: bool,
  rows: i32,
  columns: i32,
  z: usize,
  a: usize,
  gradA: usize,
  delta: usize,
): void {
  const end = gradA + ((<usize>rows * columns) << alignof<T>());
  const toZ = z - gradA;
  const toA = a - gradA;
  const toDelta = delta - gradA;
  let g = gradA;
  switch (recompute && takesValue(f) ? 0 : f) {
    case IDENTITY:
      for (; g < end; g += 16) v128.store(g + toDelta, v128.load(g));
      break;
    case RELU:
      for (; g < end; g += 16) {
        const derivative = v128.and(v128.splat<T>(1), v128.gt<T>(v128.load(g + toZ), i64x2.splat(0)));
        v128.store(g + toDelta, v128.mul<T>(v128.load(g), derivative));
      }
      break;
    case SIGMOID:
      for (; g < end; g += 2 << alignof<T>()) {
        const x = load2<T>(g + toA);
        store2<T>(g + toDelta, f64x2.mul(load2<T>(g), sigmoidSlope(option, x, x)));
      }
      break;
    case TANH:
      for (; g < end; g += 2 << alignof<T>()) {
        const x = load2<T>(g + toA);
        store2<T>(g + toDelta, f64x2.mul(load2<T>(g), tanhSlope(option, x, x)));
      }
      break;
    case SOFTMAX: {
      const width = <usize>columns << alignof<T>();
      for (; g < end; g += width) softmaxSlope<T>(columns, g + toA, g, g + toDelta);
      break;
    }
    default:
      slopeBlock(sizeof<T>() == 8, f, option, recompute, g, end, toZ, toA, toDelta);
  }
}

/** The slope of the activations without a loop of their own: of the numbers from g to end. */
function slopeBlock(
  wide: bool, f: i32, option: f64, recompute: bool, g: usize, end: usize, toZ: usize, toA: usize, toDelta: usize,
): void {
  const step: usize = wide ? 16 : 8;
  if (takesValue(f)) {
    for (; g < end; g += step) {
      const z = loadTwo(wide, g + toZ);
      const a = recompute ? valueOf(f, option, z) : loadTwo(wide, g + toA);
      storeTwo(wide, g + toDelta, f64x2.mul(loadTwo(wide, g), slopeFromValue(f, option, z, a)));
    }
  } else {
    for (; g < end; g += step) {
      storeTwo(wide, g + toDelta, f64x2.mul(loadTwo(wide, g), slopeOf(f, option, loadTwo(wide, g + toZ))));
    }
  }
}

let place: usize = memory.data(16, 16);

/** Gives `valueOf` another place: threads with one memory must not share one. */
export function usePlace(at: usize): void {
  place = at;
}

/** f(z) of two numbers, by the loop of f: another copy of it would take some hundreds of bytes. */
function valueOf(f: i32, option: f64, z: v128): v128 {
  v128.store(place, z);
  activateBlock(true, f, option, 1, 16, place, place);
  return v128.load(place);
}

/** `a ⊙ mask`. */
export function multiply<T>(size: i32, a: usize, mask: usize, into: usize): void {
  const end = a + (<usize>size << alignof<T>());
  const toMask = mask - a;
  const toInto = into - a;
  for (; a < end; a += 16) v128.store(a + toInto, v128.mul<T>(v128.load(a), v128.load(a + toMask)));
}

/** e^−z is too small to change 1 above the first number, and ∞ below the second. */
const BOUNDS: usize = memory.data<f64>([40, -709.782712893384]);
/** For `e^−z`: see `halfExp`. */
const FACTORS: usize = memory.data<f64>([-1, -1.4426950408889634]);

/** `1 / (1 + e^−z)`. */
@inline
export function sigmoid(z: v128): v128 {
  const e = v128.andnot(halfExp(z, FACTORS), f64x2.gt(z, both(BOUNDS)));
  const s = f64x2.div(both(HALF), f64x2.add(both(HALF), e));
  return v128.andnot(s, f64x2.lt(z, both(BOUNDS + 8)));
}

/**
 * A row of softmax, from `first` to `end`, and another one `apart` from it. Returns L of
 * crossEntropy, which has the same e^z; without targets, `toTarget` is 0. With masks in place of
 * branches: a processor cannot predict which class is the largest.
 */
export function softmax(wide: bool, first: usize, end: usize, apart: usize, toA: usize, toTarget: usize): v128 {
  const size: usize = wide ? 8 : 4;
  // A z that is NaN makes the sum NaN, and so the whole row: the largest may miss it.
  let largest = loadPair(wide, first, first + apart);
  let top = f64x2.splat(0);
  let k = top;
  for (let z = first; z < end; z += size, k = f64x2.add(k, both(ONE))) {
    const x = loadPair(wide, z, z + apart);
    top = v128.bitselect(k, top, f64x2.gt(x, largest));
    largest = f64x2.pmax(largest, x);
  }
  // The rest is without the largest's own e^0 = 1, which log1p adds.
  let sum = f64x2.splat(0), rest = sum, loss = sum;
  k = sum;
  for (let z = first; z < end; z += size, k = f64x2.add(k, both(ONE))) {
    const e = exp(f64x2.sub(loadPair(wide, z, z + apart), largest));
    rest = f64x2.add(rest, v128.andnot(e, f64x2.eq(k, top)));
    sum = f64x2.add(sum, storePair(wide, z + toA, z + toA + apart, e));
  }
  if (toTarget != 0) rest = log1p(rest);
  for (let z = first; z < end; z += size) {
    if (toTarget != 0) {
      const t = loadPair(wide, z + toTarget, z + toTarget + apart);
      const part = f64x2.mul(t, f64x2.sub(rest, f64x2.sub(loadPair(wide, z, z + apart), largest)));
      loss = f64x2.add(loss, v128.and(part, f64x2.ne(t, f64x2.splat(0))));
    }
    const a = z + toA;
    storePair(wide, a, a + apart, f64x2.div(loadPair(wide, a, a + apart), sum));
  }
  return loss;
}

/** One row through the Jacobian of softmax. */
function softmaxSlope<T>(columns: i32, a: usize, gradA: usize, delta: usize): void {
  let mean: f64 = 0;
  for (let k = 0; k < columns; k++) {
    const at = <usize>k << alignof<T>();
    mean += <f64>load<T>(a + at) * <f64>load<T>(gradA + at);
  }
  for (let k = 0; k < columns; k++) {
    const at = <usize>k << alignof<T>();
    store<T>(delta + at, <T>(<f64>load<T>(a + at) * (<f64>load<T>(gradA + at) - mean)));
  }
}
