/** The update, and the outputs and E after it. */
export interface UpdateTrace {
  /** The optimizer's name: `sgd`, or `clipNorm(adam)`. */
  readonly optimizer: string;
  /**
   * `gradient`: every parameter moved by −learningRate · gradient; `velocity`: by −learningRate ·
   * velocity; `other`: by another rule.
   */
  readonly rule: "gradient" | "velocity" | "other";
  readonly learningRate: number | null;
  /** The arithmetic of the update; `null` for an optimizer whose formulas are not known. */
  readonly arithmetic: OptimizerTrace | null;
  /**
   * The outputs after the update, one for each term of the loss: of the sample, or of each sample
   * that the batch shows.
   */
  readonly outputs: readonly OutputTrace[];
  /** E after the update. */
  readonly loss: number;
}

/** An output after the update. */
export interface OutputTrace {
  /** Its sample's row in the batch, from 0; 0 for one sample. */
  readonly sample: number;
  readonly index: number;
  readonly value: number;
}

/** An optimizer of the library: what its formulas need beside the memory of each parameter. */
export interface OptimizerTrace {
  /** The rule within wrappers such as `clipNorm`. */
  readonly name: OptimizerName;
  /** Its options that are numbers or switches, such as `beta1`. */
  readonly options: Readonly<Record<string, number | boolean>>;
  /** t: the number of this update, from 1. */
  readonly step: number;
  /** The numbers of its state after the update that are the same for every parameter. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The decay of `averaged` around it, which keeps a mean of each parameter; else `null`. */
  readonly average: number | null;
  /** What `clipNorm` or `clipValue` did to the gradient before; outermost first. */
  readonly clips: readonly ClipTrace[];
}

/** The optimizers whose arithmetic is written out. */
export type OptimizerName = "sgd" | "adam" | "adamW" | "nAdam" | "rAdam" | "rmsProp" | "adaGrad";

/** A gradient clipped: multiplied by `factor`, or each of its entries kept within ±`max`. */
export interface ClipTrace {
  readonly kind: "norm" | "value";
  readonly max: number;
  /** ‖g‖ over all parameters, for `norm`; else `null`. */
  readonly norm: number | null;
  /** What every derivative was multiplied by: 1 where nothing was clipped, and for `value`. */
  readonly factor: number;
}
