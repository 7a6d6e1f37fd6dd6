export { type Accuracy, type AccuracyOptions, accuracy, balancedAccuracy, topK } from "./accuracy.js";
export { type ConfusionOptions, confusionMatrix } from "./confusion.js";
export { logLoss, rocAuc } from "./probabilities.js";
export { r2, rmse } from "./regression.js";
export { f1, precision, recall, type Score, type ScoreOptions } from "./scores.js";
