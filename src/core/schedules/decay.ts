import { checkNames, checkNumber } from "../checks/options.js";

/** Options of {@link stepDecay} and {@link exponentialDecay}. */
export interface DecayOptions {
  /** What the rate is multiplied by, above 0 and to 1; 0.1 for stepDecay and 0.96 for exponentialDecay unless given. */
  factor?: number | undefined;
  /** After how many steps, a whole number from 1. */
  every: number;
}

/** The options of a decaying schedule, checked. */
export function readDecay(
  name: string,
  learningRate: number,
  options: DecayOptions,
  byDefault: number,
): Required<DecayOptions> & { factor: number } {
  checkNumber(name, "learningRate", learningRate, { min: 0 });
  checkNames(name, options, ["factor", "every"]);
  const { factor = byDefault, every } = options;
  checkNumber(name, "factor", factor, { above: 0, max: 1 });
  checkNumber(name, "every", every, { integer: true, min: 1 });
  return { factor, every };
}
