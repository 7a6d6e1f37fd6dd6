export { hardSwish } from "./hardSwish.js";
export { mish } from "./mish.js";
export { relu6 } from "./relu6.js";
export * from "./usual.js";
