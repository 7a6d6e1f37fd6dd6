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
