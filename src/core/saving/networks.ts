import type { Activation } from "../activations/activation.js";
import { FormatError, need } from "../checks/errors.js";
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
export function networkToJson(network: Pick<Network, "layers" | "dtype" | "seed">, parameters: Vector): NetworkJson {
  const fields = signedFields(network, encode(parameters));
  return { ...fields, checksum: checksum(JSON.stringify(fields)) };
}

/** What the checksum is of. */
function signedFields(
  { layers, dtype, seed }: Pick<Network, "layers" | "dtype" | "seed">,
  parameters: string,
): Omit<NetworkJson, "checksum"> {
  return {
    format: "deltarule/network",
    version: networkVersion,
    dtype,
    seed,
    layers: layers.map(describeLayer),
    parameters,
  };
}

/**
 * The parts of a saved network, everything checked.
 *
 * @throws FormatError that names the field and its value.
 */
export function readNetwork(json: unknown, custom: readonly Activation[]): NetworkParts {
  const given = object("fromJSON", json, "the JSON");
  const { format, version, dtype, seed, layers: described, parameters } = given;
  needField(format === "deltarule/network", "format", format, '"deltarule/network"');
  needField(version === networkVersion, "version", version, `${networkVersion}, the version this library reads`);
  needField(dtype === "float64" || dtype === "float32", "dtype", dtype, '"float64" or "float32"');
  needField(isWhole(seed, 0), "seed", seed, "a whole number from 0");
  const layers = readLayers("fromJSON", described, custom);
  const size = parameterCount(layers);
  const numbers = decode(parameters, size, dtype);
  needField(numbers !== null, "parameters", parameters, `the ${size} numbers of these layers, ${dtype}, in base64`);
  checkParameters({ layers }, "fromJSON", numbers, FormatError);
  const parts: NetworkParts = { layers, dtype, seed, parameters: numbers };
  checkSum(given, parts);
  return parts;
}

function needField(fits: boolean, name: string, value: unknown, wanted: string): asserts fits {
  need(fits, "fromJSON", name, value, wanted, FormatError);
}

/** Throws unless the file's checksum is that of what was read from it. */
function checkSum(json: Readonly<Record<string, unknown>>, network: NetworkParts): void {
  const { checksum: written, parameters } = json;
  const computed = checksum(JSON.stringify(signedFields(network, String(parameters))));
  needField(written === computed, "checksum", written, `"${computed}": the file was changed after it was written`);
}
