/**
 * Arbitraries for fast-check: networks, batches for them, and losses that fit.
 *
 * @module
 */
export { type Batch, type BatchOptions, batches } from "./arbitraries/batches.js";
export { losses } from "./arbitraries/losses.js";
export { type NetworksOptions, networks } from "./arbitraries/networks.js";
export { type Problem, problems } from "./arbitraries/problems.js";
