import type { Activation, Sequential } from "../core/index.js";
import { identity, relu, sigmoid, tanh } from "../core/index.js";
import { type Fail, failing } from "./fileBytes.js";
import { type JsonFields, jsonArray, jsonField, jsonFinite, jsonObject } from "./jsonFields.js";
import { LayerChain } from "./layerChain.js";

/** The neurons of a layer: where they stand in the file, their biases and their activation. */
interface NeuronLayer {
  readonly places: readonly number[];
  readonly biases: Float64Array;
  readonly activation: Activation;
}

/** Synaptic's squashing functions. HLIM is 0 at 0, `step` is ½. */
const squashes: ReadonlyMap<unknown, Activation> = /* @__PURE__ */ new Map<unknown, Activation>([
  ["LOGISTIC", sigmoid],
  ["TANH", tanh],
  ["IDENTITY", identity],
  ["RELU", relu],
]);

/**
 * Reads a perceptron of synaptic from what its `toJSON()` gave: each neuron of a layer is
 * connected with each of the layer before, and with nothing else. A layer has one squashing
 * function: LOGISTIC, TANH, RELU or IDENTITY. The network is of float64.
 *
 * ```ts
 * import { fromSynaptic } from "deltarule/formats";
 *
 * const net = fromSynaptic({
 *   neurons: [
 *     { layer: "input", bias: 0, squash: "LOGISTIC" },
 *     { layer: "output", bias: 1, squash: "IDENTITY" },
 *   ],
 *   connections: [{ from: 0, to: 1, weight: 2, gater: null }],
 * });
 * net.predict([3])[0]; // 7
 * ```
 *
 * @throws FormatError that names the place in the file, what stands there and what was wanted: a
 * connection that a perceptron does not have, such as those of an LSTM.
 */
export function fromSynaptic(json: unknown): Sequential {
  const fail = failing("fromSynaptic");
  if (typeof json === "string")
    return fail("the JSON", json, "an object: what network.toJSON() gives; read the text with JSON.parse first");
  const file = jsonObject(json, "the JSON", fail);
  const layers = readNeurons(jsonArray(jsonField(file, "neurons"), "neurons", fail), fail);
  const weights = readConnections(jsonArray(jsonField(file, "connections"), "connections", fail), layers, fail);
  const chain = new LayerChain("fromSynaptic", [layers[0].places.length], fail);
  for (const [l, { places, biases, activation }] of layers.entries()) {
    if (l === 0) continue;
    chain.dense(layers[l - 1].places.length, places.length, weights[l - 1], biases);
    chain.activate("neurons", activation);
  }
  return chain.network("float64");
}

/** The neurons by layer: the inputs, layers 0, 1, …, and the outputs. */
function readNeurons(given: readonly unknown[], fail: Fail): readonly NeuronLayer[] {
  const neurons = given.map((neuron, n) => jsonObject(neuron, `neurons[${n}]`, fail));
  const byLayer = new Map<unknown, number[]>();
  for (const [n, neuron] of neurons.entries()) {
    const layer = jsonField(neuron, "layer");
    const isLayer = layer === "input" || layer === "output" || (Number.isSafeInteger(layer) && Number(layer) >= 0);
    if (!isLayer) fail(`neurons[${n}].layer`, layer, '"input", "output" or a whole number from 0');
    const places = byLayer.get(layer);
    if (places === undefined) byLayer.set(layer, [n]);
    else places.push(n);
  }
  const order = ["input", ...Array.from({ length: Math.max(byLayer.size - 2, 0) }, (_, l) => l), "output"];
  return order.map((layer) => {
    const places = byLayer.get(layer);
    if (places === undefined) return fail(`the neurons of layer ${layer}`, "none", "one or more");
    return readNeuronLayer(places, neurons, layer === "input", fail);
  });
}

function readNeuronLayer(
  places: readonly number[],
  neurons: readonly JsonFields[],
  isInput: boolean,
  fail: Fail,
): NeuronLayer {
  // An input neuron has a bias and a squashing function too, and uses neither.
  if (isInput) return { places, biases: new Float64Array(places.length), activation: identity };
  const names = places.map((n) => jsonField(neurons[n], "squash"));
  const activation = squashes.get(names[0]);
  if (activation === undefined) return fail(`neurons[${places[0]}].squash`, names[0], [...squashes.keys()].join(", "));
  const other = names.findIndex((name) => name !== names[0]);
  if (other !== -1) fail(`neurons[${places[other]}].squash`, names[other], `${names[0]}, as the rest of its layer has`);
  const biases = Float64Array.from(places, (n) =>
    jsonFinite(jsonField(neurons[n], "bias"), `neurons[${n}].bias`, fail),
  );
  return { places, biases, activation };
}

/** W of each layer after the inputs, outputs × inputs: every connection of a perceptron. */
function readConnections(given: readonly unknown[], layers: readonly NeuronLayer[], fail: Fail): Float64Array[] {
  const sizes = layers.map(({ places }) => places.length);
  const wanted = sizes.slice(1).reduce((sum, size, l) => sum + size * sizes[l], 0);
  if (given.length !== wanted)
    fail(
      "the number of connections",
      given.length,
      `${wanted}: each neuron with each of the layer before, and no other`,
    );
  const at = new Map<unknown, readonly [layer: number, place: number]>();
  for (const [l, { places }] of layers.entries()) for (const [i, n] of places.entries()) at.set(n, [l, i]);
  const weights = sizes.slice(1).map((size, l) => new Float64Array(size * sizes[l]).fill(Number.NaN));
  for (const [c, connection] of given.entries()) {
    const place = `connections[${c}]`;
    const fields = jsonObject(connection, place, fail);
    const [from, to] = ["from", "to"].map(
      (end) =>
        at.get(jsonField(fields, end)) ?? fail(`${place}.${end}`, jsonField(fields, end), "the place of a neuron"),
    );
    if (to[0] !== from[0] + 1) fail(place, "not from one layer to the next", "only such in a perceptron");
    if (jsonField(fields, "gater") !== undefined)
      fail(`${place}.gater`, jsonField(fields, "gater"), "none in a perceptron");
    const cell = to[1] * sizes[from[0]] + from[1];
    if (!Number.isNaN(weights[from[0]][cell])) fail(place, "there twice", "each connection once");
    weights[from[0]][cell] = jsonFinite(jsonField(fields, "weight"), `${place}.weight`, fail);
  }
  return weights;
}
