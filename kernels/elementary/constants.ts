import { INVERSE_LN2 as LOG2E, LN2_HIGH, LN2_LOW } from "../../src/core/numbers/elementary/constants";

/*
 * Numbers in memory, by address, for `both`: one short instruction loads a number into two lanes. A
 * literal takes twenty bytes of the module and three instructions in every loop that it is in.
 */

const common: usize = memory.data<f64>([0.5, 1, 2, -0.0]);
export const HALF: usize = common;
export const ONE: usize = common + 8;
export const TWO: usize = common + 16;
/** −0: the bit of the sign. */
export const SIGN: usize = common + 24;

const ofExp: usize = memory.data<f64>([LN2_HIGH, LN2_LOW, LOG2E, 710, -746]);
export const LN2_HIGHS: usize = ofExp;
export const LN2_LOWS: usize = ofExp + 8;
export const INVERSE_LN2: usize = ofExp + 16;
/** Beyond these e^x is ∞ and 0. */
export const LARGEST: usize = ofExp + 24;
export const SMALLEST: usize = ofExp + 32;

/*
 * `1.5 · 2^52`, which is `TO_WHOLE` of src/core/numbers/elementary/exp.ts too; the same plus the
 * biased exponent of ½; and `2^52` plus the two biases of 2^k that `scale` splits.
 */
const shifts: usize = memory.data<f64>([6755399441055744, 6755399441056766, 4503599627372542]);
export const TO_WHOLE: usize = shifts;
export const TO_HALF: usize = shifts + 8;
export const DOUBLE_BIAS: usize = shifts + 16;
