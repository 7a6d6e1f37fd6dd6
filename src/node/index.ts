export { loadCheckpoint } from "./loadCheckpoint.js";
export { saveCheckpoint } from "./saveCheckpoint.js";
