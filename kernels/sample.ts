import { activateBlock, sigmoid, slope } from "./activate";
import { put } from "./affine";
import { CROSS_ENTROPY, SIGMOID, SQUARED_ERROR } from "./derived/codes";
import { sigmoidSlope } from "./derived/activations";
import { down } from "./gradients";
import { lossDelta, lossGradient, lossSum } from "./loss";
import { maskAt, panelAt, ROW } from "./panels";
import { Layer, layerAt, Program } from "./program";

/*
 * One sample in float64, with the bits of the loops for batches. What a batch passes on through the
 * memory from loop to loop stays in registers here.
 */

/** `forward` of one sample. */
export function forwardOne(program: Program, x: usize, fillsLast: bool): void {
  let input = x;
  for (let l = 0; l < program.layers; l++) {
    const layer = layerAt(program, l);
    const inputs = layer.inputs;
    const outputs = layer.outputs;
    const isSigmoid = layer.activation == SIGMOID;
    for (let p = (outputs - 1) >> 2; p >= 0; p--) {
      let w = panelAt(layer.W, inputs, p);
      const end = panelAt(layer.W, inputs, p + 1);
      let lower = v128.load(w);
      let upper = v128.load(w, 16);
      let from = input;
      for (w += ROW; w < end; w += ROW, from += 8) {
        const s = v128.load64_splat(from);
        lower = f64x2.add(lower, f64x2.mul(s, v128.load(w)));
        upper = f64x2.add(upper, f64x2.mul(s, v128.load(w, 16)));
      }
      const at = <usize>p * ROW;
      put(layer.z + at, lower, upper);
      if (isSigmoid) {
        v128.store(layer.a + at, sigmoidOf(lower));
        if (outputs - 4 * p > 2) v128.store(layer.a + at, sigmoidOf(upper), 16);
      }
    }
    if (!isSigmoid && (fillsLast || l < program.layers - 1))
      activateBlock(true, layer.activation, layer.option, 1, <usize>outputs << 3, layer.z, layer.a);
    input = layer.a;
  }
}

/**
 * An update `p − η g` by one sample, without storing g; or, where the address of η is 0, the
 * gradient alone. False, and neither, where the loss is not finite.
 */
export function learnOne(program: Program, x: usize, target: usize, weights: usize, rate: usize): bool {
  const linked = program.linked != 0;
  forwardOne(program, x, !linked || program.loss != CROSS_ENTROPY);
  let layer = layerAt(program, program.layers - 1);
  const columns = layer.outputs;
  const end = <usize>columns << 3;
  const count = load<f64>(weights);
  let sum: f64 = 0;
  // The commonest loss of such steps, by hand: calls that tell losses apart take longer.
  if (program.loss == SQUARED_ERROR) {
    for (let k: usize = 0; k < end; k += 8) {
      const error = load<f64>(layer.a + k) - load<f64>(target + k);
      sum += error * error;
    }
    sum = count * (sum / 2);
  } else {
    sum = lossSum<f64>(
      program.loss, program.lossOption, linked, 1, columns, layer.z, layer.a, target, weights, 0, 0,
    );
  }
  const total = program.total + sum;
  if (!isFinite(total)) return false;
  program.total = total;
  if (linked) {
    lossDelta<f64>(program.loss, program.lossOption, 1, columns, layer.z, layer.a, target, weights, 1, layer.delta);
  } else {
    if (program.loss == SQUARED_ERROR) {
      // By pairs, as they are read next.
      for (let k: usize = 0; k < end; k += 16) {
        const errors = f64x2.sub(v128.load(layer.a + k), v128.load(target + k));
        v128.store(layer.gradA + k, f64x2.mul(errors, f64x2.splat(count)));
      }
    } else lossGradient<f64>(program.loss, program.lossOption, 1, columns, layer.a, target, weights, 1, layer.gradA);
    slopeOne(layer);
  }
  for (let l = program.layers - 1; l > 0; l--) {
    const before = layerAt(program, l - 1);
    down<f64>(layer.inputs, layer.outputs, layer.delta, layer.W, before.gradA);
    stepOne(layer, before.a, rate);
    slopeOne(before);
    layer = before;
  }
  stepOne(layer, x, rate);
  return true;
}

/** A copy for this file: that of the loop for batches is in line. */
function sigmoidOf(z: v128): v128 {
  return sigmoid(z);
}

/** δ of a layer. */
function slopeOne(layer: Layer): void {
  if (layer.slope == SIGMOID && layer.borrowed == 0) {
    const end = <usize>layer.outputs << 3;
    for (let at: usize = 0; at < end; at += 16) {
      const a = v128.load(layer.a + at);
      v128.store(layer.delta + at, f64x2.mul(v128.load(layer.gradA + at), sigmoidSlope(0, a, a)));
    }
    return;
  }
  slope<f64>(
    layer.slope, layer.slopeOption, layer.borrowed != 0, 1, layer.outputs, layer.z, layer.a, layer.gradA, layer.delta,
  );
}

/** `W = W − η ∂E/∂W`, and b likewise; or ∂E/∂W and ∂E/∂b alone. */
function stepOne(layer: Layer, a: usize, rate: usize): void {
  if (rate != 0) walk(layer, a, layer.W, v128.load64_splat(rate), true);
  else walk(layer, a, layer.gradW, i64x2.splat(0), false);
}

@inline
function walk(layer: Layer, a: usize, into: usize, size: v128, steps: bool): void {
  const inputs = layer.inputs;
  for (let p = (layer.outputs - 1) >> 2; p >= 0; p--) {
    const mask = maskAt<f64>(layer.outputs, p);
    const delta = layer.delta + <usize>p * ROW;
    const l = v128.and(v128.load(delta), v128.load(mask));
    const u = v128.and(v128.load(delta, 16), v128.load(mask, 16));
    let w = panelAt(into, inputs, p);
    const end = panelAt(into, inputs, p + 1);
    if (layer.bias != 0) put(w, moved(w, size, l, steps), moved(w + 16, size, u, steps));
    let x = a;
    for (w += ROW; w < end; w += ROW, x += 8) {
      const s = v128.load64_splat(x);
      put(w, moved(w, size, f64x2.mul(s, l), steps), moved(w + 16, size, f64x2.mul(s, u), steps));
    }
  }
}

/** The sums g start with 0, like every other: −0 becomes 0. */
@inline
function moved(w: usize, size: v128, product: v128, steps: bool): v128 {
  const g = f64x2.add(i64x2.splat(0), product);
  return steps ? f64x2.sub(v128.load(w), f64x2.mul(size, g)) : g;
}
