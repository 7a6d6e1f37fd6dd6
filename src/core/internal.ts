export { isRowwise } from "./activations/activation.js";
export { cubic as geluCubic, rootTwoOverPi } from "./activations/geluTanh.js";
export * as activations from "./activations/index.js";
export { alpha as seluAlpha, lambda as seluLambda } from "./activations/selu.js";
export { isBuiltInSurrogate } from "./activations/surrogate.js";
export { isBuiltIn } from "./checks/builtIn.js";
export { show } from "./checks/errors.js";
export { itself } from "./checks/mark.js";
export { checkBoolean, checkFunction, checkMethods, checkNames, checkNumber, checkSeed } from "./checks/options.js";
export { readScaler, type ScalerNumbers, scaler } from "./data/scaler.js";
export { referenceMachine as plain } from "./engine/reference/reference.js";
export * as losses from "./losses/index.js";
export { linkFor } from "./losses/loss.js";
export { inspectBackward, inspectForward } from "./network/inspect.js";
export { checkIsActivation, insideOf } from "./network/layer.js";
export { checkParameters, createNetwork } from "./network/network.js";
export { checkDifferentiable, readBatch } from "./network/reading.js";
export { givenRegularization, type Penalty, penaltyOf } from "./network/regularization.js";
export { fromLittleEndian, littleEndian } from "./numbers/bytes.js";
export {
  crossesKink,
  type DerivativeEstimate,
  type DifferencePair,
  derivativeAt,
  differentiate,
} from "./numbers/differentiate.js";
export * as elementary from "./numbers/elementary/index.js";
export { dtypeOf, isVector, pick, row, vector } from "./numbers/matrix.js";
export { permutation, stream } from "./numbers/random.js";
export { checkCounts, isMatrix, readSample, readSamples } from "./numbers/samples.js";
export { forEngine, isFirstOrder } from "./optimizers/firstOrder.js";
export { copyState, walkState } from "./optimizers/state.js";
export { checkCustom, describeLayer, object, readLayers } from "./saving/layers.js";
export { checkpointParts } from "./training/checkpoint.js";
export { checkIsOptimizer } from "./training/plan.js";
