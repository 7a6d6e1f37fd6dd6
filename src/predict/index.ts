export { loadPredictor, type Predictor } from "./predictor.js";
export { type SavedColumns, type TableReader, table } from "./table.js";
