import { type Activation, isRowwise } from "../../activations/activation.js";
import { isBuiltIn } from "../../checks/builtIn.js";
import type { Grid, Vector } from "../../numbers/matrix.js";
import type { Block } from "../engine.js";

// The two kernels of a forward pass: a page that only predicts has no others.

/** `z = a·Wᵀ + b`, the sum starting with b: a is n × i, W is o × i, z is n × o. */
export function affineRows(a: Grid, W: Grid, b: Vector | null, z: Grid): void {
  const { rows, columns: inputs } = a;
  const outputs = W.rows;
  const single = z.data instanceof Float32Array;
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < outputs; j++) {
      let sum = b === null ? 0 : b[j];
      for (let i = 0; i < inputs; i++) {
        const product = a.data[r * inputs + i] * W.data[j * inputs + i];
        sum = single ? Math.fround(sum + Math.fround(product)) : sum + product;
      }
      z.data[r * outputs + j] = sum;
    }
  }
}

/** `a = f(z)`. */
export function activateRows(f: Activation, z: Block, a: Block): void {
  if (isRowwise(f)) {
    const { give, fill } = rowsFor(f);
    for (let r = 0; r < z.rows; r++) f.applyRow(give(z, r), fill(a, r));
  } else {
    const size = z.rows * z.columns;
    for (let k = 0; k < size; k++) a.data[k] = f.apply(z.data[k]);
  }
}

/** How a piece gets a row to read, and a row to fill. */
export interface RowAccess {
  give(block: Block, r: number): Vector;
  fill(block: Block, r: number): Vector;
}

const ownRows: RowAccess = { give: (block, r) => block.row(r), fill: (block, r) => block.row(r) };

/** For a user's piece, which may write into what it reads, or leave a number unwritten. */
const foreignRows: RowAccess = { give: (block, r) => block.row(r).slice(), fill: (block, r) => block.row(r).fill(0) };

/** How this piece gets its rows. */
export function rowsFor(piece: object): RowAccess {
  return isBuiltIn(piece) ? ownRows : foreignRows;
}
