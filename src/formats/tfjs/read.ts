import type { Sequential } from "../../core/index.js";
import { type Bytes, failing } from "../fileBytes.js";
import { LayerChain } from "../layerChain.js";
import { readKerasLayer } from "./kerasLayers.js";
import { readTopology } from "./topology.js";
import { readWeights } from "./weights.js";

/**
 * Reads a perceptron that TensorFlow.js or Keras trained: the Layers format, which `model.save` of
 * TensorFlow.js and the converter of Keras models write. `model` is the parsed `model.json`;
 * `weights` has the bytes of each file of weights, by the path that `model.json` gives it.
 *
 * Sequential models and functional ones that are a chain are read, nested ones too, of the layers
 * Dense, Activation, ReLU, LeakyReLU, ELU, Softmax, BatchNormalization, Rescaling, Dropout, other
 * noise, Flatten, Reshape and InputLayer. BatchNormalization is folded into the layers beside it,
 * as it acts in inference; Keras' hardSigmoid (slope 1/5) and a ReLU with a largest value become
 * ours with other weights. An image that a Flatten takes becomes its numbers in a row. Weights that
 * were quantized are read as TensorFlow.js reads them. The network is of float32.
 *
 * ```ts
 * import { fromTfjs } from "deltarule/formats";
 *
 * const net = fromTfjs(
 *   {
 *     modelTopology: {
 *       class_name: "Sequential",
 *       config: {
 *         layers: [{ class_name: "Dense", config: { name: "out", units: 1, activation: "relu" } }],
 *       },
 *     },
 *     weightsManifest: [
 *       {
 *         paths: ["group1-shard1of1.bin"],
 *         weights: [
 *           { name: "out/kernel", shape: [2, 1], dtype: "float32" },
 *           { name: "out/bias", shape: [1], dtype: "float32" },
 *         ],
 *       },
 *     ],
 *   },
 *   { "group1-shard1of1.bin": new Uint8Array(new Float32Array([2, 3, 1]).buffer) },
 * );
 * net.predict([1, 1])[0]; // 6
 * ```
 *
 * @throws FormatError that names the place in the model, what stands there and what was wanted: a
 * layer or an activation that no perceptron of this library has, weights that are missing, left
 * over or not finite. OptionError for weights that are not bytes.
 */
export function fromTfjs(model: unknown, weights: Readonly<Record<string, Bytes>>): Sequential {
  const call = "fromTfjs";
  const fail = failing(call);
  const { layers, features, kerasVersion } = readTopology(model, fail);
  const stored = readWeights(call, model, weights, fail);
  const chain = new LayerChain(call, features, fail);
  for (const layer of layers) readKerasLayer(layer, { chain, stored, kerasVersion, fail });
  stored.checkAllUsed();
  return chain.network("float32");
}
