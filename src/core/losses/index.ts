export { binaryCrossEntropy } from "./binaryCrossEntropy.js";
export { crossEntropy } from "./crossEntropy.js";
export { hinge } from "./hinge.js";
export { huber } from "./huber.js";
export { mae } from "./mae.js";
export { mse } from "./mse.js";
export { squaredError } from "./squaredError.js";
