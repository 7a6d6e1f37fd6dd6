export { oneHot } from "./oneHot.js";
export { split } from "./split.js";
export { standardize } from "./standardize.js";
