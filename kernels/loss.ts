import { BINARY_CROSS_ENTROPY, CROSS_ENTROPY, HINGE, HUBER, MAE, MSE, SQUARED_ERROR } from "../src/compiled/codes";
import { load2, loadBoth, rounded, store2 } from "./block";
import { ONE, SIGN, TWO } from "./elementary/constants";
import { exp } from "./elementary/exp";
import { log, log1p } from "./elementary/log";
import { both, first, second } from "./elementary/pair";

/** Adds `Σ wᵢ Lᵢ` to `sum`; `linked`, by the loss's closed form from z. */
export function lossSum<T>(
  loss: i32,
  option: f64,
  linked: bool,
  rows: i32,
  columns: i32,
  z: usize,
  a: usize,
  target: usize,
  weights: usize,
  sum: f64,
): f64 {
  const width = <usize>columns << alignof<T>();
  for (let r = 0; r < rows; r++) {
    let value: f64;
    if (loss == CROSS_ENTROPY && linked) value = crossEntropyOfSoftmax<T>(columns, z, target);
    else if (loss >= CROSS_ENTROPY) value = entropy<T>(loss, linked, columns, linked ? z : a, target);
    else value = distance<T>(loss, option, columns, a, target);
    sum += load<f64>(weights) * value;
    weights += 8;
    z += width;
    a += width;
    target += width;
  }
  return sum;
}

/** `∂E/∂a` of the last layer. */
export function lossGradient<T>(
  loss: i32,
  option: f64,
  rows: i32,
  columns: i32,
  a: usize,
  target: usize,
  weights: usize,
  samples: f64,
  into: usize,
): void {
  const width = <usize>columns << alignof<T>();
  const toTarget = target - a;
  const toInto = into - a;
  for (let r = 0; r < rows; r++) {
    const share = load<f64>(weights) / samples;
    weights += 8;
    const next = a + width;
    for (; a < next; a += 2 << alignof<T>()) {
      const gradient = gradientOf(loss, option, columns, load2<T>(a), load2<T>(a + toTarget));
      store2<T>(a + toInto, f64x2.mul(rounded<T>(gradient), f64x2.splat(share)));
    }
    a = next;
  }
}

/** δ of the last layer by the loss's link: crossEntropy after softmax, or binaryCrossEntropy after sigmoid. */
export function lossDelta<T>(
  loss: i32,
  rows: i32,
  columns: i32,
  z: usize,
  a: usize,
  target: usize,
  weights: usize,
  samples: f64,
  into: usize,
): void {
  const width = <usize>columns << alignof<T>();
  const toTarget = target - a;
  const toInto = into - a;
  for (let r = 0; r < rows; r++) {
    const share = load<f64>(weights) / samples;
    weights += 8;
    // `(a total − t) / divisor`: a factor or divisor of 1 changes nothing.
    let total: f64 = 1;
    let divisor: f64 = columns;
    if (loss == CROSS_ENTROPY) {
      total = 0;
      for (let k = 0; k < columns; k++) total += <f64>load<T>(a + toTarget + (<usize>k << alignof<T>()));
      divisor = 1;
    }
    const next = a + width;
    for (; a < next; a += 2 << alignof<T>()) {
      const above = f64x2.sub(f64x2.mul(load2<T>(a), f64x2.splat(total)), load2<T>(a + toTarget));
      const delta = f64x2.div(above, f64x2.splat(divisor));
      store2<T>(a + toInto, f64x2.mul(rounded<T>(delta), f64x2.splat(share)));
    }
    a = next;
  }
}

/** L of squaredError, mse, mae, huber and hinge: what each output adds, over the outputs or 2. */
// @ts-ignore: decorator
@inline
function distance<T>(loss: i32, option: f64, columns: i32, a: usize, target: usize): f64 {
  let sum: f64 = 0;
  for (let k = 0; k < columns; k++) {
    const at = <usize>k << alignof<T>();
    sum += distanceOf(loss, option, <f64>load<T>(a + at), <f64>load<T>(target + at));
  }
  return sum / (loss == SQUARED_ERROR ? 2 : <f64>columns);
}

// @ts-ignore: decorator
@inline
function distanceOf(loss: i32, option: f64, o: f64, t: f64): f64 {
  const e = o - t;
  if (loss <= MSE) return e * e;
  if (loss == HINGE) return max<f64>(0, 1 - t * o);
  const size = abs(e);
  if (loss == MAE) return size;
  return size <= option ? (size * size) / 2 : option * (size - option / 2);
}

/** L of crossEntropy from o, and of binaryCrossEntropy from o or, `linked`, from z. */
function entropy<T>(loss: i32, linked: bool, columns: i32, output: usize, target: usize): f64 {
  let sum: f64 = 0;
  for (let k = 0; k < columns; k++) {
    const at = <usize>k << alignof<T>();
    const o = <f64>load<T>(output + at);
    const t = <f64>load<T>(target + at);
    if (linked) {
      sum += max<f64>(o, 0) - o * t + log1p(first(exp(f64x2.splat(-abs(o)))));
    } else {
      if (t != 0) sum -= t * log(o);
      if (loss == BINARY_CROSS_ENTROPY && t != 1) sum -= (1 - t) * log1p(-o);
    }
  }
  return loss == BINARY_CROSS_ENTROPY ? sum / <f64>columns : sum;
}

/** L of crossEntropy from the z of a softmax. Masks instead of branches: which class is which is what a processor cannot guess. */
function crossEntropyOfSoftmax<T>(columns: i32, z: usize, target: usize): f64 {
  let largest = loadBoth<T>(z);
  let top = f64x2.splat(0);
  for (let k = 1; k < columns; k++) {
    const x = loadBoth<T>(z + (<usize>k << alignof<T>()));
    top = v128.bitselect(f64x2.splat(k), top, f64x2.gt(x, largest));
    largest = f64x2.pmax(largest, x);
  }
  // The largest's own e^0 = 1 is left to log1p.
  let rest: f64 = 0;
  let index = f64x2(0, 1);
  for (let k = 0; k < columns; k += 2) {
    const at = <usize>k << alignof<T>();
    const e = v128.andnot(exp(f64x2.sub(load2<T>(z + at), largest)), f64x2.eq(index, top));
    rest += first(e);
    if (k + 1 < columns) rest += second(e);
    index = f64x2.add(index, both(TWO));
  }
  const spread = f64x2.splat(log1p(rest));
  let sum: f64 = 0;
  for (let k = 0; k < columns; k += 2) {
    const at = <usize>k << alignof<T>();
    const t = load2<T>(target + at);
    const loss = f64x2.mul(t, f64x2.sub(spread, f64x2.sub(load2<T>(z + at), largest)));
    const counted = v128.and(loss, f64x2.ne(t, f64x2.splat(0)));
    sum += first(counted);
    if (k + 1 < columns) sum += second(counted);
  }
  return sum;
}

/** ∂L/∂o of two outputs. */
function gradientOf(loss: i32, option: f64, columns: f64, o: v128, t: v128): v128 {
  const e = f64x2.sub(o, t);
  if (loss == SQUARED_ERROR) return e;
  let sum: v128;
  switch (loss) {
    case MSE:
      sum = f64x2.add(e, e);
      break;
    case MAE: {
      // `Math.sign(e)`: 0 of either sign, and NaN, stay.
      const sign = v128.or(v128.and(e, both(SIGN)), both(ONE));
      sum = v128.bitselect(sign, e, f64x2.gt(f64x2.abs(e), f64x2.splat(0)));
      break;
    }
    case HUBER:
      sum = f64x2.pmin(f64x2.pmax(e, f64x2.splat(-option)), f64x2.splat(option));
      break;
    case HINGE:
      sum = v128.and(f64x2.neg(t), f64x2.lt(f64x2.mul(t, o), both(ONE)));
      break;
    case CROSS_ENTROPY:
      return v128.andnot(f64x2.neg(f64x2.div(t, o)), f64x2.eq(t, f64x2.splat(0)));
    default: {
      // BINARY_CROSS_ENTROPY
      const whenOne = v128.andnot(f64x2.div(t, o), f64x2.eq(t, f64x2.splat(0)));
      const quotient = f64x2.div(f64x2.sub(both(ONE), t), f64x2.sub(both(ONE), o));
      sum = f64x2.sub(v128.andnot(quotient, f64x2.eq(t, both(ONE))), whenOne);
    }
  }
  return f64x2.div(sum, f64x2.splat(columns));
}
