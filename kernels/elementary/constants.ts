/** `ln 2` in two parts, as in src/core/numbers/elementary/constants.ts. */
export const LN2_HIGH: f64 = 0.6931471803691238;
export const LN2_LOW: f64 = 1.9082149292705877e-10;

/*
 * What pairs need twice stands in memory: loading a number into both lanes is one short instruction, where a literal takes twenty bytes
 * of the module and three instructions, in every loop that it is inlined in. These are the addresses, for `both`.
 */

const common: usize = memory.data<f64>([0.5, 1, 2, -0.0]);
export const HALF: usize = common;
export const ONE: usize = common + 8;
export const TWO: usize = common + 16;
/** −0: the bit of the sign. */
export const SIGN: usize = common + 24;

const ofExp: usize = memory.data<f64>([LN2_HIGH, LN2_LOW, 1.4426950408889634, 710, -746]);
export const LN2_HIGHS: usize = ofExp;
export const LN2_LOWS: usize = ofExp + 8;
export const INVERSE_LN2: usize = ofExp + 16;
/** Beyond these e^x is ∞ and 0. */
export const LARGEST: usize = ofExp + 24;
export const SMALLEST: usize = ofExp + 32;

/** `1.5 · 2^52`, in src/core/numbers/elementary/exp.ts `TO_WHOLE`; that with the exponent of ½; and `2^52` with those of 2^k and 1 together. */
const shifts: usize = memory.data<f64>([6755399441055744, 6755399441056766, 4503599627372542]);
export const TO_WHOLE: usize = shifts;
export const TO_HALF: usize = shifts + 8;
export const DOUBLE_BIAS: usize = shifts + 16;
