export type { Activation, Elementwise, Rowwise } from "./activations/activation.js";
export * from "./activations/index.js";
export { type Surrogate, surrogate } from "./activations/surrogate.js";
export { argmax } from "./classes.js";
export * from "./data/index.js";
export type { Scaler } from "./data/scaler.js";
export type { Part, SplitOptions } from "./data/split.js";
export type { Engine } from "./engine/engine.js";
export { reference } from "./engine/reference/reference.js";
export {
  DataError,
  DeltaruleError,
  DivergenceError,
  FormatError,
  NotDifferentiableError,
  OptionError,
  ShapeError,
} from "./errors.js";
export * from "./initializers/index.js";
export type { Initializer } from "./initializers/initializer.js";
export type { Json } from "./json.js";
export * from "./losses/index.js";
export type { Loss, LossLink, TargetRule } from "./losses/loss.js";
export { type Dtype, type Matrix, matrix, type Vector } from "./matrix.js";
export * from "./metrics/index.js";
export type { Metric } from "./metrics/metric.js";
export type { Backward, BackwardOptions, Forward } from "./network/inspect.js";
export type { NetworkJson } from "./network/json.js";
export { Layer, type LayerOptions } from "./network/layer.js";
export type { NetworkOptions } from "./network/network.js";
export * from "./optimizers/index.js";
export type { Optimizer, OptimizerState, Progress, Rate, Schedule } from "./optimizers/optimizer.js";
export type { SgdOptions, SgdState } from "./optimizers/sgd.js";
export type { Sample, Samples } from "./samples.js";
export { type EvaluateOptions, Sequential } from "./sequential.js";
export type { Epoch, EpochReport, Evaluation, History } from "./training/history.js";
export type { TrainOptions } from "./training/options.js";
