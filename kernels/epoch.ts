import { activate, slope } from "./activate";
import { affine } from "./affine";
import { copy } from "./block";
import { CROSS_ENTROPY, SQUARED_ERROR } from "./derived/codes";
import { gradA, gradB, gradW } from "./gradients";
import { lossDelta, lossGradient, lossSum, squaredErrors } from "./loss";
import { isPlain, update } from "./optimizers";
import { Layer, layerAt, Program } from "./program";
import { learnOne } from "./sample";

/** Fills z and a of every layer, first to last; without the last a where the loss fills it. */
export function forward<T>(program: Program, rows: i32, x: usize): void {
  let input = x;
  for (let l = 0; l < program.layers; l++) {
    const layer = layerAt(program, l);
    affine<T>(rows, layer.inputs, layer.outputs, input, layer.W, layer.z);
    if (l < program.layers - 1 || program.linked == 0 || program.loss != CROSS_ENTROPY)
      activate<T>(layer.activation, layer.option, rows, layer.outputs, layer.z, layer.a);
    input = layer.a;
  }
}

/** Fills δ of every layer, last to first, and the gradient. */
function backward<T>(program: Program, rows: i32, x: usize, target: usize, weights: usize): void {
  const last = layerAt(program, program.layers - 1);
  const columns = last.outputs;
  if (program.linked != 0) {
    lossDelta<T>(program.loss, program.lossOption, rows, columns, last.z, last.a, target, weights, rows, last.delta);
  } else {
    if (sizeof<T>() == 8 && program.loss == SQUARED_ERROR)
      squaredErrors(rows, columns, last.a, target, weights, rows, last.gradA);
    else
      lossGradient<T>(program.loss, program.lossOption, rows, columns, last.a, target, weights, rows, last.gradA);
    slopeOf<T>(last, rows);
  }
  for (let l = program.layers - 1; l >= 0; l--) {
    const layer = layerAt(program, l);
    const input = l == 0 ? x : layerAt(program, l - 1).a;
    if (l > 0) {
      const before = layerAt(program, l - 1);
      gradA<T>(rows, layer.inputs, layer.outputs, layer.delta, layer.W, layer.transposed, before.gradA);
      slopeOf<T>(before, rows);
    }
    gradW<T>(rows, layer.inputs, layer.outputs, layer.delta, input, layer.gradW, true);
    if (layer.bias != 0) gradB<T>(rows, layer.inputs, layer.outputs, layer.delta, layer.gradW, true);
  }
}

/**
 * Updates once for each batch of these samples, of which the last may be smaller. It stops before
 * the backward pass of a batch whose loss is not finite. Returns how many samples are done. The
 * last layer's a of every sample goes into `outputs`, unless that is 0.
 */
export function train<T>(
  program: Program, samples: i32, batch: i32, x: usize, target: usize, weights: usize, outputs: usize, scalars: usize,
): i32 {
  const last = layerAt(program, program.layers - 1);
  const columns = last.outputs;
  const inputs = layerAt(program, 0).inputs;
  const single = sizeof<T>() == 8 && batch == 1;
  const steps = single && isPlain(program.rule, program.constants);
  for (let start = 0; start < samples; start += batch) {
    const rows = min(batch, samples - start);
    const X = x + <usize>(start * inputs) * sizeof<T>();
    const offset = <usize>(start * columns) * sizeof<T>();
    const counts = weights + 8 * <usize>start;
    if (single) {
      if (!learnOne(program, X, target + offset, counts, steps ? scalars : 0)) return start;
    } else if (!learn<T>(program, rows, X, target + offset, counts)) return start;
    if (!steps) update(
      sizeof<T>() == 8, program.rule, program.size, program.parameters, program.gradient, program.memory1, program.memory2,
      program.constants, scalars,
    );
    if (outputs != 0) copy(outputs + offset, last.a, <usize>(rows * columns) * sizeof<T>());
    scalars += program.stride;
  }
  return samples;
}

/** The gradient of a batch. False, and none, where its loss is not finite. */
@inline
function learn<T>(program: Program, rows: i32, x: usize, target: usize, weights: usize): bool {
  const last = layerAt(program, program.layers - 1);
  forward<T>(program, rows, x);
  const sum = sizeof<T>() == 8 && program.loss == SQUARED_ERROR
    ? squaredErrors(rows, last.outputs, last.a, target, weights, rows, 0)
    : lossSum<T>(
      program.loss, program.lossOption, program.linked != 0, rows, last.outputs, last.z, last.a, target, weights, 0, 0,
    );
  const total = program.total + sum;
  if (!isFinite(total)) return false;
  program.total = total;
  backward<T>(program, rows, x, target, weights);
  return true;
}

@inline
function slopeOf<T>(layer: Layer, rows: i32): void {
  slope<T>(
    layer.slope, layer.slopeOption, layer.borrowed != 0, rows, layer.outputs, layer.z, layer.a, layer.gradA, layer.delta,
  );
}
