import { uniform } from "./numbers/random.js";

/**
 * One initial weight of a layer. `random()` is uniform in [0, 1). The library's own initializers
 * draw from uniform distributions only: `Math.sqrt`, which these need, is exact on every platform.
 */
export type Initializer = (inputs: number, outputs: number, random: () => number) => number;

/**
 * Uniform in ±√(6 / (inputs + outputs)): preserves the variance of a and δ through layers of tanh
 * and sigmoid.
 *
 * Source: Glorot and Bengio 2010, equation 16 ("normalized initialization"; Xavier uniform in
 * PyTorch).
 */
export const glorot: Initializer = (inputs, outputs, random) => uniform(Math.sqrt(6 / (inputs + outputs)), random);

/**
 * Uniform in ±√(6 / inputs), variance 2 / inputs: for relu and similar activations, which pass on
 * half of z.
 *
 * Source: He et al. 2015, equation 10 (Kaiming uniform with gain √2 and fan-in in PyTorch).
 */
export const he: Initializer = (inputs, _outputs, random) => uniform(Math.sqrt(6 / inputs), random);

/**
 * Uniform in ±√(3 / inputs), variance 1 / inputs: for selu, which assumes it.
 *
 * Source: LeCun et al. 1998, "Efficient BackProp", equation 16.
 */
export const leCun: Initializer = (inputs, _outputs, random) => uniform(Math.sqrt(3 / inputs), random);
