export { accuracy, confusionMatrix, f1, logLoss, precision, recall, topK } from "./classification.js";
export { r2, rmse } from "./regression.js";
