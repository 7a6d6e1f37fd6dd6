import type { Activation, Engine, Layer, Sequential } from "../../core/index.js";
import { OptionError } from "../../core/index.js";
import { checkCustom, checkNames, insideOf, isWhole, object, readLayers, show } from "../../core/internal.js";
import { checkBytes, type Fail, failing } from "../fail.js";
import { assemble, type Model, readModelScaler } from "../model.js";
import { readNumbers } from "../numbers.js";
import { checkLayerNames, namesIn, placesOf } from "./names.js";
import { type Contents, readTensors, type Tensor } from "./tensors.js";
import { version } from "./write.js";

/** Options of {@link fromSafetensors}. */
export interface SafetensorsOptions {
  /** The architecture of a file that another library wrote: new Layers, whose parameters the file gives. */
  layers?: readonly Layer[] | undefined;
  /** What the file calls the layers, in their order, where that does not show: `["hidden", "out"]` for `hidden.weight`, … */
  names?: readonly string[] | undefined;
  /** Activations of your own that the file speaks of. */
  activations?: readonly Activation[] | undefined;
  /** What the network computes with. */
  engine?: Engine | undefined;
}

const call = "fromSafetensors";
const kinds = { F64: "float64", F32: "float32", F16: "float16", BF16: "bfloat16" } as const;

/**
 * The network of a safetensors file, or the Pipeline if its scalers were saved with it; `predict` is the same for both. F64 makes a
 * float64 network; F32, F16 and BF16 make a float32 one. A file of PyTorch's has no architecture: say it in `layers`. Its names
 * are then those of the natural `nn.Sequential`, or differ in numbers only (`fc1`, `fc2`), or are given in `names`.
 *
 * The file may come from anywhere: every rule of the format is checked, as the Rust implementation does, and names that stand
 * twice are refused too.
 *
 * @throws FormatError that names the place in the file, what stands there and what was wanted.
 */
export function fromSafetensors(
  bytes: Uint8Array,
  options: SafetensorsOptions & { layers: readonly Layer[] },
): Sequential;
export function fromSafetensors(bytes: Uint8Array, options?: SafetensorsOptions): Model;
export function fromSafetensors(bytes: Uint8Array, options: SafetensorsOptions = {}): Model {
  checkBytes(call, bytes);
  checkNames(call, options, ["layers", "names", "activations", "engine"]);
  const { layers: given, names, activations = [], engine } = options;
  checkCustom(call, activations);
  const fail = failing(call);
  if (given !== undefined) checkLayers(given);
  const contents = readTensors(bytes, fail);
  const saved = given === undefined ? readArchitecture(contents, activations, fail) : null;
  const layers = saved?.layers ?? (given as readonly Layer[]);
  if (names !== undefined) checkLayerNames(call, names, layers);
  const prefixes = names ?? (saved === null ? namesIn(contents, layers, fail) : placesOf(layers));
  const parameters = collect(contents, layers, prefixes, fail);
  const dtype = parameters.some((part) => part instanceof Float64Array) ? "float64" : "float32";
  return assemble(layers, parameters, { dtype, ...saved, engine });
}

function checkLayers(layers: readonly Layer[]): void {
  const wrong = Array.isArray(layers) ? layers.findIndex((layer) => insideOf(layer) === undefined) : 0;
  if (wrong !== -1 || layers.length === 0)
    throw new OptionError(`${call}: layers are ${show(layers)}, wanted an array of at least one new Layer`);
}

/** What `toSafetensors` wrote beside the tensors. */
function readArchitecture({ metadata }: Contents, activations: readonly Activation[], fail: Fail) {
  const text = metadata.get("deltarule");
  if (text === undefined)
    return fail("__metadata__.deltarule", text, "the architecture; say it in { layers } for a file of another library");
  const json = object(call, parse(text, fail), "__metadata__.deltarule");
  if (json.version !== version) fail("__metadata__.deltarule.version", json.version, `${version}`);
  const { seed } = json;
  if (!isWhole(seed, 0)) return fail("__metadata__.deltarule.seed", seed, "a whole number from 0");
  const layers = readLayers(call, json.layers, activations);
  const inputs = readModelScaler("the scaler of the inputs", json.inputs, layers[0].inputs, fail);
  const outputs = readModelScaler("the scaler of the outputs", json.outputs, layers[layers.length - 1].outputs, fail);
  return { seed, layers, inputs, outputs };
}

function parse(text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail("__metadata__.deltarule", text, "JSON");
  }
}

/** The tensors' numbers in the order of a network's parameters, as many as the layers want, and no others in the file. */
function collect({ tensors }: Contents, layers: readonly Layer[], names: readonly string[], fail: Fail) {
  const wanted = layers.flatMap((layer, l) => {
    const prefix = names[l] === "" ? "" : `${names[l]}.`;
    const weight = { name: `${prefix}weight`, shape: [layer.outputs, layer.inputs] };
    return insideOf(layer)?.bias === false ? [weight] : [weight, { name: `${prefix}bias`, shape: [layer.outputs] }];
  });
  const known = new Set(wanted.map(({ name }) => name));
  for (const name of tensors.keys())
    if (!known.has(name)) fail(`the tensor ${show(name)}`, "in the file", "only the layers' own");
  const found = wanted.map(({ name, shape }) => checkTensor(tensors.get(name), name, shape, fail));
  return found.map(({ dtype, bytes }) => readNumbers(bytes, kinds[dtype as keyof typeof kinds]));
}

function checkTensor(tensor: Tensor | undefined, name: string, shape: readonly number[], fail: Fail): Tensor {
  const place = `tensor ${show(name)}`;
  if (tensor === undefined) return fail(place, tensor, `a tensor of [${shape.join(", ")}]`);
  if (tensor.shape.join() !== shape.join())
    fail(`${place}'s shape`, `[${tensor.shape.join(", ")}]`, `[${shape.join(", ")}], what the layer has`);
  if (!Object.hasOwn(kinds, tensor.dtype)) fail(`${place}'s dtype`, tensor.dtype, Object.keys(kinds).join(", "));
  return tensor;
}
