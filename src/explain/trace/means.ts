import type { Backward, Forward, Matrix } from "../../core/index.js";
import { pick } from "../../core/internal.js";

/** The means of a forward pass over its rows, as a pass of one row. */
export function meanForward({ input, layers }: Forward): Forward {
  const means = layers.map(({ z, a }) => ({ z: combined(z, 1 / z.rows), a: combined(a, 1 / a.rows) }));
  return { input: combined(input, 1 / input.rows), layers: means, output: means[means.length - 1].a };
}

/** A backward pass with the sums of δ over its rows, which are the means of the samples' own δ. */
export function summedBackward({ layers, input, ...rest }: Backward): Backward {
  return { ...rest, input: combined(input, 1), layers: layers.map((of) => ({ ...of, delta: combined(of.delta, 1) })) };
}

/** The sums of the columns, times `factor`, in one row. */
export function combined(of: Matrix, factor: number): Matrix {
  const made = pick(of, [0]);
  for (let c = 0; c < of.columns; c++) {
    let sum = 0;
    for (let r = 0; r < of.rows; r++) sum += of.data[r * of.columns + c];
    made.data[c] = sum * factor;
  }
  return made;
}
