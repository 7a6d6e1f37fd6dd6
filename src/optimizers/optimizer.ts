import type { Vector } from "../matrix.js";

/** What training has seen so far: what a schedule may go by. */
export interface Progress {
  /** Epochs that are finished: 0 during the first. */
  readonly epoch: number;
  /** One a finished epoch: the validation loss if there is one, else the training loss. */
  readonly losses: readonly number[];
}

/** A learning rate that changes: a pure function of the update's number, counted from 0, and of the progress. */
export type Schedule = (step: number, progress: Progress) => number;

/** A learning rate: a number from 0, or a schedule. */
export type Rate = number | Schedule;

/** Plain data that the caller keeps: numbers, and typed arrays as long as the parameters. */
export type OptimizerState = { [name: string]: number | Vector | OptimizerState };

/**
 * A rule that changes parameters by their gradient. It keeps nothing itself: what it must remember is the state.
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
  /** What messages and checkpoints call it. */
  readonly name: string;
  /** The state before the first step. */
  initialize(parameterCount: number): State;
  /** Changes `parameters` and `state` in place. Without `progress`, a schedule sees epoch 0 and no losses. */
  step(parameters: Vector, gradient: Vector, state: State, progress?: Progress): void;
  /** The rate that the next step will use. */
  learningRate?(state: State, progress?: Progress): number;
}
