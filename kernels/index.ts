/* The exports of the module: each kernel for float64 and for float32. */
import * as elementwise from "./activate";
import * as forward from "./affine";
import { PIECES } from "./derived/codes";
import * as epoch from "./epoch";
import * as whole from "./epochs";
import * as gradients from "./gradients";
import * as losses from "./loss";
import * as optimizers from "./optimizers";
import * as sample from "./sample";

export function affine64(rows: i32, inputs: i32, outputs: i32, a: usize, W: usize, z: usize): void {
  forward.affine<f64>(rows, inputs, outputs, a, W, z);
}

export function affine32(rows: i32, inputs: i32, outputs: i32, a: usize, W: usize, z: usize): void {
  forward.affine<f32>(rows, inputs, outputs, a, W, z);
}

export function gradA64(rows: i32, inputs: i32, outputs: i32, delta: usize, W: usize, transposed: usize, into: usize): void {
  gradients.gradA<f64>(rows, inputs, outputs, delta, W, transposed, into);
}

export function gradA32(rows: i32, inputs: i32, outputs: i32, delta: usize, W: usize, transposed: usize, into: usize): void {
  gradients.gradA<f32>(rows, inputs, outputs, delta, W, transposed, into);
}

export function gradW64(rows: i32, inputs: i32, outputs: i32, delta: usize, a: usize, into: usize, fresh: bool): void {
  gradients.gradW<f64>(rows, inputs, outputs, delta, a, into, fresh);
}

export function gradW32(rows: i32, inputs: i32, outputs: i32, delta: usize, a: usize, into: usize, fresh: bool): void {
  gradients.gradW<f32>(rows, inputs, outputs, delta, a, into, fresh);
}

export function gradB64(rows: i32, inputs: i32, outputs: i32, delta: usize, into: usize, fresh: bool): void {
  gradients.gradB<f64>(rows, inputs, outputs, delta, into, fresh);
}

export function gradB32(rows: i32, inputs: i32, outputs: i32, delta: usize, into: usize, fresh: bool): void {
  gradients.gradB<f32>(rows, inputs, outputs, delta, into, fresh);
}

export function activate64(f: i32, option: f64, rows: i32, columns: i32, z: usize, a: usize): void {
  elementwise.activate<f64>(f, option, rows, columns, z, a);
}

export function activate32(f: i32, option: f64, rows: i32, columns: i32, z: usize, a: usize): void {
  elementwise.activate<f32>(f, option, rows, columns, z, a);
}

export function slope64(
  f: i32, option: f64, recompute: bool, rows: i32, columns: i32, z: usize, a: usize, gradA: usize, delta: usize,
): void {
  elementwise.slope<f64>(f, option, recompute, rows, columns, z, a, gradA, delta);
}

export function slope32(
  f: i32, option: f64, recompute: bool, rows: i32, columns: i32, z: usize, a: usize, gradA: usize, delta: usize,
): void {
  elementwise.slope<f32>(f, option, recompute, rows, columns, z, a, gradA, delta);
}

export function multiply64(size: i32, a: usize, mask: usize, into: usize): void {
  elementwise.multiply<f64>(size, a, mask, into);
}

export function multiply32(size: i32, a: usize, mask: usize, into: usize): void {
  elementwise.multiply<f32>(size, a, mask, into);
}

export function lossSum64(
  loss: i32, option: f64, linked: bool, rows: i32, columns: i32, z: usize, a: usize, target: usize, weights: usize,
  sum: f64,
): f64 {
  return losses.lossSum<f64>(loss, option, linked, rows, columns, z, a, target, weights, sum);
}

export function lossSum32(
  loss: i32, option: f64, linked: bool, rows: i32, columns: i32, z: usize, a: usize, target: usize, weights: usize,
  sum: f64,
): f64 {
  return losses.lossSum<f32>(loss, option, linked, rows, columns, z, a, target, weights, sum);
}

export function lossGradient64(
  loss: i32, option: f64, rows: i32, columns: i32, a: usize, target: usize, weights: usize, samples: f64, into: usize,
): void {
  losses.lossGradient<f64>(loss, option, rows, columns, a, target, weights, samples, into);
}

export function lossGradient32(
  loss: i32, option: f64, rows: i32, columns: i32, a: usize, target: usize, weights: usize, samples: f64, into: usize,
): void {
  losses.lossGradient<f32>(loss, option, rows, columns, a, target, weights, samples, into);
}

export function lossDelta64(
  loss: i32, option: f64, rows: i32, columns: i32, z: usize, a: usize, target: usize, weights: usize, samples: f64,
  into: usize,
): void {
  losses.lossDelta<f64>(loss, option, rows, columns, z, a, target, weights, samples, into);
}

export function lossDelta32(
  loss: i32, option: f64, rows: i32, columns: i32, z: usize, a: usize, target: usize, weights: usize, samples: f64,
  into: usize,
): void {
  losses.lossDelta<f32>(loss, option, rows, columns, z, a, target, weights, samples, into);
}

export function update64(
  rule: i32, size: i32, p: usize, g: usize, first: usize, second: usize, constants: usize, scalars: usize,
): void {
  optimizers.update(true, rule, size, p, g, first, second, constants, scalars);
}

export function update32(
  rule: i32, size: i32, p: usize, g: usize, first: usize, second: usize, constants: usize, scalars: usize,
): void {
  optimizers.update(false, rule, size, p, g, first, second, constants, scalars);
}

export function train64(
  program: usize, samples: i32, batch: i32, x: usize, target: usize, weights: usize, outputs: usize, scalars: usize,
): i32 {
  return epoch.train<f64>(changetype<epoch.Program>(program), samples, batch, x, target, weights, outputs, scalars);
}

export function train32(
  program: usize, samples: i32, batch: i32, x: usize, target: usize, weights: usize, outputs: usize, scalars: usize,
): i32 {
  return epoch.train<f32>(changetype<epoch.Program>(program), samples, batch, x, target, weights, outputs, scalars);
}

/** For both dtypes: the plan says which. */
export function epochs(program: usize, plan: usize): i32 {
  return whole.epochs(changetype<epoch.Program>(program), changetype<whole.Plan>(plan));
}

export function predict64(program: usize, rows: i32, x: usize): void {
  if (rows == 1) sample.forwardOne(changetype<epoch.Program>(program), x, true);
  else epoch.forward<f64>(changetype<epoch.Program>(program), rows, x);
}

export function predict32(program: usize, rows: i32, x: usize): void {
  epoch.forward<f32>(changetype<epoch.Program>(program), rows, x);
}

/** The address of the first free byte. */
export function base(): usize {
  return __heap_base;
}

/** Tells modules apart whose pieces, or their numbers, differ. */
export function pieces(): i32 {
  return PIECES;
}
