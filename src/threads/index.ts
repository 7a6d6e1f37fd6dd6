export type { WorkerLike } from "../parallel/host.js";
export { serveThread } from "./helper.js";
export { type ThreadsEngine, type ThreadsOptions, threads } from "./threads.js";
