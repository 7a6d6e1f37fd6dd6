export { accuracy } from "./accuracy.js";
export { rmse } from "./rmse.js";
