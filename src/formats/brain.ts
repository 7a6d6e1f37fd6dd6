import type { Activation, Sequential } from "../core/index.js";
import { leakyRelu, relu, sigmoid, tanh } from "../core/index.js";
import { show } from "../core/internal.js";
import { type Fail, failing } from "./fileBytes.js";
import {
  isJsonObject,
  type JsonFields,
  jsonArray,
  jsonField,
  jsonFinite,
  jsonLength,
  jsonObject,
  jsonText,
} from "./jsonFields.js";
import { LayerChain } from "./layerChain.js";

/** A network of brain.js, and what it calls its inputs and outputs. */
export interface BrainNetwork {
  readonly network: Sequential;
  /** The name of each input; `null` where the network was trained on arrays. */
  readonly inputs: readonly string[] | null;
  /** The name of each output; `null` where the network was trained on arrays. */
  readonly outputs: readonly string[] | null;
}

/** Weights and biases of a layer; W has a row for each neuron. */
interface BrainLayer {
  readonly weights: readonly (readonly number[])[];
  readonly biases: readonly number[];
}

/** What a file of either version holds. */
interface BrainFile {
  readonly layers: readonly BrainLayer[];
  readonly activation: BrainActivation;
  readonly inputs: readonly string[] | null;
  readonly outputs: readonly string[] | null;
}

interface BrainActivation {
  readonly activation: Activation;
  /** A factor of z, before the activation. */
  readonly scale: number;
}

/**
 * Reads a NeuralNetwork of brain.js from what its `toJSON()` gave, of version 1 or 2. A network
 * that was trained on objects has names for its inputs or outputs: `inputs[i]` is the name of the
 * network's input i. Every layer has the activation of the file. brain.js 1 computes α max(0, z)
 * for `leaky-relu`, and so does what is read from its files. The network is of float64.
 *
 * ```ts
 * import { fromBrain } from "deltarule/formats";
 *
 * const { network, inputs, outputs } = fromBrain({
 *   type: "NeuralNetwork",
 *   sizes: [2, 1],
 *   layers: [{ weights: [], biases: [] }, { weights: [[2, -3]], biases: [1] }],
 *   inputLookup: { light: 0, dark: 1 },
 *   outputLookup: null,
 *   trainOpts: { activation: "relu" },
 * });
 * const sample: Record<string, number> = { light: 1, dark: 0.5 };
 * network.predict((inputs ?? []).map((name) => sample[name]))[0]; // 1.5
 * outputs; // null
 * ```
 *
 * @throws FormatError that names the place in the file, what stands there and what was wanted: a
 * recurrent network, an activation that brain.js does not have, numbers that are missing or not
 * finite.
 */
export function fromBrain(json: unknown): BrainNetwork {
  const fail = failing("fromBrain");
  if (typeof json === "string")
    return fail("the JSON", json, "an object: what net.toJSON() gives; read the text with JSON.parse first");
  const file = jsonObject(json, "the JSON", fail);
  const kind = jsonField(file, "type") ?? "NeuralNetwork";
  if (kind !== "NeuralNetwork" && kind !== "NeuralNetworkGPU")
    fail("type", kind, '"NeuralNetwork": other networks of brain.js are not perceptrons');
  const stored = jsonArray(jsonField(file, "layers"), "layers", fail).map((layer, l) =>
    jsonObject(layer, `layers[${l}]`, fail),
  );
  if (stored.length < 2)
    fail("the number of layers", stored.length, "2 or more, the inputs and the outputs among them");
  const isSecond = Array.isArray(jsonField(stored[1], "weights"));
  const read = isSecond ? readSecond(file, stored, fail) : readFirst(file, stored, fail);
  return { network: assemble(read, fail), inputs: read.inputs, outputs: read.outputs };
}

function assemble({ layers, activation: { activation, scale } }: BrainFile, fail: Fail): Sequential {
  const inputs = layers[0].weights[0].length;
  const chain = new LayerChain("fromBrain", [inputs], fail);
  for (const { weights, biases } of layers) {
    const numbers = Float64Array.from(weights.flat(), (weight) => scale * weight);
    const offsets = Float64Array.from(biases, (bias) => scale * bias);
    chain.dense(weights[0].length, weights.length, numbers, offsets);
    chain.activate("layers", activation);
  }
  return chain.network("float64");
}

/** Version 2: arrays of weights, and lookups from names to places. */
function readSecond(file: JsonFields, stored: readonly JsonFields[], fail: Fail): BrainFile {
  const layers: BrainLayer[] = [];
  for (const [l, layer] of stored.entries()) {
    if (l === 0) continue;
    const place = `layers[${l}]`;
    const rows = jsonArray(jsonField(layer, "weights"), `${place}.weights`, fail);
    const biases = numberList(jsonField(layer, "biases"), rows.length, `${place}.biases`, fail);
    const before: number | null = layers.at(-1)?.biases.length ?? null;
    const first = jsonArray(rows[0], `${place}.weights[0]`, fail).length;
    const count = before ?? first;
    const weights = rows.map((row, j) => numberList(row, count, `${place}.weights[${j}]`, fail));
    if (count === 0) fail(`the number of weights in ${place}.weights[0]`, 0, "1 or more");
    layers.push({ weights, biases });
  }
  const options = isJsonObject(jsonField(file, "options"))
    ? jsonObject(jsonField(file, "options"), "options", fail)
    : {};
  const training = jsonObject(jsonField(file, "trainOpts") ?? options, "trainOpts", fail);
  const alpha = jsonFinite(jsonField(training, "leakyReluAlpha") ?? 0.01, "trainOpts.leakyReluAlpha", fail);
  if (alpha < 0 || alpha > 1) fail("trainOpts.leakyReluAlpha", alpha, "a number from 0 to 1");
  return {
    layers,
    activation: brainActivation(jsonField(training, "activation"), leakyRelu(alpha), 1, fail),
    inputs: lookupNames(jsonField(file, "inputLookup"), layers[0].weights[0].length, "inputLookup", fail),
    outputs: lookupNames(
      jsonField(file, "outputLookup"),
      layers[layers.length - 1].biases.length,
      "outputLookup",
      fail,
    ),
  };
}

/** Names by place, from places by name. */
function lookupNames(lookup: unknown, count: number, place: string, fail: Fail): readonly string[] | null {
  if (lookup === undefined) return null;
  const entries = Object.entries(jsonObject(lookup, place, fail));
  if (entries.length !== count) fail(`the number of names in ${place}`, entries.length, `${count}, the network's`);
  const names = new Map<number, string>();
  for (const [name, at] of entries) {
    const index = jsonLength(at, `${place}[${show(name)}]`, 0, fail);
    if (index >= count || names.has(index))
      fail(`${place}[${show(name)}]`, index, `a place below ${count} that no other name has`);
    names.set(index, name);
  }
  return Array.from({ length: count }, (_, i) => jsonText(names.get(i), place, fail));
}

/**
 * Version 1: an object for each layer, with neurons by name. The neurons of a layer stand in the
 * order of the names, and their weights are found by the names of the layer before.
 */
function readFirst(file: JsonFields, stored: readonly JsonFields[], fail: Fail): BrainFile {
  const layers = stored.slice(1).map((layer, l): BrainLayer => {
    const before = Object.keys(stored[l]);
    const neurons = Object.keys(layer);
    const place = `layers[${l + 1}]`;
    if (before.length === 0 || neurons.length === 0) fail(place, "without neurons", "one or more in each layer");
    const weights: number[][] = [];
    const biases = neurons.map((name) => {
      const where = `${place}[${show(name)}]`;
      const neuron = jsonObject(jsonField(layer, name), where, fail);
      const given = jsonObject(jsonField(neuron, "weights"), `${where}.weights`, fail);
      const count = Object.keys(given).length;
      if (count !== before.length)
        fail(`the number of ${where}.weights`, count, `${before.length}, the neurons before`);
      weights.push(before.map((from) => jsonFinite(jsonField(given, from), `${where}.weights[${show(from)}]`, fail)));
      return jsonFinite(jsonField(neuron, "bias"), `${where}.bias`, fail);
    });
    return { weights, biases };
  });
  const alpha = jsonFinite(jsonField(file, "leakyReluAlpha") ?? 0.01, "leakyReluAlpha", fail);
  if (alpha < 0) fail("leakyReluAlpha", alpha, "a number from 0");
  const named = (at: number, lookup: string): readonly string[] | null => {
    const isNamed = !Object.hasOwn(stored[at], "0") || Boolean(jsonField(file, lookup));
    return isNamed ? Object.keys(stored[at]) : null;
  };
  return {
    layers,
    activation: brainActivation(jsonField(file, "activation"), relu, alpha, fail),
    inputs: named(0, "inputLookup"),
    outputs: named(stored.length - 1, "outputLookup"),
  };
}

function brainActivation(name: unknown, leaky: Activation, scale: number, fail: Fail): BrainActivation {
  switch (name ?? "sigmoid") {
    case "sigmoid":
      return { activation: sigmoid, scale: 1 };
    case "tanh":
      return { activation: tanh, scale: 1 };
    case "relu":
      return { activation: relu, scale: 1 };
    case "leaky-relu":
      return { activation: leaky, scale };
    default:
      return fail("activation", name, '"sigmoid", "relu", "leaky-relu" or "tanh"');
  }
}

function numberList(given: unknown, count: number, place: string, fail: Fail): readonly number[] {
  const items = jsonArray(given, place, fail);
  if (items.length !== count) fail(`the number of ${place}`, items.length, `${count}`);
  return items.map((item, i) => jsonFinite(item, `${place}[${i}]`, fail));
}
