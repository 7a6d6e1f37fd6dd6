/*
 * How a layer's parameters lie in memory. A panel is what leads to as many outputs as fill 32 bytes, two vectors: 4 in float64, 8 in
 * float32. Its first row are their biases, then comes a row for each input with the weights from there. Forward and ∂E/∂W
 * thus go through a panel from end to end. What is beyond the last output is 0, and so is its gradient.
 *
 * Blocks (a row per sample) have no padding. A vector that starts in a row and ends beyond it holds numbers of the next row: whoever
 * writes such vectors goes through the panels from last to first, and in each through the rows from first to last, so that what
 * it spoils is written afterwards. Behind a block's last row are 32 bytes that nobody reads.
 */

/** Bytes of a row of a panel. */
export const ROW: usize = 32;

/** Outputs of a panel. */
@inline
export function lanes<T>(): i32 {
  return <i32>(ROW / sizeof<T>());
}

/** Where panel `p` starts in W. */
@inline
export function panelAt(W: usize, inputs: i32, p: i32): usize {
  return W + <usize>(p * (inputs + 1)) * ROW;
}

/** 32 bytes of ones, then 32 of zeros: whoever begins to read so many bytes before the zeros gets so many ones. */
const ones = memory.data<u64>([-1, -1, -1, -1, 0, 0, 0, 0]);

/** Where to read a row of panel `p` that has ones where outputs exist, and zeros beside them. */
@inline
export function maskAt<T>(outputs: i32, p: i32): usize {
  return ones + ROW - min(ROW, <usize>(outputs - p * lanes<T>()) * sizeof<T>());
}
