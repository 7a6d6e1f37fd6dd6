/*
 * The exports of the module for threads: the kernels of kernels/index.ts, of which large calls are
 * shared by a team, and the team.
 */
import { Program } from "../program";
import * as together from "./calls";
import * as training from "./train";

export {
  base, epochs, gradB32, gradB64, lossDelta32, lossDelta64, lossGradient32, lossGradient64, lossSum32, lossSum64,
  multiply32, multiply64, pieces,
} from "../index";
export { help } from "./calls";
export { dismiss, fail, join, recover, teamSize } from "./team";

export function affine64(rows: i32, inputs: i32, outputs: i32, a: usize, W: usize, z: usize): void {
  together.affineTogether<f64>(rows, inputs, outputs, a, W, z);
}

export function affine32(rows: i32, inputs: i32, outputs: i32, a: usize, W: usize, z: usize): void {
  together.affineTogether<f32>(rows, inputs, outputs, a, W, z);
}

export function activate64(f: i32, option: f64, rows: i32, columns: i32, z: usize, a: usize): void {
  together.activateTogether<f64>(f, option, rows, columns, z, a);
}

export function activate32(f: i32, option: f64, rows: i32, columns: i32, z: usize, a: usize): void {
  together.activateTogether<f32>(f, option, rows, columns, z, a);
}

export function slope64(
  f: i32, option: f64, recompute: bool, rows: i32, columns: i32, z: usize, a: usize, gradA: usize, delta: usize,
): void {
  together.slopeTogether<f64>(f, option, recompute, rows, columns, z, a, gradA, delta);
}

export function slope32(
  f: i32, option: f64, recompute: bool, rows: i32, columns: i32, z: usize, a: usize, gradA: usize, delta: usize,
): void {
  together.slopeTogether<f32>(f, option, recompute, rows, columns, z, a, gradA, delta);
}

export function gradA64(
  rows: i32, inputs: i32, outputs: i32, delta: usize, W: usize, transposed: usize, into: usize,
): void {
  together.gradATogether<f64>(rows, inputs, outputs, delta, W, transposed, into);
}

export function gradA32(
  rows: i32, inputs: i32, outputs: i32, delta: usize, W: usize, transposed: usize, into: usize,
): void {
  together.gradATogether<f32>(rows, inputs, outputs, delta, W, transposed, into);
}

export function gradW64(rows: i32, inputs: i32, outputs: i32, delta: usize, a: usize, into: usize, fresh: bool): void {
  together.gradWTogether<f64>(rows, inputs, outputs, delta, a, into, fresh);
}

export function gradW32(rows: i32, inputs: i32, outputs: i32, delta: usize, a: usize, into: usize, fresh: bool): void {
  together.gradWTogether<f32>(rows, inputs, outputs, delta, a, into, fresh);
}

export function update64(
  rule: i32, size: i32, p: usize, g: usize, first: usize, second: usize, constants: usize, scalars: usize,
): void {
  together.updateTogether<f64>(rule, size, p, g, first, second, constants, scalars);
}

export function update32(
  rule: i32, size: i32, p: usize, g: usize, first: usize, second: usize, constants: usize, scalars: usize,
): void {
  together.updateTogether<f32>(rule, size, p, g, first, second, constants, scalars);
}

export function predict64(program: usize, rows: i32, x: usize): void {
  together.predictTogether<f64>(program, rows, x);
}

export function predict32(program: usize, rows: i32, x: usize): void {
  together.predictTogether<f32>(program, rows, x);
}

export function train64(
  program: usize, samples: i32, batch: i32, x: usize, target: usize, weights: usize, outputs: usize, scalars: usize,
): i32 {
  const network = changetype<Program>(program);
  return training.trainTogether<f64>(network, samples, batch, x, target, weights, outputs, scalars);
}

export function train32(
  program: usize, samples: i32, batch: i32, x: usize, target: usize, weights: usize, outputs: usize, scalars: usize,
): i32 {
  const network = changetype<Program>(program);
  return training.trainTogether<f32>(network, samples, batch, x, target, weights, outputs, scalars);
}
