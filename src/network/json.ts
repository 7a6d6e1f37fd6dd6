import type { Activation } from "../activations/activation.js";
import { describeActivation, findActivation } from "../activations/catalogue.js";
import { decode, encode } from "../base64.js";
import { DeltaruleError, FormatError, OptionError, show } from "../errors.js";
import { checksum, type Json } from "../json.js";
import type { Dtype, Vector } from "../matrix.js";
import { checkActivation, insideOf, Layer } from "./layer.js";
import { type Network, parameterCount } from "./network.js";

/** A network as JSON: the architecture to read, the parameters exact. */
export interface NetworkJson {
  readonly format: "deltarule/network";
  readonly version: number;
  readonly dtype: Dtype;
  readonly seed: number;
  /** `{ inputs, outputs, bias, dropout, activation: { name, options? } }` of each layer. */
  readonly layers: readonly Json[];
  /** Little-endian bytes of the parameters, in base64. */
  readonly parameters: string;
  /** CRC-32 of all the above. */
  readonly checksum: string;
}

/** What `readNetwork` finds in a file. */
export interface NetworkParts {
  readonly layers: readonly Layer[];
  readonly dtype: Dtype;
  readonly seed: number;
  readonly parameters: Vector;
}

const version = 1;

export function networkToJson({ layers, dtype, seed, parameters }: Network): NetworkJson {
  const described = layers.map((layer) => ({
    inputs: layer.inputs,
    outputs: layer.outputs,
    bias: insideOf(layer)?.bias ?? true,
    dropout: layer.dropout,
    activation: describeActivation(layer.activation),
  }));
  return sign({ format: "deltarule/network", version, dtype, seed, layers: described, parameters: encode(parameters) });
}

/**
 * The parts of a saved network, everything checked.
 *
 * @throws FormatError that names the field, and what stands in it.
 */
export function readNetwork(json: unknown, custom: readonly Activation[]): NetworkParts {
  checkCustom(custom);
  const fields = object(json, "the JSON");
  if (fields.format !== "deltarule/network") fail("format", fields.format, '"deltarule/network"');
  if (fields.version !== version) fail("version", fields.version, `${version}, the version this library reads`);
  const { dtype, seed, parameters } = fields;
  if (dtype !== "float64" && dtype !== "float32") fail("dtype", dtype, '"float64" or "float32"');
  if (!isWhole(seed, 0)) fail("seed", seed, "a whole number from 0");
  if (!Array.isArray(fields.layers) || fields.layers.length === 0)
    fail("layers", fields.layers, "an array of at least one layer");
  const layers = Array.from(fields.layers, (layer: unknown, l: number) => readLayer(layer, `layers[${l}]`, custom));
  layers.slice(1).forEach((layer, l) => {
    if (layer.inputs !== layers[l].outputs)
      fail(`layers[${l + 1}].inputs`, layer.inputs, `${layers[l].outputs}, what the layer before gives`);
  });
  const last = layers.length - 1;
  if (layers[last].dropout > 0) fail(`layers[${last}].dropout`, layers[last].dropout, "0 on the last layer");
  const size = parameterCount(layers);
  if (typeof parameters !== "string") fail("parameters", parameters, "base64");
  const numbers = decode(parameters, size, dtype);
  if (numbers === null) fail("parameters", parameters, `the ${size} numbers of these layers, ${dtype}, in base64`);
  return { layers, dtype, seed, parameters: numbers };
}

/** Throws unless the file's checksum is that of the network it was read into: then nothing in it was changed by accident. */
export function checkSum(json: unknown, network: Network): void {
  const { checksum: written } = json as NetworkJson;
  const { checksum: computed } = networkToJson(network);
  if (written !== computed) fail("checksum", written, `${show(computed)}: the file was changed after it was written`);
}

function checkCustom(custom: readonly Activation[]): void {
  if (!Array.isArray(custom)) {
    throw new OptionError(`fromJSON: activations is ${show(custom)}, wanted an array of your own activations`);
  }
  for (const [i, activation] of custom.entries()) checkActivation("fromJSON", `activations[${i}]`, activation);
}

function sign(fields: Omit<NetworkJson, "checksum">): NetworkJson {
  return { ...fields, checksum: checksum(JSON.stringify(fields)) };
}

function readLayer(json: unknown, place: string, custom: readonly Activation[]): Layer {
  const { inputs, outputs, bias, dropout, activation } = object(json, place);
  if (!isWhole(inputs, 1)) fail(`${place}.inputs`, inputs, "a whole number from 1");
  if (!isWhole(outputs, 1)) fail(`${place}.outputs`, outputs, "a whole number from 1");
  if (typeof bias !== "boolean") fail(`${place}.bias`, bias, "true or false");
  if (!(typeof dropout === "number" && dropout >= 0 && dropout < 1))
    fail(`${place}.dropout`, dropout, "a number from 0 below 1");
  const found = findActivation(activation as Json | undefined, custom);
  if (typeof found === "string") throw new FormatError(`fromJSON: ${place}.activation ${found}`);
  try {
    return new Layer(inputs, outputs, found, { bias, initializer: () => 0, dropout });
  } catch (error) {
    throw error instanceof DeltaruleError ? new FormatError(`fromJSON: ${place}: ${error.message}`) : error;
  }
}

function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(name, value, "an object");
  return value as Record<string, unknown>;
}

function isWhole(value: unknown, min: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min;
}

function fail(name: string, value: unknown, wanted: string): never {
  throw new FormatError(`fromJSON: ${name} is ${show(value)}, wanted ${wanted}`);
}
