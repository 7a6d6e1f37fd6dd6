import type { Label } from "../data/labels.js";
import type { Dtype, Matrix, VectorOf } from "../numbers/matrix.js";
import type { AsyncTrainOptions, TrainOptions } from "../training/plan.js";
import type { PipelineTrainOptions } from "./prepare.js";

/** What a pipeline predicts for a row: a label, or numbers in the units of the targets. */
export type Predicted<T, D extends Dtype = Dtype> = [T] extends [Label] ? T : VectorOf<D>;

/** What a pipeline predicts for a Matrix: a list of labels, or a Matrix. */
export type PredictedRows<T, D extends Dtype = Dtype> = [T] extends [Label] ? T[] : Matrix<VectorOf<D>>;

/** Options of a pipeline's `train` and `fit`: `validation` takes rows as those of the call. */
export type PipelineFitOptions<X, T, Name extends string = string> = PipelineTrainOptions<X, T, Name> &
  Pick<TrainOptions<Name>, "onEpoch">;

/** Options of a pipeline's `fitAsync`. */
export type PipelineFitAsyncOptions<X, T, Name extends string = string> = PipelineTrainOptions<X, T, Name> &
  Pick<AsyncTrainOptions<Name>, "onEpoch">;
