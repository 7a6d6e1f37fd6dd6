/** The number of each compiled update, which kernels/optimizers.ts takes. */
export const SGD = 1;
export const ADAM = 2;
export const RMS_PROP = 3;
export const ADA_GRAD = 4;
