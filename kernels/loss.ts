import { softmax } from "./activate";
import { load2, rounded, storeInRow } from "./block";
import { CROSS_ENTROPY } from "./derived/codes";
import { deltaOf, gradientOf, linkedValueOf, valueOf } from "./derived/losses";
import { first, second } from "./elementary/pair";

/**
 * Adds `Σ wᵢ Lᵢ` to `sum`; with `linked`, by the loss's closed form from z. That of crossEntropy
 * fills a too. Threads write the terms of the sum to `terms`.
 */
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
  terms: usize,
): f64 {
  return lossOf(sizeof<T>() == 8, loss, option, linked, rows, columns, linked ? z : a, a, target, weights, sum, terms);
}

/** The same from the numbers at `o`, which are z or a; fills the a of crossEntropy with it. */
function lossOf(
  wide: bool,
  loss: i32,
  option: f64,
  linked: bool,
  rows: i32,
  columns: i32,
  o: usize,
  a: usize,
  target: usize,
  weights: usize,
  sum: f64,
  terms: usize,
): f64 {
  const width = <usize>columns << (wide ? 3 : 2);
  const toTarget = target - o;
  const toA = a - o;
  for (let r = 0; r < rows; r += 2, o += 2 * width, weights += 16) {
    // Two samples at a time. An odd last one fills both lanes.
    const apart = r + 1 < rows ? width : 0;
    let values: v128;
    if (!linked) values = valueOf(loss, wide, option, columns, o, o + width, apart, toTarget);
    else if (loss == CROSS_ENTROPY) values = softmax(wide, o, o + width, apart, toA, toTarget);
    else values = linkedValueOf(loss, wide, option, columns, o, o + width, apart, toTarget);
    const term = load<f64>(weights) * first(values);
    sum += term;
    if (ASC_FEATURE_THREADS && terms != 0) store<f64>(terms + 8 * <usize>r, term);
    if (apart != 0) {
      const next = load<f64>(weights, 8) * second(values);
      sum += next;
      if (ASC_FEATURE_THREADS && terms != 0) store<f64>(terms + 8 * <usize>r, next, 8);
    }
  }
  return sum;
}

/**
 * `lossSum` of squaredError in float64; where `into` is not 0, `lossGradient` too. It is the
 * commonest loss of small batches, where calls that tell losses apart take longer than it does.
 */
export function squaredErrors(
  rows: i32, columns: i32, a: usize, target: usize, weights: usize, samples: f64, into: usize,
): f64 {
  const toTarget = target - a;
  const toInto = into - a;
  let total: f64 = 0;
  for (let r = 0; r < rows; r++, weights += 8) {
    const count = load<f64>(weights);
    const share = count / samples;
    let sum: f64 = 0;
    for (const end = a + ((<usize>columns) << 3); a < end; a += 8) {
      const error = load<f64>(a) - load<f64>(a + toTarget);
      sum += error * error;
      if (into != 0) store<f64>(a + toInto, error * share);
    }
    total += count * (sum / 2);
  }
  return total;
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
      storeInRow<T>(a + toInto, next + toInto, f64x2.mul(rounded<T>(gradient), f64x2.splat(share)));
    }
    a = next;
  }
}

/** δ of the last layer by the loss's closed form from z. */
export function lossDelta<T>(
  loss: i32,
  option: f64,
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
  const toZ = z - a;
  const toTarget = target - a;
  const toInto = into - a;
  for (let r = 0; r < rows; r++) {
    const share = load<f64>(weights) / samples;
    weights += 8;
    let total: f64 = 0;
    if (loss == CROSS_ENTROPY)
      for (let k = 0; k < columns; k++) total += <f64>load<T>(a + toTarget + (<usize>k << alignof<T>()));
    const next = a + width;
    for (; a < next; a += 2 << alignof<T>()) {
      const o = load2<T>(a);
      const t = load2<T>(a + toTarget);
      const delta =
        loss == CROSS_ENTROPY
          ? f64x2.sub(f64x2.mul(o, f64x2.splat(total)), t)
          : deltaOf(loss, option, columns, load2<T>(a + toZ), o, t);
      storeInRow<T>(a + toInto, next + toInto, f64x2.mul(rounded<T>(delta), f64x2.splat(share)));
    }
    a = next;
  }
}
