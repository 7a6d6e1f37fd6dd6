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
// @ts-ignore: decorator
@inline
export function lanes<T>(): i32 {
  return <i32>(ROW / sizeof<T>());
}

/** Where panel `p` starts in W. */
// @ts-ignore: decorator
@inline
export function panelAt(W: usize, inputs: i32, p: i32): usize {
  return W + <usize>(p * (inputs + 1)) * ROW;
}

/** Ones in the first bytes of a row of panel `p`, those of outputs that exist. */
// @ts-ignore: decorator
@inline
export function lowerMask<T>(outputs: i32, p: i32): v128 {
  return i8x16.gt_s(filled<T>(outputs, p), i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
}

/** The same of the row's second half. */
// @ts-ignore: decorator
@inline
export function upperMask<T>(outputs: i32, p: i32): v128 {
  return i8x16.gt_s(filled<T>(outputs, p), i8x16(16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31));
}

// @ts-ignore: decorator
@inline
function filled<T>(outputs: i32, p: i32): v128 {
  return i8x16.splat(<i8>min(<i32>ROW, (outputs - p * lanes<T>()) * <i32>sizeof<T>()));
}
