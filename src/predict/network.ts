import { type Activation, type Dtype, FormatError, OptionError, type Vector } from "../core/index.js";
import {
  activateRows,
  affineRows,
  allFinite,
  checksum,
  decode,
  describeShape,
  findActivation,
  isWhole,
  type LayerShape,
  vector,
} from "../core/internal.js";
import { call, fieldsOf, needSaved, needSum } from "./fields.js";

/** A network that was read, ready to predict. */
export interface LoadedNetwork {
  readonly inputs: number;
  readonly outputs: number;
  readonly dtype: Dtype;
  /** The fields that were read, with their checksum. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The outputs for one sample, in the network's dtype. */
  run(x: Vector): Vector;
}

/**
 * Reads a network's JSON; `place` is its path in the file.
 *
 * @throws FormatError that names the field and its value.
 */
export function loadNetwork(json: unknown, custom: readonly Activation[], place: string): LoadedNetwork {
  const given = fieldsOf(json, place ? "network" : "the JSON");
  const { format, version, dtype, seed, layers: described, parameters, checksum: written } = given;
  const known = `"deltarule/network"${place === "" ? ' or "deltarule/pipeline"' : ""}`;
  needSaved(format === "deltarule/network", `${place}format`, format, known);
  needSaved(version === 1, `${place}version`, version, "1, the version this library reads");
  needSaved(dtype === "float64" || dtype === "float32", `${place}dtype`, dtype, '"float64" or "float32"');
  needSaved(isWhole(seed, 0), `${place}seed`, seed, "a whole number from 0");
  const layers = loadLayers(described, custom, `${place}layers`);
  const size = layers.reduce((sum, { inputs, outputs, bias }) => sum + outputs * (inputs + (bias ? 1 : 0)), 0);
  const flat = decode(parameters, size, dtype);
  const wanted = `the ${size} finite numbers of these layers, ${dtype}, in base64`;
  needSaved(flat !== null && allFinite(flat), `${place}parameters`, parameters, wanted);
  const fields = { format, version, dtype, seed, layers: layers.map(describeShape), parameters };
  const computed = checksum(JSON.stringify(fields));
  needSum(written, computed, `${place}checksum`);
  return {
    inputs: layers[0].inputs,
    outputs: layers[layers.length - 1].outputs,
    dtype,
    json: { ...fields, checksum: computed },
    run: forwardPass(layers, flat, dtype),
  };
}

/** The layers that a file describes, each fitting the layer before it. */
function loadLayers(json: unknown, custom: readonly Activation[], place: string): readonly LayerShape[] {
  needSaved(Array.isArray(json) && json.length > 0, place, json, "an array of at least one layer");
  let before: number | undefined;
  return Array.from(json, (layer: unknown, l: number): LayerShape => {
    const at = `${place}[${l}]`;
    const { inputs, outputs, bias, dropout, activation, trainable = true } = fieldsOf(layer, at);
    needSaved(isWhole(inputs, 1), `${at}.inputs`, inputs, "a whole number from 1");
    needSaved(isWhole(outputs, 1), `${at}.outputs`, outputs, "a whole number from 1");
    needSaved(inputs === (before ?? inputs), `${at}.inputs`, inputs, `${before}, what the layer before gives`);
    needSaved(typeof bias === "boolean", `${at}.bias`, bias, "true or false");
    const most = l === json.length - 1 ? 0 : 1;
    const drops = typeof dropout === "number" && (dropout === 0 || (dropout > 0 && dropout < most));
    needSaved(drops, `${at}.dropout`, dropout, most === 0 ? "0 on the last layer" : "a number from 0 below 1");
    needSaved(typeof trainable === "boolean", `${at}.trainable`, trainable, "true or false");
    before = outputs;
    const named = loadActivation(`${at}.activation`, activation, custom);
    return { inputs, outputs, bias, dropout, activation: named, trainable };
  });
}

function loadActivation(place: string, json: unknown, custom: readonly Activation[]): Activation {
  try {
    return findActivation(call, place, json, custom);
  } catch (error) {
    // An option out of range, or a surrogate of softmax: here the file is wrong.
    throw error instanceof OptionError ? new FormatError(`${call}: ${place}: ${error.message}`) : error;
  }
}

/** The forward pass of one sample by the kernels that define it. */
function forwardPass(layers: readonly LayerShape[], flat: Vector, dtype: Dtype): LoadedNetwork["run"] {
  let at = 0;
  const take = (length: number): Vector => {
    at += length;
    return flat.subarray(at - length, at);
  };
  const steps = layers.map(({ inputs, outputs, bias, activation }) => ({
    activation,
    W: { rows: outputs, columns: inputs, data: take(outputs * inputs) },
    b: bias ? take(outputs) : null,
  }));
  // New for each sample: an activation of the user's own may predict meanwhile.
  const block = (columns: number, data: Vector = vector(columns, dtype)) => ({
    rows: 1,
    columns,
    data,
    row: () => data,
  });
  return (x) => {
    let a = block(x.length, x);
    for (const { activation, W, b } of steps) {
      const z = block(W.rows);
      affineRows(a, W, b, z);
      a = block(W.rows);
      activateRows(activation, z, a);
    }
    return a.data;
  };
}
