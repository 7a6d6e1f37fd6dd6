/** `ln 2` in two parts. The first has 32 bits: `k · LN2_HIGH` is exact for every exponent `k`. */
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;
export const INVERSE_LN2: number = Math.LOG2E;
