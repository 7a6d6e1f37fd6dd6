import { show } from "../../core/internal.js";
import type { Fail } from "../fileBytes.js";
import { isJsonObject, type JsonFields, jsonArray, jsonField, jsonObject, jsonText } from "../jsonFields.js";

/** A layer as the model describes it. */
export interface KerasLayer {
  readonly kind: string;
  readonly name: string;
  readonly config: JsonFields;
  /** What messages call it: `layers[2] (Dense "hidden")`. */
  readonly title: string;
}

/** The layers of a model, in the order in which data goes through them. */
export interface Topology {
  readonly layers: readonly KerasLayer[];
  /** The lengths of a row's dimensions at the input; `null` where the model does not say them. */
  readonly features: readonly number[] | null;
  /** `""` where the model does not say it. */
  readonly kerasVersion: string;
}

/** Models within models. */
const deepestModel = 8;

/** Reads the architecture of a model.json; a chain of layers, or it is refused. */
export function readTopology(model: unknown, fail: Fail): Topology {
  if (typeof model === "string")
    return fail("the model", model, "the object in model.json; read the text with JSON.parse first");
  const file = jsonObject(model, "the model", fail);
  if (jsonField(file, "format") === "graph-model")
    fail(
      "the model's format",
      "graph-model",
      '"layers-model": convert the Keras model with --output_format tfjs_layers_model',
    );
  const topology = jsonObject(jsonField(file, "modelTopology"), "modelTopology", fail);
  // The converter of Keras models puts the model one level deeper.
  const inner = jsonField(topology, "model_config");
  const described = inner === undefined ? topology : jsonObject(inner, "modelTopology.model_config", fail);
  const version = jsonField(topology, "keras_version");
  const layers = modelLayers(described, "layers", 0, fail);
  const config = jsonField(described, "config");
  const built = isJsonObject(config) ? jsonField(config, "build_input_shape") : undefined;
  const features =
    layers.length > 0 ? (inputFeatures(layers[0], fail) ?? featuresOf(built, "build_input_shape", fail)) : null;
  return { layers, features, kerasVersion: typeof version === "string" ? version : "" };
}

/** The layers of a model, with those of the models in it. */
function modelLayers(model: JsonFields, place: string, depth: number, fail: Fail): readonly KerasLayer[] {
  if (depth > deepestModel) fail(place, "deeper", `models within models, at most ${deepestModel}`);
  const kind = jsonText(jsonField(model, "class_name"), `the class_name of the model of ${place}`, fail);
  const config = jsonField(model, "config");
  // Keras before 2.2.3 wrote the layers of a Sequential without a name around them.
  const listed = isJsonObject(config) ? jsonField(config, "layers") : config;
  const given = jsonArray(listed, place, fail).map((layer, l) => jsonObject(layer, `${place}[${l}]`, fail));
  let inOrder: readonly (readonly [layer: JsonFields, place: string])[] = given.map((layer, l) => [
    layer,
    `${place}[${l}]`,
  ]);
  if (kind === "Model" || kind === "Functional")
    inOrder = chainOf(jsonObject(config, `the config of ${place}`, fail), given, place, fail);
  else if (kind !== "Sequential")
    fail(`the class_name of the model of ${place}`, kind, '"Sequential", "Functional" or "Model"');
  return inOrder.flatMap(([layer, at]) => {
    const inside = jsonField(layer, "class_name");
    if (inside === "Sequential" || inside === "Model" || inside === "Functional")
      return modelLayers(layer, `${at}.layers`, depth + 1, fail);
    return [readKerasConfig(layer, at, fail)];
  });
}

function readKerasConfig(layer: JsonFields, place: string, fail: Fail): KerasLayer {
  const kind = jsonText(jsonField(layer, "class_name"), `${place}'s class_name`, fail);
  const config = jsonObject(jsonField(layer, "config") ?? {}, `${place}'s config`, fail);
  const name = jsonField(config, "name") ?? jsonField(layer, "name") ?? "";
  return {
    kind,
    config,
    name: jsonText(name, `${place}'s name`, fail),
    title: `${place} (${kind}${name === "" ? "" : ` ${JSON.stringify(name)}`})`,
  };
}

/** The layers of a functional model from its input to its output. */
function chainOf(
  config: JsonFields,
  layers: readonly JsonFields[],
  place: string,
  fail: Fail,
): (readonly [JsonFields, string])[] {
  const numbered = layers.map((layer, l) => [nameOf(layer, `${place}[${l}]`, fail), l] as const);
  const byName = new Map(numbered);
  if (byName.size !== layers.length) fail(`the names of ${place}`, "not distinct", "a name for each layer");
  const first = onlyTensor(jsonField(config, "input_layers"), `input_layers of ${place}`, fail);
  const chain: (readonly [JsonFields, string])[] = [];
  let next: string | null = onlyTensor(jsonField(config, "output_layers"), `output_layers of ${place}`, fail);
  let last = next;
  while (next !== null) {
    const l = byName.get(next);
    if (l === undefined) return fail(`a layer of ${place}`, next, "the name of one of them");
    if (chain.length === layers.length) return fail(place, "a circle", "a chain of layers");
    chain.push([layers[l], `${place}[${l}]`]);
    last = next;
    next = layerBefore(layers[l], `${place}[${l}]`, fail);
  }
  if (last !== first)
    fail(`the beginning of the chain of ${place}`, last, `${JSON.stringify(first)}, the model's input`);
  if (chain.length !== layers.length)
    fail(
      `the number of layers in the chain of ${place}`,
      chain.length,
      `${layers.length}, all of them: a perceptron has no branches`,
    );
  return chain.reverse();
}

function nameOf(layer: JsonFields, place: string, fail: Fail): string {
  const config = jsonField(layer, "config");
  const own = isJsonObject(config) ? jsonField(config, "name") : undefined;
  return jsonText(jsonField(layer, "name") ?? own, `${place}'s name`, fail);
}

/** The layer of the only tensor in a list, or of the tensor itself: `["in", 0, 0]`. */
function onlyTensor(given: unknown, place: string, fail: Fail): string {
  const list = jsonArray(given, place, fail);
  if (typeof list[0] === "string") return tensorLayer(list, place, fail);
  if (list.length !== 1) fail(`the number of ${place}`, list.length, "1: a perceptron has one input and one output");
  return tensorLayer(list[0], place, fail);
}

/**
 * The layer that gives a tensor: `[name, call, tensor, …]`. The number of the call says nothing,
 * since a model within a model counts one more; inbound_nodes has one item for each call.
 */
function tensorLayer(given: unknown, place: string, fail: Fail): string {
  const [name, , tensor] = jsonArray(given, place, fail);
  if (tensor !== 0) fail(place, `output ${show(tensor)} of a layer`, "the only output of a layer, 0");
  return jsonText(name, place, fail);
}

/** The name of the layer whose output a layer takes; `null` for one that takes none. */
function layerBefore(layer: JsonFields, place: string, fail: Fail): string | null {
  const where = `${place}'s inbound_nodes`;
  const calls = jsonArray(jsonField(layer, "inbound_nodes") ?? [], where, fail);
  if (calls.length === 0) return null;
  if (calls.length > 1) fail(`the number of ${where}`, calls.length, "1: each layer is called once");
  const [given] = calls;
  // Keras 3 has the arguments of the call, Keras 2 and TensorFlow.js a list of tensors.
  const tensors = isJsonObject(given)
    ? jsonArray(jsonField(given, "args"), `${where}[0].args`, fail)
    : jsonArray(given, where, fail);
  if (tensors.length !== 1) fail(`the number of inputs in ${where}`, tensors.length, "1: a perceptron has no branches");
  const [tensor] = tensors;
  if (!isJsonObject(tensor)) return tensorLayer(tensor, where, fail);
  const config = jsonObject(jsonField(tensor, "config"), `${where}[0].args[0].config`, fail);
  return tensorLayer(jsonField(config, "keras_history"), `${where}[0].args[0].config.keras_history`, fail);
}

/** The shape of a row that the first layer takes; `null` where it does not say it. */
function inputFeatures({ config, title }: KerasLayer, fail: Fail): readonly number[] | null {
  const shape = jsonField(config, "batch_input_shape") ?? jsonField(config, "batch_shape");
  return featuresOf(shape, `the shape of ${title}`, fail);
}

/** What follows the first dimension, which is the batch. */
function featuresOf(shape: unknown, place: string, fail: Fail): readonly number[] | null {
  if (shape === undefined) return null;
  const features = jsonArray(shape, place, fail).slice(1);
  if (features.some((length) => length === null)) return null;
  return features.map((length) =>
    typeof length === "number" && Number.isSafeInteger(length) && length > 0
      ? length
      : fail(place, length, "whole numbers from 1, after one for the batch"),
  );
}
