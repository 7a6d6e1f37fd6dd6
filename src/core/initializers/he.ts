import { type Initializer, uniform } from "./initializer.js";

/**
 * Uniform in ±√(6 / inputs), variance 2 / inputs: for relu and its kin, which pass half of z on.
 *
 * Source: He et al. 2015, equation 10 (Kaiming uniform with gain √2 and fan-in in PyTorch).
 */
export const he: Initializer = (inputs, _outputs, random) => uniform(Math.sqrt(6 / inputs), random);
