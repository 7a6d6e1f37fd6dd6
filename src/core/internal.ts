export { isRowwise } from "./activations/activation.js";
export { cubic as geluCubic, rootTwoOverPi } from "./activations/geluTanh.js";
export * as activations from "./activations/index.js";
export { alpha as seluAlpha, lambda as seluLambda } from "./activations/selu.js";
export { isBuiltInSurrogate } from "./activations/surrogate.js";
export { isBuiltIn } from "./checks/builtIn.js";
export { need, show } from "./checks/errors.js";
export { isRecord } from "./checks/json.js";
export { behind, itself, mark } from "./checks/mark.js";
export {
  checkBoolean,
  checkFunction,
  checkMethods,
  checkNames,
  checkNamesWith,
  checkNumber,
  checkSeed,
  noHint,
} from "./checks/options.js";
export { tableReader } from "./data/fittedColumns.js";
export { labelsFromJson } from "./data/labels.js";
export { readScaler, type ScalerNumbers, scaler } from "./data/scaler.js";
export { lentTableReader, type SavedColumns, type TableReader } from "./data/tableReader.js";
export type { Machine } from "./engine/engine.js";
export { activateRows, affineRows } from "./engine/reference/forward.js";
export { referenceMachine as plain } from "./engine/reference/reference.js";
export { Arena } from "./engine/simd/arena.js";
export {
  bytesOfText,
  type Calls,
  guarded,
  type Kernel,
  kernelNames,
  messageOf,
  unguarded,
  type WasmMemory,
} from "./engine/simd/instance.js";
export { compiledKernels } from "./engine/simd/kernels.js";
export { CompiledMemory } from "./engine/simd/memory.js";
export { defaultMachine } from "./engine/simd/simd.js";
export * as losses from "./losses/index.js";
export { linkFor } from "./losses/loss.js";
export { isSmoothed, smoothTarget } from "./losses/smoothLabels.js";
export { inspectBackward, inspectForward } from "./network/inspect.js";
export { checkIsActivation, insideOf } from "./network/layer.js";
export { checkParameters, createNetwork } from "./network/network.js";
export { checkDifferentiable, checkIsLoss, readBatch } from "./network/reading.js";
export { givenRegularization, type Penalty, penaltyOf } from "./network/regularization.js";
export { fromLittleEndian, littleEndian } from "./numbers/bytes.js";
export { largest } from "./numbers/classes.js";
export {
  crossesKink,
  type DerivativeEstimate,
  type DifferencePair,
  derivativeAt,
  differentiate,
} from "./numbers/differentiate.js";
export * as elementary from "./numbers/elementary/index.js";
export { allFinite, dtypeOf, isVector, pick, row, vector } from "./numbers/matrix.js";
export { permutation, stream } from "./numbers/random.js";
export { checkCounts, isMatrix, readSample, readSamples } from "./numbers/samples.js";
export { forEngine, isFirstOrder } from "./optimizers/firstOrder.js";
export { copyState, walkState } from "./optimizers/state.js";
export { isColumns, isLabels } from "./pipeline/parts.js";
export { decode } from "./saving/base64.js";
export { findActivation } from "./saving/catalogue.js";
export { canonical, checksum } from "./saving/json.js";
export {
  checkCustom,
  describeLayer,
  describeShape,
  isWhole,
  type LayerShape,
  object,
  readLayers,
} from "./saving/layers.js";
export { flawOf, plainFromJson } from "./saving/optimizerState.js";
export { checkpointParts } from "./training/checkpoint.js";
export { checkIsOptimizer } from "./training/plan.js";
export { now } from "./training/platform.js";
export {
  hold,
  later,
  listenTo,
  type ParentPort,
  parentPort,
  sharedFlag,
  sharesMemory,
  startScript,
  startWorker,
  threadCount,
  type WorkerLike,
} from "./workers.js";
