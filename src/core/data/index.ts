export { balanced } from "./balanced.js";
export { kFold } from "./kFold.js";
export { minMax } from "./minMax.js";
export { oneHot } from "./oneHot.js";
export { split } from "./split.js";
export { standardize } from "./standardize.js";
