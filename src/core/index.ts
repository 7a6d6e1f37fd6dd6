export type { Activation, Elementwise, Rowwise } from "./activations/activation.js";
export * from "./activations/index.js";
export { type Surrogate, surrogate } from "./activations/surrogate.js";
export {
  DataError,
  DeltaruleError,
  DivergenceError,
  FormatError,
  NotDifferentiableError,
  OptionError,
  ShapeError,
} from "./checks/errors.js";
export type { Json } from "./checks/json.js";
export { type CrossValidateOptions, type CrossValidation, crossValidate } from "./crossValidate.js";
export type { CategoryColumn, ColumnMaker, NumberColumn, Row } from "./data/columnSpec.js";
export type { Columns } from "./data/columns.js";
export * from "./data/index.js";
export type { KFoldOptions } from "./data/kFold.js";
export type { Label, LabelOptions, Labels } from "./data/labels.js";
export type { RowsOf } from "./data/rowList.js";
export type { MinMaxOptions, Scaler } from "./data/scaler.js";
export type { DividedRows, Divisible, Holdout, Part, SplitOptions } from "./data/split.js";
export type { WindowOptions } from "./data/windows.js";
export type { Engine } from "./engine/engine.js";
export { reference } from "./engine/reference/reference.js";
export { simd, simdFrom } from "./engine/simd/simd.js";
export { glorot, he, type Initializer, leCun, normal, orthogonal } from "./initializers.js";
export type { FocalOptions } from "./losses/focal.js";
export * from "./losses/index.js";
export type { Loss, LossLink, OutputRule, TargetRule } from "./losses/loss.js";
export { skipMissing } from "./losses/skipMissing.js";
export { type SmoothedLoss, smoothLabels } from "./losses/smoothLabels.js";
export * from "./metrics/index.js";
export type { Metric, RowMetric } from "./metrics/metric.js";
export type { Backward, BackwardOptions, Forward } from "./network/inspect.js";
export { Layer, type LayerOptions } from "./network/layer.js";
export type { NetworkOptions } from "./network/network.js";
export type { Regularization } from "./network/regularization.js";
export { argmax } from "./numbers/classes.js";
export { matrix } from "./numbers/makeMatrix.js";
export type { Dtype, Matrix, MatrixLike, Vector, VectorOf } from "./numbers/matrix.js";
export type { Sample, Samples } from "./numbers/samples.js";
export type { AdaGradOptions, AdaGradState } from "./optimizers/adaGrad.js";
export type { AdamOptions, AdamState } from "./optimizers/adam.js";
export type { AveragedOptimizer, AveragedState } from "./optimizers/averaged.js";
export * from "./optimizers/index.js";
export type { LbfgsOptions, LbfgsState } from "./optimizers/lbfgs.js";
export type { LevenbergMarquardtOptions, LevenbergMarquardtState } from "./optimizers/levenbergMarquardt.js";
export type { MomentOptions } from "./optimizers/moments.js";
export type { NAdamOptions, NAdamState } from "./optimizers/nAdam.js";
export type { Optimizer, OptimizerState, StepContext } from "./optimizers/optimizer.js";
export type { RAdamOptions, RAdamState } from "./optimizers/rAdam.js";
export type { RmsPropOptions, RmsPropState } from "./optimizers/rmsProp.js";
export type { SgdOptions, SgdState } from "./optimizers/sgd.js";
export type { InputPart, PipelineParts } from "./pipeline/parts.js";
export type { PipelineTrainOptions } from "./pipeline/prepare.js";
export type { PipelineFitAsyncOptions, PipelineFitOptions, Predicted, PredictedRows } from "./pipeline/types.js";
export { Pipeline } from "./pipeline.js";
export { type DropoutOptions, predictWithDropout } from "./predictWithDropout.js";
export type { NetworkJson } from "./saving/networks.js";
export type { CosineOptions, CosineRestartsOptions, OneCycleOptions } from "./schedules/cosine.js";
export type { DecayOptions, PlateauOptions } from "./schedules/decay.js";
export * from "./schedules/index.js";
export type { LinearOptions, PiecewiseOptions, PolynomialOptions } from "./schedules/lines.js";
export type { Progress, Rate, Schedule, Watched } from "./schedules/schedule.js";
export type { WarmupOptions } from "./schedules/warmup.js";
export { Sequential } from "./sequential.js";
export type { Checkpoint, Epoch } from "./training/checkpoint.js";
export type { Validation } from "./training/dataSet.js";
export type { EarlyStopping } from "./training/earlyStopping.js";
export type { EvaluateOptions } from "./training/evaluate.js";
export type { EpochReport, Evaluation, History, Warning } from "./training/history.js";
export type { PartialFitOptions } from "./training/partialFit.js";
export type { AsyncTrainOptions, EpochListener, TrainOptions } from "./training/plan.js";
