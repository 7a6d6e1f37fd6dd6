export { loadPredictor, type Predictor } from "./predictor.js";
export { table } from "./table.js";
