export { adaGrad } from "./adaGrad.js";
export { adam, adamW } from "./adam.js";
export { clipNorm, clipValue } from "./clip.js";
export { lbfgs } from "./lbfgs.js";
export { levenbergMarquardt } from "./levenbergMarquardt.js";
export { rmsProp } from "./rmsProp.js";
export { sgd } from "./sgd.js";
