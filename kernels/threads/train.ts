import { copy } from "../block";
import { CROSS_ENTROPY } from "../derived/codes";
import { train } from "../epoch";
import { lossDelta, lossGradient, lossSum } from "../loss";
import { panelAt, panels, ROW } from "../panels";
import { Layer, layerAt, Program } from "../program";
import { TRAIN } from "./codes";
import {
  activateRows, affineRows, endRow, firstRow, gradARows, gradWPanel, rowBytes, slopeRows, takeRows, turnPanel,
  updateRun,
} from "./shares";
import { renewTasks, setSum, sum, takeTask, terms } from "./tasks";
import { barrier, begin, crew, end, MOST_TERMS, numberAt, part, pays, setNumber } from "./team";

/** The phases of a batch: all of each sample, and then all of each panel. */
const SAMPLES = 0;
const PANELS = 1;

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

/** z and a of every layer, of the rows that are taken; not the last a where the loss fills it. */
export function forwardRows<T>(program: Program, rows: i32, x: usize, fills: bool): void {
  let input = x;
  for (let l = 0; l < program.layers; l++) {
    const layer = layerAt(program, l);
    affineRows<T>(rows, layer.inputs, layer.outputs, input, layer.W, layer.z);
    if (!fills || l < program.layers - 1) {
      activateRows<T>(layer.activation, layer.option, layer.outputs, layer.z, layer.a);
    }
    input = layer.a;
  }
}

/**
 * What a thread does of `train`. The threads meet twice a batch: a sample needs no other for z, a
 * and δ of all layers, and a panel no other for its gradient and its update.
 */
export function trainShare<T>(): i32 {
  const program = changetype<Program>(<usize>numberAt(0));
  const samples = numberAt(1);
  const batch = numberAt(2);
  const outputs = <usize>numberAt(6);
  let scalars = <usize>numberAt(7);
  const last = layerAt(program, program.layers - 1);
  const columns = last.outputs;
  const inputs = layerAt(program, 0).inputs;
  let total = program.total;
  if (batch >= 4) {
    turnAll<T>(program);
    barrier();
  }
  for (let start = 0; start < samples; start += batch) {
    const rows = min(batch, samples - start);
    const x = <usize>numberAt(3) + rowBytes<T>(start, inputs);
    const offset = rowBytes<T>(start, columns);
    const target = <usize>numberAt(4) + offset;
    const weights = <usize>numberAt(5) + 8 * <usize>start;
    renewTasks(PANELS);
    while (takeRows(SAMPLES, rows)) passRows<T>(program, rows, x, target, weights);
    barrier();
    renewTasks(SAMPLES);
    total += lossOfBatch<T>(program, rows, target, weights);
    if (!isFinite(total)) return start;
    if (part == 0) {
      program.total = total;
      if (outputs != 0) copy(outputs + offset, last.a, rowBytes<T>(rows, columns));
    }
    learn<T>(program, rows, x, scalars, batch >= 4 && start + batch < samples);
    barrier();
    scalars += program.stride;
  }
  return samples;
}

/** Wᵀ of every layer that needs it. */
function turnAll<T>(program: Program): void {
  for (let l = 1, task = 0; l < program.layers; l++) {
    const layer = layerAt(program, l);
    for (let p = 0; p < panels<T>(layer.outputs); p++, task++) {
      if (task % crew == part) turnPanel<T>(layer.inputs, layer.outputs, layer.W, layer.transposed, p);
    }
  }
}

/** z, a and δ of every layer, and the terms of the loss, of the rows that are taken. */
function passRows<T>(program: Program, rows: i32, x: usize, target: usize, weights: usize): void {
  const last = layerAt(program, program.layers - 1);
  const columns = last.outputs;
  const linked = program.linked != 0;
  forwardRows<T>(program, rows, x, linked && program.loss == CROSS_ENTROPY);
  const at = rowBytes<T>(firstRow, columns);
  const count = endRow - firstRow;
  const counts = weights + 8 * <usize>firstRow;
  lossSum<T>(
    program.loss, program.lossOption, linked, count, columns, last.z + at, last.a + at, target + at, counts, 0,
    rows <= MOST_TERMS ? terms() + 8 * <usize>firstRow : 0,
  );
  if (linked) {
    lossDelta<T>(
      program.loss, program.lossOption, count, columns, last.z + at, last.a + at, target + at, counts, rows,
      last.delta + at,
    );
  } else {
    lossGradient<T>(
      program.loss, program.lossOption, count, columns, last.a + at, target + at, counts, rows, last.gradA + at,
    );
    slopeOfRows<T>(last);
  }
  for (let l = program.layers - 1; l > 0; l--) {
    const layer = layerAt(program, l);
    const before = layerAt(program, l - 1);
    gradARows<T>(rows, layer.inputs, layer.outputs, layer.delta, layer.W, layer.transposed, before.gradA);
    slopeOfRows<T>(before);
  }
}

@inline
function slopeOfRows<T>(layer: Layer): void {
  slopeRows<T>(
    layer.slope, layer.slopeOption, layer.borrowed != 0, layer.outputs, layer.z, layer.a, layer.gradA, layer.delta,
  );
}

/** The loss, which is one sum: each thread adds up its terms, or one computes it again. */
function lossOfBatch<T>(program: Program, rows: i32, target: usize, weights: usize): f64 {
  if (rows <= MOST_TERMS) {
    let loss: f64 = 0;
    for (let r = 0; r < rows; r++) loss += load<f64>(terms() + 8 * <usize>r);
    return loss;
  }
  if (part == 0) {
    const last = layerAt(program, program.layers - 1);
    setSum(
      lossSum<T>(
        program.loss, program.lossOption, program.linked != 0, rows, last.outputs, last.z, last.a, target, weights, 0, 0,
      ),
    );
  }
  barrier();
  return sum();
}

/** The gradient of panels that no other thread has taken, their update, and what Wᵀ has of them. */
function learn<T>(program: Program, rows: i32, x: usize, scalars: usize, turns: bool): void {
  let count = 0;
  for (let l = 0; l < program.layers; l++) count += panels<T>(layerAt(program, l).outputs);
  for (let p = takeTask(PANELS, count); p >= 0; p = takeTask(PANELS, count)) {
    let l = 0;
    for (let more = panels<T>(layerAt(program, 0).outputs); p >= more; more = panels<T>(layerAt(program, l).outputs)) {
      p -= more;
      l++;
    }
    const layer = layerAt(program, l);
    const input = l == 0 ? x : layerAt(program, l - 1).a;
    gradWPanel<T>(rows, layer.inputs, layer.outputs, layer.delta, input, layer.gradW, true, layer.bias != 0, p);
    const start = <i32>((panelAt(layer.W, layer.inputs, p) - program.parameters) / sizeof<T>());
    const length = (layer.inputs + 1) * <i32>(ROW / sizeof<T>());
    updateRun(
      sizeof<T>() == 8, program.rule, start, length, program.parameters, program.gradient, program.memory1,
      program.memory2, program.constants, scalars,
    );
    if (l > 0 && turns) turnPanel<T>(layer.inputs, layer.outputs, layer.W, layer.transposed, p);
  }
}
