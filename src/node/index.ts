export { loadCheckpoint, saveCheckpoint } from "./checkpoints.js";
export type { EpochFacts } from "./epochProgress.js";
export { type ReadOnnxOptions, readOnnx } from "./onnx.js";
export { type ProgressOptions, type ProgressReporter, progress } from "./progress.js";
export type { ProgressStream } from "./progressLine.js";
export type { FinishedTrial } from "./trialProgress.js";
