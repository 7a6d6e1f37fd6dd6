/** `ln 2` in two parts, as in src/elementary/constants.ts. */
export const LN2_HIGH: f64 = 0.6931471803691238;
export const LN2_LOW: f64 = 1.9082149292705877e-10;
export const INVERSE_LN2: f64 = 1.4426950408889634;
