import type { Matrix, Vector } from "../numbers/matrix.js";
import type { Progress } from "../schedules/schedule.js";

/** What a step may use beyond its gradient. */
export interface StepContext extends Progress {
  /** Where the biases stand among the parameters: from each `start` to before its `end`. */
  readonly biases?: readonly (readonly [start: number, end: number])[];
  /**
   * E of this batch at `parameters`, for a line search; fills `gradient` with ∂E/∂parameters if
   * given.
   */
  evaluate(parameters: Vector, gradient?: Vector): number;
  /**
   * The residuals r with E = ½ Σ r², and ∂r/∂parameters, one row per residual.
   *
   * @throws OptionError unless the loss is a sum of squares.
   */
  jacobian(): { readonly residuals: Vector; readonly jacobian: Matrix };
}

/** Plain data that the caller keeps: numbers and typed arrays. */
export type OptimizerState = { [name: string]: number | Vector | OptimizerState };

/**
 * A rule that changes parameters by their gradient. It remembers nothing itself: its memory is the
 * state.
 *
 * ```ts
 * import { sgd } from "deltarule";
 *
 * const optimizer = sgd({ learningRate: 0.1 });
 * const parameters = new Float64Array([1, 2]);
 * const state = optimizer.initialize(parameters.length);
 * optimizer.step(parameters, new Float64Array([10, 20]), state);
 * parameters; // Float64Array [0, 0]
 * ```
 */
export interface Optimizer<State extends OptimizerState = OptimizerState> {
  /** Its name in messages and checkpoints. */
  readonly name: string;
  /**
   * Every step must see every sample: `batchSize` is the number of samples, and a smaller one is an
   * OptionError.
   */
  readonly fullBatch?: boolean;
  /** The state before the first step. */
  initialize(parameterCount: number): State;
  /**
   * Changes `parameters` and `state` in place. Without a context, a schedule sees epoch 0 and no
   * losses.
   */
  step(parameters: Vector, gradient: Vector, state: State, context?: StepContext): void;
  /**
   * Whether the last step found nothing more to do: a training ends then, with
   * `stopped: "optimizer"`.
   */
  isDone?(state: State): boolean;
  /** The rate of the next step. */
  learningRate?(state: State, progress?: Progress): number;
}
