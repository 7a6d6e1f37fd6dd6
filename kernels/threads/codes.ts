/* Codes of calls. The next number is the same in float32. */
export const AFFINE = 0;
export const ACTIVATE = 2;
export const SLOPE = 4;
export const GRAD_A = 6;
export const GRAD_W = 8;
export const UPDATE = 10;
export const PREDICT = 12;
export const TRAIN = 14;
