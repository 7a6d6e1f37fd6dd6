/*
 * The layout of a layer's parameters. A panel has the parameters of as many outputs as fill 32
 * bytes, two vectors: 4 in float64, 8 in float32. Its first row are their biases, then comes a row
 * for each input with the weights from there. So the forward pass and ∂E/∂W read a panel from end
 * to end. What is beyond the last output is 0, and so is its gradient.
 *
 * Blocks (a row per sample) have no padding. A vector that starts in a row and ends beyond it holds
 * numbers of the next row. A loop that writes such vectors takes the panels from last to first, and
 * in each the rows from first to last: it writes what it has spoilt afterwards. Behind a block's
 * last row are 32 bytes that no kernel reads.
 */

/** Bytes of a row of a panel. */
export const ROW: usize = 32;

/** Outputs of a panel. */
@inline
export function lanes<T>(): i32 {
  return <i32>(ROW / sizeof<T>());
}

/** Panels of a layer. */
@inline
export function panels<T>(outputs: i32): i32 {
  return (outputs - 1) / lanes<T>() + 1;
}

/** The panels that this instance computes: all, unless it is a thread that computes its share. */
export let firstPanel = 0;
let endPanel = i32.MAX_VALUE;

export function usePanels(first: i32, end: i32): void {
  firstPanel = first;
  endPanel = end;
}

/** The last panel of a layer that this instance computes. */
@inline
export function lastPanel<T>(outputs: i32): i32 {
  const last = (outputs - 1) / lanes<T>();
  return ASC_FEATURE_THREADS ? min(last, endPanel - 1) : last;
}

/** The address of panel `p` of W. */
@inline
export function panelAt(W: usize, inputs: i32, p: i32): usize {
  return W + <usize>(p * (inputs + 1)) * ROW;
}

/**
 * 32 bytes of ones, then 32 of zeros: a read from n bytes before the zeros gets n bytes of ones.
 */
const ones = memory.data<u64>([-1, -1, -1, -1, 0, 0, 0, 0]);

/**
 * The address of a row with ones for the outputs of panel `p` that exist, and zeros for the others.
 */
@inline
export function maskAt<T>(outputs: i32, p: i32): usize {
  return ones + ROW - min(ROW, <usize>(outputs - p * lanes<T>()) * sizeof<T>());
}
