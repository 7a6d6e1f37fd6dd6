import { type Initializer, uniform } from "./initializer.js";

/**
 * Uniform in ±√(3 / inputs), variance 1 / inputs: what selu asks for.
 *
 * Source: LeCun et al. 1998, "Efficient BackProp", equation 16.
 */
export const leCun: Initializer = (inputs, _outputs, random) => uniform(Math.sqrt(3 / inputs), random);
