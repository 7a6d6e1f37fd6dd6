export { loadCheckpoint, saveCheckpoint } from "./checkpoints.js";
export { type ReadOnnxOptions, readOnnx } from "./onnx.js";
export { type ProgressOptions, type ProgressReporter, type ProgressStream, progress } from "./progress.js";
