export { glorot } from "./glorot.js";
export { he } from "./he.js";
export { leCun } from "./leCun.js";
