import { number, type Option } from "../checks/options.js";

/** Options of the optimizers that keep running means of g and g². */
export interface MomentOptions {
  /** β₁ in [0, 1), the decay of the mean of g; 0.9 by default. */
  beta1?: number | undefined;
  /** β₂ in [0, 1), the decay of the mean of g²; 0.999 by default. */
  beta2?: number | undefined;
  /** ε from 0, added to the root; 1e−8 by default. */
  epsilon?: number | undefined;
}

/** The declarations of these options. */
export function momentOptions(): { readonly [Name in keyof MomentOptions]-?: Option<number | undefined, number> } {
  return {
    beta1: number(0.9, { min: 0, below: 1 }),
    beta2: number(0.999, { min: 0, below: 1 }),
    epsilon: number(1e-8, { min: 0 }),
  };
}
