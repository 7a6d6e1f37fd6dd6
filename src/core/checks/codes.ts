/*
 * Numbers by which the compiled kernels (kernels/) are told what to compute. Nothing is kept under them but while a program runs:
 * files say names.
 */

export const IDENTITY = 1;
export const SIGMOID = 2;
export const TANH = 3;
export const RELU = 4;
export const LEAKY_RELU = 5;
export const ELU = 6;
export const SELU = 7;
export const GELU = 8;
export const GELU_TANH = 9;
export const SILU = 10;
export const SOFTPLUS = 11;
export const SOFTSIGN = 12;
export const HARD_SIGMOID = 13;
export const STEP = 14;
export const SOFTMAX = 15;

export const SQUARED_ERROR = 1;
export const MSE = 2;
export const MAE = 3;
export const HUBER = 4;
export const HINGE = 5;
export const CROSS_ENTROPY = 6;
export const BINARY_CROSS_ENTROPY = 7;
