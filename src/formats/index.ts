export { type Model, partsOf } from "./model.js";
