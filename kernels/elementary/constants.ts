/** `ln 2` in two parts, as in src/elementary/constants.ts. */
export const LN2_HIGH: f64 = 0.6931471803691238;
export const LN2_LOW: f64 = 1.9082149292705877e-10;

/*
 * What pairs need twice stands in memory: loading a number into both lanes is one short instruction, where a literal takes twenty bytes
 * of the module and three instructions, in every loop that it is inlined in. These are the addresses, for `both`.
 */

const common: usize = memory.data<f64>([0.25, 0.5, 1, 2, -0.0]);
export const QUARTER: usize = common;
export const HALF: usize = common + 8;
export const ONE: usize = common + 16;
export const TWO: usize = common + 24;
/** −0: the bit of the sign. */
export const SIGN: usize = common + 32;

const ofExp: usize = memory.data<f64>([LN2_HIGH, LN2_LOW, 1.4426950408889634, 710, -746]);
export const LN2_HIGHS: usize = ofExp;
export const LN2_LOWS: usize = ofExp + 8;
export const INVERSE_LN2: usize = ofExp + 16;
/** Beyond these e^x is ∞ and 0. */
export const LARGEST: usize = ofExp + 24;
export const SMALLEST: usize = ofExp + 32;

/** `2^52` and a biased exponent: the exponents of 2^k / 4, and of 2^k and 1 together. */
const biases: usize = memory.data<f64>([4503599627371517, 4503599627372542]);
export const QUARTER_BIAS: usize = biases;
export const DOUBLE_BIAS: usize = biases + 8;
