import { activate, slope } from "../activate";
import { affine } from "../affine";
import { gradA, gradB, gradW, transpose } from "../gradients";
import { update } from "../optimizers";
import { lanes, panelAt, panels, ROW, usePanels } from "../panels";
import { barrier, crew, ownRows, part } from "./team";

/*
 * A thread's share of each kernel. No sum is ever split, so the bits are those of one thread:
 * samples are shared for z, a, ∂E/∂a and δ, panels for Wᵀ, ∂E/∂W and ∂E/∂b, parameters for updates.
 *
 * Vectors that begin in a row and end behind it must not end in the rows of another thread. Rows
 * are shared in fours, whose bytes are a whole number of vectors, and of layers whose outputs do
 * not fill their panels the end of a share is written number by number.
 */

/** The first row of thread k's share. */
@inline
function rowOf(rows: i32, k: i32): i32 {
  return min(rows, 4 * ((((rows + 3) >> 2) * k) / crew));
}

@inline
export function firstRow(rows: i32): i32 {
  return rowOf(rows, part);
}

@inline
export function endRow(rows: i32): i32 {
  return rowOf(rows, part + 1);
}

/** Bytes from a block's start to this row. */
@inline
export function rowBytes<T>(row: i32, columns: i32): usize {
  return <usize>row * <usize>columns * sizeof<T>();
}

/** From now on this instance computes its share of so many panels. */
@inline
export function sharePanels(count: i32): void {
  usePanels((count * part) / crew, (count * (part + 1)) / crew);
}

@inline
export function allPanels(): void {
  usePanels(0, i32.MAX_VALUE);
}

/** `affine` of this thread's samples. */
export function affineShare<T>(rows: i32, inputs: i32, outputs: i32, a: usize, W: usize, z: usize): void {
  const first = firstRow(rows);
  const count = endRow(rows) - first;
  if (count == 0) return;
  a += rowBytes<T>(first, inputs);
  z += rowBytes<T>(first, outputs);
  const left = outputs & (lanes<T>() - 1);
  if (left == 0 || first + count == rows) {
    affine<T>(count, inputs, outputs, a, W, z);
    return;
  }
  // The last panel of the last rows goes elsewhere first: as many rows as a vector may end in.
  const p = panels<T>(outputs) - 1;
  const body = max(0, count - 8);
  const rest = count - body;
  usePanels(p, p + 1);
  affine<T>(body, inputs, outputs, a, W, z);
  allPanels();
  affine<T>(rest, inputs, lanes<T>(), a + rowBytes<T>(body, inputs), panelAt(W, inputs, p), ownRows());
  usePanels(0, p);
  affine<T>(count, inputs, outputs, a, W, z);
  allPanels();
  for (let r = 0; r < rest; r++) {
    const to = z + rowBytes<T>(body + r, outputs) + <usize>p * ROW;
    const from = ownRows() + <usize>r * ROW;
    for (let at: usize = 0; at < <usize>left * sizeof<T>(); at += sizeof<T>()) store<T>(to + at, load<T>(from + at));
  }
}

export function activateShare<T>(f: i32, option: f64, rows: i32, columns: i32, z: usize, a: usize): void {
  const first = firstRow(rows);
  const at = rowBytes<T>(first, columns);
  activate<T>(f, option, endRow(rows) - first, columns, z + at, a + at);
}

export function slopeShare<T>(
  f: i32, option: f64, recompute: bool, rows: i32, columns: i32, z: usize, a: usize, gradient: usize, delta: usize,
): void {
  const first = firstRow(rows);
  const at = rowBytes<T>(first, columns);
  slope<T>(f, option, recompute, endRow(rows) - first, columns, z + at, a + at, gradient + at, delta + at);
}

/** Wᵀ of this thread's panels of inputs. */
export function transposeShare<T>(inputs: i32, outputs: i32, W: usize, to: usize): void {
  const count = panels<T>(inputs);
  const p = (count * part) / crew;
  const end = min(inputs, ((count * (part + 1)) / crew) * lanes<T>());
  transpose<T>(inputs, outputs, W, panelAt(to, outputs, p), p * lanes<T>(), end);
}

/** `∂E/∂a` of this thread's samples, once Wᵀ is there. */
export function gradAShare<T>(
  rows: i32, inputs: i32, outputs: i32, delta: usize, W: usize, transposed: usize, into: usize,
): void {
  if (rows >= 4) affineShare<T>(rows, outputs, inputs, delta, transposed, into);
  else if (firstRow(rows) < endRow(rows)) gradA<T>(rows, inputs, outputs, delta, W, transposed, into);
}

/** `gradA` by itself. */
export function wholeGradAShare<T>(
  rows: i32, inputs: i32, outputs: i32, delta: usize, W: usize, transposed: usize, into: usize,
): void {
  if (rows >= 4) transposeShare<T>(inputs, outputs, W, transposed);
  barrier();
  gradAShare<T>(rows, inputs, outputs, delta, W, transposed, into);
}

/** `∂E/∂W` and, with `biases`, `∂E/∂b` of this thread's panels. */
export function gradWShare<T>(
  rows: i32, inputs: i32, outputs: i32, delta: usize, a: usize, into: usize, fresh: bool, biases: bool,
): void {
  sharePanels(panels<T>(outputs));
  gradW<T>(rows, inputs, outputs, delta, a, into, fresh);
  if (biases) gradB<T>(rows, inputs, outputs, delta, into, fresh);
  allPanels();
}

/** The update of this thread's parameters, in runs of 64. */
export function updateShare(
  wide: bool, rule: i32, size: i32, p: usize, g: usize, first: usize, second: usize, constants: usize, scalars: usize,
): void {
  const runs = (size + 63) >> 6;
  const start = ((runs * part) / crew) << 6;
  const count = min(size, ((runs * (part + 1)) / crew) << 6) - start;
  updateRun(wide, rule, start, count, p, g, first, second, constants, scalars);
}

/** The update of `count` parameters from number `start` on. */
@inline
export function updateRun(
  wide: bool, rule: i32, start: i32, count: i32, p: usize, g: usize, first: usize, second: usize, constants: usize,
  scalars: usize,
): void {
  const at = <usize>start << (wide ? 3 : 2);
  const memory = <usize>start << 3;
  update(wide, rule, count, p + at, g + at, first + memory, second + memory, constants, scalars);
}
