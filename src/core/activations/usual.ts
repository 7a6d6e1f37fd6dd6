export { identity } from "./identity.js";
export { leakyRelu } from "./leakyRelu.js";
export { relu } from "./relu.js";
export { sigmoid } from "./sigmoid.js";
export { softmax } from "./softmax.js";
export { step } from "./step.js";
export { tanh } from "./tanh.js";
