export { cosine, cosineRestarts, oneCycle } from "./cosine.js";
export { constant, exponentialDecay, reduceOnPlateau, stepDecay } from "./decay.js";
export { linear, piecewise, polynomial } from "./lines.js";
export { byEpoch, warmup } from "./warmup.js";
