export { loadCheckpoint, saveCheckpoint } from "./checkpoints.js";
export { type ProgressOptions, type ProgressReporter, type ProgressStream, progress } from "./progress.js";
