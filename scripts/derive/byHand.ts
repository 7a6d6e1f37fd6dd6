/*
 * The pieces whose kernels, or parts of them, are not derived from their formulas. The formulas of
 * all others are translated, or refused when the kernels are built.
 */

/** Activations with a loop of their own in `activateBlock` of kernels/activate.ts. */
export const activatedByHand: ReadonlySet<string> = new Set(["identity", "relu", "sigmoid", "softmax", "tanh"]);

/** Activations with a loop of their own in `slope` of kernels/activate.ts that has no formula. */
export const slopeByHand: ReadonlySet<string> = new Set(["identity", "relu", "softmax"]);

/** Losses whose closed form with their activation is in kernels/loss.ts. */
export const linkedByHand: ReadonlySet<string> = new Set(["crossEntropy"]);

/**
 * Pieces without a kernel: they run as plain loops in the compiled engine. focal has two options;
 * the kernels of the other three would make every page larger by a kilobyte.
 */
export const uncompiled: ReadonlySet<string> = new Set(["focal", "logCosh", "poisson", "quantile"]);
