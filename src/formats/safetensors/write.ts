import { describeLayer } from "../../core/internal.js";
import { type Model, partsOf } from "../model.js";
import { writeNumbers } from "../numbers.js";
import { placesOf } from "./names.js";
import { type Tensor, writeTensors } from "./tensors.js";

/** Of the metadata that this library writes. */
export const version = 1;

/**
 * A network, or a pipeline, as the bytes of a safetensors file. The names are those of PyTorch's natural `nn.Sequential`, where
 * an activation other than identity and a dropout count as modules: `0.weight` [outputs, inputs], `0.bias`, `2.weight`, …, so
 * `model.load_state_dict(safetensors.torch.load_file(path))` takes them. float64 is written as F64, float32 as F32; seed,
 * architecture and scalers are JSON in the metadata `deltarule`.
 *
 * ```ts
 * import { Layer, Sequential, tanh } from "deltarule";
 * import { fromSafetensors, toSafetensors } from "deltarule/formats";
 *
 * const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 7 });
 * const bytes = toSafetensors(net);
 * fromSafetensors(bytes).predict([1, 2])[0] === net.predict([1, 2])[0]; // true
 * ```
 *
 * @throws OptionError for what is no model, or a scaler of your own; ShapeError for a scaler of other columns.
 */
export function toSafetensors(model: Model): Uint8Array {
  const { network, inputs, outputs } = partsOf("toSafetensors", model);
  const { layers, seed, dtype: numbers } = network;
  const dtype = numbers === "float64" ? "F64" : "F32";
  const places = placesOf(layers);
  const tensors = layers.flatMap((layer, l): Tensor[] => {
    const { rows, columns, data } = layer.weights;
    const weight = { name: `${places[l]}.weight`, dtype, shape: [rows, columns], bytes: writeNumbers(data) };
    if (layer.biases === null) return [weight];
    return [weight, { name: `${places[l]}.bias`, dtype, shape: [rows], bytes: writeNumbers(layer.biases) }];
  });
  const architecture = { version, seed, layers: layers.map(describeLayer), inputs, outputs };
  return writeTensors(tensors, { deltarule: JSON.stringify(architecture), format: "pt" });
}
