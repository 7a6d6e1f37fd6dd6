export type { Model } from "./model.js";
export { type FromOnnxOptions, fromOnnx } from "./onnx/read.js";
export { toOnnx } from "./onnx/write.js";
export { fromSafetensors, type SafetensorsOptions } from "./safetensors/read.js";
export { stateFromSafetensors, stateToSafetensors } from "./safetensors/state.js";
export { toSafetensors } from "./safetensors/write.js";
export { type SourceOptions, toSource } from "./source/toSource.js";
