export { kFold } from "./kFold.js";
export { balanced, oneHot } from "./oneHot.js";
export { minMax, standardize } from "./scaler.js";
export { split } from "./split.js";
export { windows } from "./windows.js";
