import type { Activation, Engine, Labels, Layer, Scaler, Sequential } from "../../core/index.js";
import { identity, OptionError } from "../../core/index.js";
import {
  checkCustom,
  checkNames,
  describeLayer,
  dtypeOf,
  insideOf,
  littleEndian,
  object,
  readLayers,
  show,
} from "../../core/internal.js";
import { type Bytes, type Fail, failing, readBytes } from "../fileBytes.js";
import {
  assembleModel,
  type Model,
  modelParts,
  readModelOutputs,
  readModelScaler,
  type WritableModel,
} from "../model.js";
import { collectParameters, type NetworkTensors } from "./parameters.js";
import { readTensors, type StoredTensor, type TensorFile, writeTensors } from "./tensors.js";

/** The version of the metadata that this library writes. */
const metadataVersion = 1;

/**
 * Writes a network or a pipeline as the bytes of a safetensors file. The tensors have PyTorch's
 * names for an `nn.Sequential` of the same layers, in which an activation other than identity and a
 * dropout count as modules: `0.weight` [outputs, inputs], `0.bias`, `2.weight`, …, so
 * `model.load_state_dict(safetensors.torch.load_file(path))` takes them. float64 is written as F64,
 * float32 as F32; seed, architecture and scalers are JSON in the metadata `deltarule`.
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
 * @throws OptionError for a value that is not a model, or a scaler of your own; ShapeError for a
 * scaler whose number of columns is not the network's.
 */
export function toSafetensors(model: WritableModel): Uint8Array {
  const { network, inputs, outputs: scaled, classes } = modelParts("toSafetensors", model);
  const outputs = classes === null ? scaled : { name: "labels", classes };
  const { layers, seed, dtype: numbers } = network;
  const dtype = numbers === "float64" ? "F64" : "F32";
  const places = modulePlaces(layers);
  const tensors = layers.flatMap((layer, l): StoredTensor[] => {
    const { rows, columns, data } = layer.weights;
    const weight = { name: `${places[l]}.weight`, dtype, shape: [rows, columns], bytes: littleEndian(data) };
    if (layer.biases === null) return [weight];
    return [weight, { name: `${places[l]}.bias`, dtype, shape: [rows], bytes: littleEndian(layer.biases) }];
  });
  const architecture = { version: metadataVersion, seed, layers: layers.map(describeLayer), inputs, outputs };
  return writeTensors(tensors, { deltarule: JSON.stringify(architecture), format: "pt" });
}

/** Options of {@link fromSafetensors}. */
export interface SafetensorsOptions {
  /**
   * The architecture of a file that another library wrote: new Layers, which take their parameters
   * from the file.
   */
  layers?: readonly Layer[] | undefined;
  /**
   * The names that the file gives the layers, in the order of the layers: `["hidden", "out"]` for
   * `hidden.weight`, …. Needed where the names themselves do not show the order, or where the
   * file has more than this network: tensors outside the named layers are then left alone.
   */
  names?: readonly string[] | undefined;
  /**
   * The name of this network in a file of several: with `"actor"`, only tensors whose name begins
   * with `actor.` count, and `names` are what follows.
   */
  prefix?: string | undefined;
  /** Your own activations that the file names. */
  activations?: readonly Activation[] | undefined;
  /** The engine of the network. */
  engine?: Engine | undefined;
}

const caller = "fromSafetensors";
/**
 * Reads the network of a safetensors file, or the Pipeline if its scalers were saved with it; both
 * have the same `predict`. F64 makes a float64 network; F32, F16 and BF16 make a float32 one.
 *
 * A file that PyTorch wrote has no architecture: give it in `layers`. The names in such a file are
 * those of an `nn.Sequential` of the same layers, or differ only in numbers (`fc1`, `fc2`), or are
 * given in `names`. One network of several in a file is chosen by `prefix` or by `names`.
 *
 * The file may come from anywhere: this function checks every rule of the format, as the Rust
 * implementation does, and refuses a name that stands twice and a parameter that is not finite as
 * well.
 *
 * ```ts
 * import { Layer, Sequential, tanh } from "deltarule";
 * import { fromSafetensors, toSafetensors } from "deltarule/formats";
 *
 * const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 7 });
 * fromSafetensors(toSafetensors(net)).predict([[1, 2]]).length; // 1
 * ```
 *
 * @throws FormatError that names the place in the file, what stands there and what was wanted;
 * OptionError for a bad option.
 */
export function fromSafetensors(bytes: Bytes, options: SafetensorsOptions & { layers: readonly Layer[] }): Sequential;
/** Reads the network or pipeline of a file that `toSafetensors` wrote, or of one with `layers`. */
export function fromSafetensors(bytes: Bytes, options?: SafetensorsOptions): Model;
export function fromSafetensors(bytes: Bytes, options: SafetensorsOptions = {}): Model {
  const content = readBytes(caller, bytes);
  checkNames(caller, options, ["layers", "names", "prefix", "activations", "engine"]);
  const { layers: given, names, prefix = "", activations = [], engine } = options;
  checkCustom(caller, activations);
  if (typeof prefix !== "string") throw new OptionError(`${caller}: prefix is ${show(prefix)}, wanted a string`);
  const fail = failing(caller);
  if (given !== undefined) checkNewLayers(given);
  const file = readTensors(content, fail);
  const { layers, ...saved } =
    given === undefined ? readArchitecture(file, activations, fail) : { layers: given, seed: undefined };
  if (names !== undefined) checkLayerNames(names, layers);
  const part = tensorsOf(file, prefix, fail);
  const inOrder = names ?? (given === undefined ? modulePlaces(layers) : layerNames(part, layers, fail));
  const parameters = collectParameters(part, layers, inOrder, names !== undefined, fail);
  const dtype = parameters.some((part) => dtypeOf(part) === "float64") ? "float64" : "float32";
  return assembleModel(layers, parameters, { dtype, ...saved, engine });
}

function checkNewLayers(layers: readonly Layer[]): void {
  const wrong = Array.isArray(layers) ? layers.findIndex((layer) => insideOf(layer) === undefined) : 0;
  if (wrong !== -1 || layers.length === 0)
    throw new OptionError(`${caller}: layers are ${show(layers)}, wanted an array of at least one new Layer`);
}

function checkLayerNames(names: readonly string[], layers: readonly Layer[]): void {
  if (!Array.isArray(names) || names.length !== layers.length || names.some((name) => typeof name !== "string"))
    throw new OptionError(`${caller}: names are ${show(names)}, wanted ${layers.length} strings, one a layer`);
}

interface Architecture {
  readonly seed: number;
  readonly layers: readonly Layer[];
  readonly inputs: Scaler | null;
  readonly outputs: Scaler | Labels | null;
}

/** Reads the metadata that `toSafetensors` wrote. */
function readArchitecture({ metadata }: TensorFile, activations: readonly Activation[], fail: Fail): Architecture {
  const text = metadata.get("deltarule");
  if (text === undefined)
    return fail("__metadata__.deltarule", text, "the architecture; say it in { layers } for a file of another library");
  const json = object(caller, parseMetadata(text, fail), "__metadata__.deltarule");
  if (json.version !== metadataVersion) fail("__metadata__.deltarule.version", json.version, `${metadataVersion}`);
  const { seed } = json;
  if (typeof seed !== "number" || !Number.isSafeInteger(seed) || seed < 0)
    return fail("__metadata__.deltarule.seed", seed, "a whole number from 0");
  const layers = readLayers(caller, json.layers, activations);
  const inputs = readModelScaler("the scaler of the inputs", json.inputs, layers[0].inputs, fail);
  const outputs = readModelOutputs("the scaler of the outputs", json.outputs, layers[layers.length - 1].outputs, fail);
  return { seed, layers, inputs, outputs };
}

function parseMetadata(text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail("__metadata__.deltarule", text, "JSON");
  }
}

/**
 * The name of each layer's Linear in PyTorch's `nn.Sequential`: its place, where an activation
 * other than identity and a dropout have places of their own. `Sequential(Linear, Tanh, Linear)`
 * has `0` and `2`.
 */
export function modulePlaces(layers: readonly Layer[]): string[] {
  let next = 0;
  return layers.map(({ activation, dropout }) => {
    const place = next;
    next += 1 + (activation === identity ? 0 : 1) + (dropout > 0 ? 1 : 0);
    return String(place);
  });
}

/** The tensors whose names begin with the prefix. */
function tensorsOf({ tensors }: TensorFile, given: string, fail: Fail): NetworkTensors {
  const prefix = given === "" || given.endsWith(".") ? given : `${given}.`;
  const part = [...tensors].filter(([name]) => name.startsWith(prefix));
  if (part.length === 0 && tensors.size > 0) {
    const first = new Set([...tensors.keys()].map((name) => name.replace(/\..*/s, "")));
    fail("prefix", prefix, `one that names of tensors begin with; they begin with ${listNames(first)}`);
  }
  return { prefix, tensors: new Map(part.map(([name, tensor]) => [name.slice(prefix.length), tensor])) };
}

/**
 * The part before `.weight` and `.bias` for each layer, in a file that another library may have
 * written.
 */
function layerNames({ tensors }: NetworkTensors, layers: readonly Layer[], fail: Fail): readonly string[] {
  const places = modulePlaces(layers);
  const found = new Set([...tensors.keys()].map((key) => key.replace(/\.?(weight|bias)$/, "")));
  if (found.size === places.length && places.every((place) => found.has(place))) return places;
  const list = [...found];
  if (list.length !== layers.length)
    fail(
      "the number of names before .weight and .bias",
      list.length,
      `${layers.length}, one a layer; there are ${listNames(list)}; choose some by { prefix } or { names }`,
    );
  if (new Set(list.map((name) => name.replace(/\d+/g, "#"))).size > 1)
    fail("the order of the layers", list.join(", "), "names that differ in numbers only, or { names } in order");
  return list.sort(compareNumbers);
}

/** The first names, for a message. */
function listNames(names: Iterable<string>): string {
  const all = [...names];
  const some = all.slice(0, 8).map((name) => show(name));
  return all.length === 0 ? "none" : `${some.join(", ")}${all.length > 8 ? ", …" : ""}`;
}

/** Compares names that differ only in their numbers. */
function compareNumbers(a: string, b: string): number {
  const [ours, theirs] = [a, b].map((name) => (name.match(/\d+/g) ?? []).map(Number));
  const first = ours.findIndex((number, i) => number !== theirs[i]);
  return first === -1 ? 0 : ours[first] - theirs[first];
}
