export { byEpoch } from "./byEpoch.js";
export { constant } from "./constant.js";
export { cosine } from "./cosine.js";
export { exponentialDecay } from "./exponentialDecay.js";
export { oneCycle } from "./oneCycle.js";
export { reduceOnPlateau } from "./reduceOnPlateau.js";
export { stepDecay } from "./stepDecay.js";
export { warmup } from "./warmup.js";
