export { columns } from "./columns.js";
export { kFold } from "./kFold.js";
export { labels } from "./labels.js";
export { balanced, oneHot } from "./oneHot.js";
export { minMax, standardize } from "./scaler.js";
export { split } from "./split.js";
export { windows } from "./windows.js";
