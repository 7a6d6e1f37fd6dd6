import { copy } from "../block";
import { train } from "../epoch";
import { lossDelta, lossGradient, lossSum } from "../loss";
import { panels, ROW } from "../panels";
import { Layer, layerAt, Program } from "../program";
import { TRAIN } from "./codes";
import {
  activateShare, affineShare, endRow, firstRow, gradAShare, gradWShare, rowBytes, slopeShare, transposeShare, updateRun,
} from "./shares";
import { barrier, begin, crew, end, numberAt, part, pays, setNumber, setStops, stops } from "./team";

/** `train` of all threads, where a batch is worth them. */
export function trainTogether<T>(
  program: Program, samples: i32, batch: i32, x: usize, target: usize, weights: usize, outputs: usize, scalars: usize,
): i32 {
  if (!pays(productsOf(program, min(batch, samples)))) {
    return train<T>(program, samples, batch, x, target, weights, outputs, scalars);
  }
  setNumber(0, <i32>changetype<usize>(program));
  setNumber(1, samples);
  setNumber(2, batch);
  setNumber(3, <i32>x);
  setNumber(4, <i32>target);
  setNumber(5, <i32>weights);
  setNumber(6, <i32>outputs);
  setNumber(7, <i32>scalars);
  begin(sizeof<T>() == 8 ? TRAIN : TRAIN + 1);
  const done = trainShare<T>();
  end();
  return done;
}

/** Products of a forward pass. */
export function productsOf(program: Program, rows: i32): f64 {
  let products: f64 = 0;
  for (let l = 0; l < program.layers; l++) {
    const layer = layerAt(program, l);
    products += <f64>layer.inputs * <f64>layer.outputs;
  }
  return products * <f64>rows;
}

/** z and a of every layer, of this thread's samples: a sample needs no other. */
export function forwardShare<T>(program: Program, rows: i32, x: usize): void {
  let input = x;
  for (let l = 0; l < program.layers; l++) {
    const layer = layerAt(program, l);
    affineShare<T>(rows, layer.inputs, layer.outputs, input, layer.W, layer.z);
    activateShare<T>(layer.activation, layer.option, rows, layer.outputs, layer.z, layer.a);
    input = layer.a;
  }
}

/** What a thread does of `train`: the threads meet four times a batch. */
export function trainShare<T>(): i32 {
  const program = changetype<Program>(<usize>numberAt(0));
  const samples = numberAt(1);
  const batch = numberAt(2);
  const outputs = <usize>numberAt(6);
  let scalars = <usize>numberAt(7);
  const columns = layerAt(program, program.layers - 1).outputs;
  const inputs = layerAt(program, 0).inputs;
  for (let start = 0; start < samples; start += batch) {
    const rows = min(batch, samples - start);
    const x = <usize>numberAt(3) + rowBytes<T>(start, inputs);
    const offset = rowBytes<T>(start, columns);
    const target = <usize>numberAt(4) + offset;
    const weights = <usize>numberAt(5) + 8 * <usize>start;
    forwardShare<T>(program, rows, x);
    if (rows >= 4) {
      for (let l = program.layers - 1; l > 0; l--) {
        const layer = layerAt(program, l);
        transposeShare<T>(layer.inputs, layer.outputs, layer.W, layer.transposed);
      }
    }
    barrier();
    if (part == 0) sumLoss<T>(program, rows, target, weights, outputs == 0 ? 0 : outputs + offset);
    barrier();
    if (stops()) return start;
    backwardShare<T>(program, rows, target, weights);
    barrier();
    learnShare<T>(program, rows, x, scalars);
    barrier();
    scalars += program.stride;
  }
  return samples;
}

/** The loss, which is one sum, and the outputs that are given back. */
function sumLoss<T>(program: Program, rows: i32, target: usize, weights: usize, outputs: usize): void {
  const last = layerAt(program, program.layers - 1);
  const columns = last.outputs;
  const total = program.total + lossSum<T>(
    program.loss, program.lossOption, program.linked != 0, rows, columns, last.z, last.a, target, weights, 0,
  );
  setStops(!isFinite(total));
  if (!isFinite(total)) return;
  program.total = total;
  if (outputs != 0) copy(outputs, last.a, rowBytes<T>(rows, columns));
  // The last of an odd number of outputs takes one of the next row with it.
  if ((columns & 1) != 0) lossSlope<T>(program, last, 0, rows, rows, target, weights);
}

/** ∂E/∂z of the last layer by the link, or its ∂E/∂a: of the samples from `first` to `end`. */
@inline
function lossSlope<T>(
  program: Program, last: Layer, first: i32, end: i32, rows: i32, target: usize, weights: usize,
): void {
  const columns = last.outputs;
  const at = rowBytes<T>(first, columns);
  const count = end - first;
  target += at;
  weights += 8 * <usize>first;
  if (program.linked != 0) {
    lossDelta<T>(
      program.loss, program.lossOption, count, columns, last.z + at, last.a + at, target, weights, rows, last.delta + at,
    );
  } else {
    lossGradient<T>(
      program.loss, program.lossOption, count, columns, last.a + at, target, weights, rows, last.gradA + at,
    );
  }
}

/** δ of every layer, of this thread's samples. */
function backwardShare<T>(program: Program, rows: i32, target: usize, weights: usize): void {
  const last = layerAt(program, program.layers - 1);
  if ((last.outputs & 1) == 0) lossSlope<T>(program, last, firstRow(rows), endRow(rows), rows, target, weights);
  if (program.linked == 0) slopeOfShare<T>(last, rows);
  for (let l = program.layers - 1; l > 0; l--) {
    const layer = layerAt(program, l);
    const before = layerAt(program, l - 1);
    gradAShare<T>(rows, layer.inputs, layer.outputs, layer.delta, layer.W, layer.transposed, before.gradA);
    slopeOfShare<T>(before, rows);
  }
}

@inline
function slopeOfShare<T>(layer: Layer, rows: i32): void {
  slopeShare<T>(
    layer.slope, layer.slopeOption, layer.borrowed != 0, rows, layer.outputs, layer.z, layer.a, layer.gradA, layer.delta,
  );
}

/** The gradient of this thread's panels, and their update. */
function learnShare<T>(program: Program, rows: i32, x: usize, scalars: usize): void {
  for (let l = 0; l < program.layers; l++) {
    const layer = layerAt(program, l);
    const input = l == 0 ? x : layerAt(program, l - 1).a;
    gradWShare<T>(rows, layer.inputs, layer.outputs, layer.delta, input, layer.gradW, true, layer.bias != 0);
    const count = panels<T>(layer.outputs);
    const numbers = (layer.inputs + 1) * <i32>(ROW / sizeof<T>());
    const first = (count * part) / crew;
    const start = <i32>((layer.W - program.parameters) / sizeof<T>()) + first * numbers;
    const length = ((count * (part + 1)) / crew - first) * numbers;
    updateRun(
      sizeof<T>() == 8, program.rule, start, length, program.parameters, program.gradient, program.memory1,
      program.memory2, program.constants, scalars,
    );
  }
}
