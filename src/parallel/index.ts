export type { WorkerLike } from "../core/internal.js";
export {
  choice,
  type Distribution,
  grid,
  integers,
  logUniform,
  randomDraws,
  uniform,
} from "./candidates.js";
export { Ensemble } from "./ensemble.js";
export { crossValidateWith, type FoldResult } from "./folds.js";
export { type HalvingOptions, type HalvingResult, halving, type Rung } from "./halving.js";
export { openPool, type Pool, type PoolOptions } from "./pool.js";
export type { WorkerStart } from "./poolWorker.js";
export { type SearchOptions, type SearchResult, search, TrialError, type TrialResult } from "./search.js";
export { serve } from "./serve.js";
export {
  type AbortFlag,
  inProcess,
  type Plain,
  type Run,
  type RunContext,
  type Trial,
  type TrialContext,
  type TrialSignal,
} from "./trial.js";
