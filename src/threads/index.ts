export type { WorkerLike } from "../core/internal.js";
export { serveThread } from "./helper.js";
export { type ThreadsEngine, type ThreadsOptions, threads } from "./threads.js";
