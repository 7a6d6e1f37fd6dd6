export type { Bytes } from "./fileBytes.js";
export type { Model, WritableModel } from "./model.js";
export { type FromOnnxOptions, fromOnnx } from "./onnx/read.js";
export { toOnnx } from "./onnx/write.js";
export { fromSafetensors, type SafetensorsOptions, toSafetensors } from "./safetensors/network.js";
export { stateFromSafetensors, stateToSafetensors } from "./safetensors/state.js";
export { type SourceOptions, toSource } from "./source/toSource.js";
