export { balanced, oneHot } from "./oneHot.js";
export { minMax, standardize } from "./scaler.js";
export { kFold, split } from "./split.js";
