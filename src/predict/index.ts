export { loadPredictor, type Predictor } from "./predictor.js";
