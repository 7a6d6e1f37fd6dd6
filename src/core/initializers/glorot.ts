import { type Initializer, uniform } from "./initializer.js";

/**
 * Uniform in ±√(6 / (inputs + outputs)): keeps the variance of a and δ through layers of tanh and sigmoid.
 *
 * Source: Glorot and Bengio 2010, equation 16 ("normalized initialization"; Xavier uniform in PyTorch).
 */
export const glorot: Initializer = (inputs, outputs, random) => uniform(Math.sqrt(6 / (inputs + outputs)), random);
