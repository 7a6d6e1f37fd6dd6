import { IDENTITY, RELU, SIGMOID, SOFTMAX, TANH } from "../src/core/checks/codes";
import { applyOf, sigmoid, sigmoidSlope, slopeOf, tanhSlope } from "./activations";
import { load2, loadPair, loadTwo, store2, storePair, storeTwo } from "./block";
import { exp } from "./elementary/exp";
import { tanh } from "./elementary/tanh";

/** `a = f(z)`. */
@inline
export function activate<T>(f: i32, option: f64, rows: i32, columns: i32, z: usize, a: usize): void {
  activateBlock(sizeof<T>() == 8, f, option, rows, (<usize>columns << alignof<T>()), z, a);
}

/** The same of rows of `width` bytes. */
export function activateBlock(wide: bool, f: i32, option: f64, rows: i32, width: usize, z: usize, a: usize): void {
  const end = z + <usize>rows * width;
  const toA = a - z;
  const step: usize = wide ? 16 : 8;
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
      for (; z < end; z += step) storeTwo(wide, z + toA, sigmoid(loadTwo(wide, z)));
      break;
    case TANH:
      for (; z < end; z += step) storeTwo(wide, z + toA, tanh(loadTwo(wide, z)));
      break;
    case SOFTMAX:
      for (; z < end; z += 2 * width) softmax(wide, z, z + width, z + width < end ? width : 0, toA);
      break;
    default:
      for (; z < end; z += step) storeTwo(wide, z + toA, applyOf(f, option, loadTwo(wide, z)));
  }
}

/** `δ = ∂E/∂a ⊙ f′(z)`, or through the Jacobian of a row-wise f; with `recompute`, the a in f′ is not the block's but f(z). */
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
  switch (recompute && (f == SIGMOID || f == TANH) ? 0 : f) {
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
        store2<T>(g + toDelta, f64x2.mul(load2<T>(g), sigmoidSlope(load2<T>(g + toA))));
      }
      break;
    case TANH:
      for (; g < end; g += 2 << alignof<T>()) {
        store2<T>(g + toDelta, f64x2.mul(load2<T>(g), tanhSlope(load2<T>(g + toA))));
      }
      break;
    case SOFTMAX: {
      const width = <usize>columns << alignof<T>();
      for (; g < end; g += width) softmaxSlope<T>(columns, g + toA, g, g + toDelta);
      break;
    }
    default:
      for (; g < end; g += 2 << alignof<T>()) {
        store2<T>(g + toDelta, f64x2.mul(load2<T>(g), slopeOf(f, option, load2<T>(g + toZ))));
      }
  }
}

/** `a ⊙ mask`. */
export function multiply<T>(size: i32, a: usize, mask: usize, into: usize): void {
  const end = a + (<usize>size << alignof<T>());
  const toMask = mask - a;
  const toInto = into - a;
  for (; a < end; a += 16) v128.store(a + toInto, v128.mul<T>(v128.load(a), v128.load(a + toMask)));
}

/** A row of softmax, from `first` to `end`, and one `apart` from it. */
@inline
function softmax(wide: bool, first: usize, end: usize, apart: usize, toA: usize): void {
  const size: usize = wide ? 8 : 4;
  // One that is NaN makes the sum, and so the whole row, NaN: the largest need not.
  let largest = loadPair(wide, first, first + apart);
  for (let z = first; z < end; z += size) largest = f64x2.pmax(largest, loadPair(wide, z, z + apart));
  let sum = f64x2.splat(0);
  for (let z = first; z < end; z += size) {
    const e = exp(f64x2.sub(loadPair(wide, z, z + apart), largest));
    sum = f64x2.add(sum, storePair(wide, z + toA, z + toA + apart, e));
  }
  for (let a = first + toA; a < end + toA; a += size) {
    storePair(wide, a, a + apart, f64x2.div(loadPair(wide, a, a + apart), sum));
  }
}

/** One row through softmax' Jacobian. */
@inline
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
