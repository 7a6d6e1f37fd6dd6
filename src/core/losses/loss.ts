import type { Activation } from "../activations/activation.js";
import type { Vector } from "../numbers/matrix.js";
import type { Sample } from "../numbers/samples.js";

/**
 * The loss L of one sample. The network alone applies the sample weights and the mean over the
 * samples, E = Σ wᵢ Lᵢ / n. Your own is an object like these:
 *
 * ```ts
 * import type { Loss } from "deltarule";
 *
 * const quartic: Loss = {
 *   name: "quartic",
 *   value: (output, target) => (output[0] - target[0]) ** 4,
 *   gradient: (output, target, into) => {
 *     into[0] = 4 * (output[0] - target[0]) ** 3;
 *   },
 * };
 * ```
 */
export interface Loss<Name extends string = string> {
  /** The name in messages. */
  readonly name: Name;
  /** The numbers that it was made with, `{ delta: 1 }`. */
  readonly options?: Readonly<Record<string, number>>;
  /** L of one sample. */
  value(output: Sample, target: Sample): number;
  /** Fills `into` with ∂L/∂output. */
  gradient(output: Sample, target: Sample, into: Vector): void;
  /**
   * The closed form from z, used when the last layer's activation *is* `link.activation` (the same
   * object).
   */
  readonly link?: LossLink;
  /**
   * The outputs at which L has no derivative, for this target of a row of so many: the target
   * itself for mae. None when left out.
   */
  kinks?(target: number, outputs: number): readonly number[];
  /** The targets that it takes; any number when left out. */
  readonly targets?: TargetRule;
  /**
   * Whether NaN in a target means that it is not known, so that the loss leaves it out; else such
   * targets are refused.
   */
  readonly missing?: boolean;
  /** The last layers that it can learn with; any when left out. */
  readonly outputs?: OutputRule;
  /**
   * Given when L = ½ Σ r², with the residuals r = residualScale(outputs) · (output − target).
   */
  readonly residualScale?: (outputs: number) => number;
}

/** A loss and the last layer's activation as one function of z, which cannot overflow. */
export interface LossLink {
  readonly activation: Activation;
  /** L of one sample. */
  value(z: Sample, target: Sample): number;
  /** Fills `into` with ∂L/∂z. */
  delta(z: Sample, a: Sample, target: Sample, into: Vector): void;
}

/** The numbers that a loss takes as targets. */
export interface TargetRule {
  /** The rule in the words of a message: `from 0 to 1`. */
  readonly wanted: string;
  /** Whether the loss is defined for this target. */
  accepts(target: number): boolean;
}

/** The last layers that a loss can learn with. */
export interface OutputRule {
  /** What the outputs must be, in the words of a message: `from 0 to 1`. */
  readonly wanted: string;
  /** What to do about others, in the words of a message: `end with sigmoid`. */
  readonly instead: string;
  /** Whether this many outputs of this activation are such outputs. */
  accepts(activation: Activation, outputs: number): boolean;
}

/** The loss's closed form from z, if it has one for this activation. */
export function linkFor(loss: Loss, activation: Activation): LossLink | undefined {
  return loss.link?.activation === activation ? loss.link : undefined;
}
