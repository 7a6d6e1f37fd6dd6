export { openQueue, type QueueOptions, type TrialQueue } from "./queue.js";
export { type Serving, work } from "./work.js";
