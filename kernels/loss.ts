import { BINARY_CROSS_ENTROPY, CROSS_ENTROPY, HINGE, HUBER, MAE, MSE, SQUARED_ERROR } from "../src/core/checks/codes";
import { load2, loadPair, rounded, store2 } from "./block";
import { HALF, ONE, SIGN } from "./elementary/constants";
import { exp } from "./elementary/exp";
import { log, log1p } from "./elementary/log";
import { both, first, second, times } from "./elementary/pair";

/** Adds `Σ wᵢ Lᵢ` to `sum`; `linked`, by the loss's closed form from z. */
@inline
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
  return lossOf(sizeof<T>() == 8, loss, option, linked, rows, columns, linked ? z : a, target, weights, sum);
}

/** The same from the numbers at `o`: z or a. */
function lossOf(
  wide: bool,
  loss: i32,
  option: f64,
  linked: bool,
  rows: i32,
  columns: i32,
  o: usize,
  target: usize,
  weights: usize,
  sum: f64,
): f64 {
  const width = <usize>columns << (wide ? 3 : 2);
  const toTarget = target - o;
  for (let r = 0; r < rows; r += 2, o += 2 * width, weights += 16) {
    // Two samples at a time; the last one may stand beside itself.
    const apart = r + 1 < rows ? width : 0;
    let values: v128;
    if (loss < CROSS_ENTROPY) values = distance(wide, loss, option, columns, o, o + width, apart, toTarget);
    else if (loss == CROSS_ENTROPY && linked) values = crossEntropyOfSoftmax(wide, o, o + width, apart, toTarget);
    else values = entropy(wide, loss, linked, columns, o, o + width, apart, toTarget);
    sum += load<f64>(weights) * first(values);
    if (apart != 0) sum += load<f64>(weights, 8) * second(values);
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

/** L of squaredError, mse, mae, huber and hinge: what each output adds, over the outputs or 2. Of two rows, one from o to end. */
@inline
function distance(
  wide: bool, loss: i32, option: f64, columns: i32, o: usize, end: usize, apart: usize, toTarget: usize,
): v128 {
  let sum = f64x2.splat(0);
  for (; o < end; o += wide ? 8 : 4) {
    const t = loadPair(wide, o + toTarget, o + toTarget + apart);
    sum = f64x2.add(sum, distanceOf(loss, option, loadPair(wide, o, o + apart), t));
  }
  return f64x2.div(sum, f64x2.splat(loss == SQUARED_ERROR ? 2 : <f64>columns));
}

@inline
function distanceOf(loss: i32, option: f64, o: v128, t: v128): v128 {
  const e = f64x2.sub(o, t);
  if (loss <= MSE) return f64x2.mul(e, e);
  return unusualDistance(loss, option, o, t);
}

function unusualDistance(loss: i32, option: f64, o: v128, t: v128): v128 {
  if (loss == HINGE) return f64x2.pmax(f64x2.sub(both(ONE), f64x2.mul(t, o)), f64x2.splat(0));
  const size = f64x2.abs(f64x2.sub(o, t));
  if (loss == MAE) return size;
  const line = f64x2.mul(f64x2.splat(option), f64x2.sub(size, f64x2.splat(option / 2)));
  return v128.bitselect(times(f64x2.mul(size, size), HALF), line, f64x2.le(size, f64x2.splat(option)));
}

/** L of crossEntropy from o, and of binaryCrossEntropy from o or, `linked`, from z. */
function entropy(
  wide: bool, loss: i32, linked: bool, columns: i32, from: usize, end: usize, apart: usize, toTarget: usize,
): v128 {
  let sum = f64x2.splat(0);
  for (; from < end; from += wide ? 8 : 4) {
    const o = loadPair(wide, from, from + apart);
    const t = loadPair(wide, from + toTarget, from + toTarget + apart);
    if (linked) {
      const line = f64x2.sub(f64x2.pmax(o, f64x2.splat(0)), f64x2.mul(o, t));
      sum = f64x2.add(sum, f64x2.add(line, log1p(exp(f64x2.neg(f64x2.abs(o))))));
    } else {
      sum = f64x2.sub(sum, v128.and(f64x2.mul(t, log(o)), f64x2.ne(t, f64x2.splat(0))));
      if (loss == BINARY_CROSS_ENTROPY) {
        const rest = f64x2.sub(both(ONE), t);
        sum = f64x2.sub(sum, v128.and(f64x2.mul(rest, log1p(f64x2.neg(o))), f64x2.ne(t, both(ONE))));
      }
    }
  }
  return loss == BINARY_CROSS_ENTROPY ? f64x2.div(sum, f64x2.splat(columns)) : sum;
}

/** L of crossEntropy from the z of a softmax. Masks instead of branches: which class is which is what a processor cannot guess. */
function crossEntropyOfSoftmax(wide: bool, first: usize, end: usize, apart: usize, toTarget: usize): v128 {
  const size: usize = wide ? 8 : 4;
  let largest = loadPair(wide, first, first + apart);
  let top = f64x2.splat(0);
  let k = top;
  for (let z = first; z < end; z += size, k = f64x2.add(k, both(ONE))) {
    const x = loadPair(wide, z, z + apart);
    top = v128.bitselect(k, top, f64x2.gt(x, largest));
    largest = f64x2.pmax(largest, x);
  }
  // The largest's own e^0 = 1 is left to log1p.
  let rest = f64x2.splat(0);
  k = rest;
  for (let z = first; z < end; z += size, k = f64x2.add(k, both(ONE))) {
    const e = exp(f64x2.sub(loadPair(wide, z, z + apart), largest));
    rest = f64x2.add(rest, v128.andnot(e, f64x2.eq(k, top)));
  }
  const spread = log1p(rest);
  let sum = f64x2.splat(0);
  for (let z = first; z < end; z += size) {
    const t = loadPair(wide, z + toTarget, z + toTarget + apart);
    const loss = f64x2.mul(t, f64x2.sub(spread, f64x2.sub(loadPair(wide, z, z + apart), largest)));
    sum = f64x2.add(sum, v128.and(loss, f64x2.ne(t, f64x2.splat(0))));
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
