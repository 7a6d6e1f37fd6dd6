import { activate, slope } from "../activate";
import { affine } from "../affine";
import { forward } from "../epoch";
import { Program } from "../program";
import { gradA, gradW } from "../gradients";
import { update } from "../optimizers";
import { panels } from "../panels";
import { ACTIVATE, AFFINE, GRAD_A, GRAD_W, PREDICT, SLOPE, TRAIN, UPDATE } from "./codes";
import {
  activateRows, affineRows, gradARows, gradWPanel, slopeRows, takeRows, turnPanel, updateRun,
} from "./shares";
import { takeTask } from "./tasks";
import { barrier, begin, codeOfCall, end, enter, leave, numberAt, option, pays, setNumber, setOption } from "./team";
import { forwardRows, productsOf, trainShare } from "./train";

/*
 * Kernels by all threads where a call is worth them: each has the parameters of the kernel, writes
 * them down for the others, and computes its share like they do.
 */

/** What a number of f(z) or f′(z), or of an update, costs in products: about. */
const COST: f64 = 16;

/** Parameters of an update that a thread takes at a time. */
const RUN = 4096;

/** The call that is written down: a code for float64, or the next one for float32. */
function share(code: i32): void {
  if ((code & 1) == 0) shareOf<f64>(code);
  else shareOf<f32>(code - 1);
}

function shareOf<T>(code: i32): void {
  const rows = numberAt(0);
  const address5 = <usize>numberAt(5);
  const address6 = <usize>numberAt(6);
  const address7 = <usize>numberAt(7);
  const address8 = <usize>numberAt(8);
  switch (code) {
    case AFFINE:
      while (takeRows(0, rows)) affineRows<T>(rows, numberAt(1), numberAt(2), address5, address6, address7);
      break;
    case ACTIVATE:
      while (takeRows(0, rows)) activateRows<T>(numberAt(3), option(), numberAt(1), address5, address6);
      break;
    case SLOPE:
      while (takeRows(0, rows)) {
        slopeRows<T>(numberAt(3), option(), numberAt(2) != 0, numberAt(1), address5, address6, address7, address8);
      }
      break;
    case GRAD_A:
      gradAShare<T>(rows, numberAt(1), numberAt(2), address5, address6, address7, address8);
      break;
    case GRAD_W:
      for (let count = panels<T>(numberAt(2)), p = takeTask(0, count); p >= 0; p = takeTask(0, count)) {
        gradWPanel<T>(rows, numberAt(1), numberAt(2), address5, address6, address7, numberAt(3) != 0, false, p);
      }
      break;
    case UPDATE:
      updateShare(
        sizeof<T>() == 8, numberAt(1), numberAt(2), address5, address6, address7, address8, <usize>numberAt(9),
        <usize>numberAt(10),
      );
      break;
    case PREDICT:
      while (takeRows(0, rows)) forwardRows<T>(changetype<Program>(address5), rows, address6, false);
      break;
    case TRAIN:
      trainShare<T>();
  }
}

/** `gradA`: Wᵀ, which needs all of W, and then the rows. */
function gradAShare<T>(
  rows: i32, inputs: i32, outputs: i32, delta: usize, W: usize, transposed: usize, into: usize,
): void {
  if (rows >= 4) {
    const count = panels<T>(outputs);
    for (let p = takeTask(0, count); p >= 0; p = takeTask(0, count)) turnPanel<T>(inputs, outputs, W, transposed, p);
  }
  barrier();
  while (takeRows(1, rows)) gradARows<T>(rows, inputs, outputs, delta, W, transposed, into);
}

function updateShare(
  wide: bool, rule: i32, size: i32, p: usize, g: usize, first: usize, second: usize, constants: usize, scalars: usize,
): void {
  const count = (size - 1) / RUN + 1;
  for (let k = takeTask(0, count); k >= 0; k = takeTask(0, count)) {
    updateRun(wide, rule, k * RUN, min(RUN, size - k * RUN), p, g, first, second, constants, scalars);
  }
}

/** What a helper does until the team is dismissed. It traps where another thread has failed. */
export function help(): void {
  while (enter()) {
    share(codeOfCall());
    barrier();
    leave();
  }
}

function write(n0: i32, n1: i32, n2: i32, n3: i32, a5: usize, a6: usize, a7: usize, a8: usize): void {
  setNumber(0, n0);
  setNumber(1, n1);
  setNumber(2, n2);
  setNumber(3, n3);
  setNumber(5, <i32>a5);
  setNumber(6, <i32>a6);
  setNumber(7, <i32>a7);
  setNumber(8, <i32>a8);
}

/** The call that is written down, by all threads. */
function lead<T>(code: i32): void {
  code += sizeof<T>() == 8 ? 0 : 1;
  begin(code);
  share(code);
  end();
}

@inline
function products(rows: i32, inputs: i32, outputs: i32): f64 {
  return <f64>rows * <f64>inputs * <f64>outputs;
}

export function affineTogether<T>(rows: i32, inputs: i32, outputs: i32, a: usize, W: usize, z: usize): void {
  if (!pays(products(rows, inputs, outputs))) {
    affine<T>(rows, inputs, outputs, a, W, z);
    return;
  }
  write(rows, inputs, outputs, 0, a, W, z, 0);
  lead<T>(AFFINE);
}

export function activateTogether<T>(f: i32, a: f64, rows: i32, columns: i32, z: usize, into: usize): void {
  if (!pays(COST * <f64>rows * <f64>columns)) {
    activate<T>(f, a, rows, columns, z, into);
    return;
  }
  setOption(a);
  write(rows, columns, 0, f, z, into, 0, 0);
  lead<T>(ACTIVATE);
}

export function slopeTogether<T>(
  f: i32, number: f64, recompute: bool, rows: i32, columns: i32, z: usize, a: usize, gradient: usize, delta: usize,
): void {
  if (!pays(COST * <f64>rows * <f64>columns)) {
    slope<T>(f, number, recompute, rows, columns, z, a, gradient, delta);
    return;
  }
  setOption(number);
  write(rows, columns, recompute, f, z, a, gradient, delta);
  lead<T>(SLOPE);
}

export function gradATogether<T>(
  rows: i32, inputs: i32, outputs: i32, delta: usize, W: usize, transposed: usize, into: usize,
): void {
  if (!pays(products(rows, inputs, outputs))) {
    gradA<T>(rows, inputs, outputs, delta, W, transposed, into);
    return;
  }
  write(rows, inputs, outputs, 0, delta, W, transposed, into);
  lead<T>(GRAD_A);
}

export function gradWTogether<T>(
  rows: i32, inputs: i32, outputs: i32, delta: usize, a: usize, into: usize, fresh: bool,
): void {
  if (!pays(products(rows, inputs, outputs))) {
    gradW<T>(rows, inputs, outputs, delta, a, into, fresh);
    return;
  }
  write(rows, inputs, outputs, fresh, delta, a, into, 0);
  lead<T>(GRAD_W);
}

export function updateTogether<T>(
  rule: i32, size: i32, p: usize, g: usize, first: usize, second: usize, constants: usize, scalars: usize,
): void {
  if (!pays(COST * <f64>size)) {
    update(sizeof<T>() == 8, rule, size, p, g, first, second, constants, scalars);
    return;
  }
  write(0, rule, size, 0, p, g, first, second);
  setNumber(9, <i32>constants);
  setNumber(10, <i32>scalars);
  lead<T>(UPDATE);
}

export function predictTogether<T>(program: usize, rows: i32, x: usize): void {
  const network = changetype<Program>(program);
  if (!pays(productsOf(network, rows))) {
    forward<T>(network, rows, x);
    return;
  }
  write(rows, 0, 0, 0, program, x, 0, 0);
  lead<T>(PREDICT);
}
