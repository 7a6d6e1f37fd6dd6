import type { Activation } from "../activations/activation.js";
import { FormatError, need, show } from "../checks/errors.js";
import type { Json } from "../checks/json.js";
import type { Layer } from "../network/layer.js";
import { checkParameters, type Network, parameterCount } from "../network/network.js";
import type { Dtype, Vector } from "../numbers/matrix.js";
import { decode, encode } from "./base64.js";
import { checksum } from "./json.js";
import { describeLayer, isWhole, object, readLayers } from "./layers.js";

/** A network as JSON: a readable architecture, and exact parameters. */
export interface NetworkJson {
  readonly format: "deltarule/network";
  readonly version: number;
  readonly dtype: Dtype;
  readonly seed: number;
  /**
   * `{ inputs, outputs, bias, dropout, activation: { name, options? } }` of each layer, and
   * `trainable: false` of a frozen one.
   */
  readonly layers: readonly Json[];
  /** Little-endian bytes of the parameters, in base64. */
  readonly parameters: string;
  /** CRC-32 of all the above. */
  readonly checksum: string;
}

/** The parts of a saved network. */
export interface NetworkParts {
  readonly layers: readonly Layer[];
  readonly dtype: Dtype;
  readonly seed: number;
  readonly parameters: Vector;
}

const networkVersion = 1;

/** The network with these parameters as JSON. */
export function networkToJson(
  { layers, dtype, seed }: Pick<Network, "layers" | "dtype" | "seed">,
  parameters: Vector,
): NetworkJson {
  return sign({
    format: "deltarule/network",
    version: networkVersion,
    dtype,
    seed,
    layers: layers.map(describeLayer),
    parameters: encode(parameters),
  });
}

/**
 * The parts of a saved network, everything checked.
 *
 * @throws FormatError that names the field and its value.
 */
export function readNetwork(json: unknown, custom: readonly Activation[]): NetworkParts {
  const { format, version, dtype, seed, layers: described, parameters } = object("fromJSON", json, "the JSON");
  needField(format === "deltarule/network", "format", format, '"deltarule/network"');
  needField(version === networkVersion, "version", version, `${networkVersion}, the version this library reads`);
  needField(dtype === "float64" || dtype === "float32", "dtype", dtype, '"float64" or "float32"');
  needField(isWhole(seed, 0), "seed", seed, "a whole number from 0");
  const layers = readLayers("fromJSON", described, custom);
  const size = parameterCount(layers);
  const numbers = decode(parameters, size, dtype);
  needField(numbers !== null, "parameters", parameters, `the ${size} numbers of these layers, ${dtype}, in base64`);
  checkParameters({ layers }, "fromJSON", numbers, FormatError);
  return { layers, dtype, seed, parameters: numbers };
}

function needField(fits: boolean, name: string, value: unknown, wanted: string): asserts fits {
  need(fits, "fromJSON", name, value, wanted, FormatError);
}

/** Throws unless the file's checksum is that of the network that was read from it. */
export function checkSum(json: unknown, network: Network): void {
  const { checksum: written } = object("fromJSON", json, "the JSON");
  const { checksum: computed } = networkToJson(network, network.read());
  needField(written === computed, "checksum", written, `${show(computed)}: the file was changed after it was written`);
}

function sign(fields: Omit<NetworkJson, "checksum">): NetworkJson {
  return { ...fields, checksum: checksum(JSON.stringify(fields)) };
}
