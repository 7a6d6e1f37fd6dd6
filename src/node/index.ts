export { loadCheckpoint } from "./loadCheckpoint.js";
export { type ProgressOptions, type ProgressReporter, type ProgressStream, progress } from "./progress.js";
export { saveCheckpoint } from "./saveCheckpoint.js";
