import { activate, slope } from "../activate";
import { affine, put } from "../affine";
import { gradA, gradB, gradW } from "../gradients";
import { update } from "../optimizers";
import { lanes, panelAt, panels, ROW, usePanels } from "../panels";
import { takeTask } from "./tasks";
import { crew, ownRows } from "./team";

/*
 * The parts of each kernel that threads take. No sum is ever split, so the bits are those of one
 * thread, whichever takes a part: rows of samples for z, a, ∂E/∂a and δ, panels for Wᵀ, ∂E/∂W and
 * ∂E/∂b, parameters for updates.
 *
 * Vectors that begin in a row and end behind it must not end in the rows of another thread. Rows
 * are taken in fours, whose bytes are a whole number of vectors, and of layers whose outputs do
 * not fill their panels the end of a part is written number by number.
 */

/** The rows that this thread has taken. */
export let firstRow = 0;
export let endRow = 0;

/** Parts of rows for each thread: few read W often, many let a quick thread help a late one. */
const PARTS = 8;

/** Takes rows that no thread has taken; false when none are left. */
export function takeRows(phase: i32, rows: i32): bool {
  const fours = (rows + 3) >> 2;
  const count = min(fours, PARTS * crew);
  const task = takeTask(phase, count);
  if (task < 0) return false;
  firstRow = 4 * ((fours * task) / count);
  endRow = min(rows, 4 * ((fours * (task + 1)) / count));
  return true;
}

/** Bytes from a block's start to this row. */
@inline
export function rowBytes<T>(row: i32, columns: i32): usize {
  return <usize>row * <usize>columns * sizeof<T>();
}

@inline
function allPanels(): void {
  usePanels(0, i32.MAX_VALUE);
}

/** `affine` of the rows that are taken, of so many rows. */
export function affineRows<T>(rows: i32, inputs: i32, outputs: i32, a: usize, W: usize, z: usize): void {
  const count = endRow - firstRow;
  a += rowBytes<T>(firstRow, inputs);
  z += rowBytes<T>(firstRow, outputs);
  const left = outputs & (lanes<T>() - 1);
  if (left == 0 || endRow == rows) {
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

@inline
export function activateRows<T>(f: i32, option: f64, columns: i32, z: usize, a: usize): void {
  const at = rowBytes<T>(firstRow, columns);
  activate<T>(f, option, endRow - firstRow, columns, z + at, a + at);
}

@inline
export function slopeRows<T>(
  f: i32, option: f64, recompute: bool, columns: i32, z: usize, a: usize, gradient: usize, delta: usize,
): void {
  const at = rowBytes<T>(firstRow, columns);
  slope<T>(f, option, recompute, endRow - firstRow, columns, z + at, a + at, gradient + at, delta + at);
}

/** `∂E/∂a` of the rows that are taken, once Wᵀ is there. Fewer than four rows are one part. */
export function gradARows<T>(
  rows: i32, inputs: i32, outputs: i32, delta: usize, W: usize, transposed: usize, into: usize,
): void {
  if (rows >= 4) affineRows<T>(rows, outputs, inputs, delta, transposed, into);
  else gradA<T>(rows, inputs, outputs, delta, W, transposed, into);
}

/** Writes a panel of W, of some outputs, into the panels of Wᵀ, and some of their biases of 0. */
export function turnPanel<T>(inputs: i32, outputs: i32, W: usize, to: usize, p: i32): void {
  const first = p * lanes<T>();
  const count = min(lanes<T>(), outputs - first);
  const down = <usize>(first + 1) * ROW;
  const side = lanes<T>() / 2;
  let from = panelAt(W, inputs, p) + ROW;
  let i = 0;
  if (count == lanes<T>()) {
    for (; i + side <= inputs; i += side, from += <usize>side * ROW) {
      const into = panelAt(to, outputs, i / lanes<T>()) + down + <usize>(i & side) * sizeof<T>();
      turnSquare<T>(from, into);
      turnSquare<T>(from + 16, into + <usize>side * ROW);
    }
  }
  for (; i < inputs; i++, from += ROW) {
    const into = panelAt(to, outputs, i / lanes<T>()) + down + <usize>(i & (lanes<T>() - 1)) * sizeof<T>();
    for (let k = 0; k < count; k++) store<T>(into + <usize>k * ROW, load<T>(from + <usize>k * sizeof<T>()));
  }
  if (p == 0) for (let q = 0; q < panels<T>(inputs); q++) put(panelAt(to, outputs, q), i64x2.splat(0), i64x2.splat(0));
}

/** Writes vectors that stand one under the other, as many as each has numbers, the other way. */
@inline
function turnSquare<T>(from: usize, into: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + ROW);
  if (sizeof<T>() == 8) {
    v128.store(into, v128.shuffle<u64>(a, b, 0, 2));
    v128.store(into + ROW, v128.shuffle<u64>(a, b, 1, 3));
    return;
  }
  const c = v128.load(from + 2 * ROW);
  const d = v128.load(from + 3 * ROW);
  const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  v128.store(into, v128.shuffle<u64>(ab, cd, 0, 2));
  v128.store(into + ROW, v128.shuffle<u64>(ab, cd, 1, 3));
  const upperAB = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const upperCD = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  v128.store(into + 2 * ROW, v128.shuffle<u64>(upperAB, upperCD, 0, 2));
  v128.store(into + 3 * ROW, v128.shuffle<u64>(upperAB, upperCD, 1, 3));
}

/** `∂E/∂W` of one panel and, with `biases`, its `∂E/∂b`. */
export function gradWPanel<T>(
  rows: i32, inputs: i32, outputs: i32, delta: usize, a: usize, into: usize, fresh: bool, biases: bool, p: i32,
): void {
  usePanels(p, p + 1);
  gradW<T>(rows, inputs, outputs, delta, a, into, fresh);
  if (biases) gradB<T>(rows, inputs, outputs, delta, into, fresh);
  allPanels();
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
