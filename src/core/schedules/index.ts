export { cosine, oneCycle } from "./cosine.js";
export { constant, exponentialDecay, reduceOnPlateau, stepDecay } from "./decay.js";
export { byEpoch, warmup } from "./warmup.js";
