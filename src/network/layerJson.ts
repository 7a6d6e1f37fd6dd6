import type { Activation } from "../activations/activation.js";
import { describeActivation, findActivation } from "../activations/catalogue.js";
import { DeltaruleError, FormatError, OptionError, show } from "../errors.js";
import type { Json } from "../json.js";
import { checkActivation, insideOf, Layer } from "./layer.js";

/** What a file says of a layer: all but its parameters. */
export function describeLayer(layer: Layer): Json {
  return {
    inputs: layer.inputs,
    outputs: layer.outputs,
    bias: insideOf(layer)?.bias ?? true,
    dropout: layer.dropout,
    activation: describeActivation(layer.activation),
  };
}

/**
 * The layers that a file describes, which fit one after the other; they belong to no network yet, and their weights would start at 0.
 *
 * @throws FormatError that names `call`, the field, and what stands in it.
 */
export function readLayers(call: string, json: unknown, custom: readonly Activation[]): Layer[] {
  if (!Array.isArray(json) || json.length === 0) fail(call, "layers", json, "an array of at least one layer");
  const layers = Array.from(json, (layer: unknown, l: number) => readLayer(call, layer, `layers[${l}]`, custom));
  layers.slice(1).forEach((layer, l) => {
    if (layer.inputs !== layers[l].outputs)
      fail(call, `layers[${l + 1}].inputs`, layer.inputs, `${layers[l].outputs}, what the layer before gives`);
  });
  const last = layers.length - 1;
  if (layers[last].dropout > 0) fail(call, `layers[${last}].dropout`, layers[last].dropout, "0 on the last layer");
  return layers;
}

/** Throws unless these are activations of one's own for a file to be read with. */
export function checkCustom(call: string, custom: readonly Activation[]): void {
  if (!Array.isArray(custom)) {
    throw new OptionError(`${call}: activations is ${show(custom)}, wanted an array of your own activations`);
  }
  for (const [i, activation] of custom.entries()) checkActivation(call, `activations[${i}]`, activation);
}

function readLayer(call: string, json: unknown, place: string, custom: readonly Activation[]): Layer {
  const { inputs, outputs, bias, dropout, activation } = object(call, json, place);
  if (!isWhole(inputs, 1)) fail(call, `${place}.inputs`, inputs, "a whole number from 1");
  if (!isWhole(outputs, 1)) fail(call, `${place}.outputs`, outputs, "a whole number from 1");
  if (typeof bias !== "boolean") fail(call, `${place}.bias`, bias, "true or false");
  if (!(typeof dropout === "number" && dropout >= 0 && dropout < 1))
    fail(call, `${place}.dropout`, dropout, "a number from 0 below 1");
  const found = findActivation(activation as Json | undefined, custom);
  if (typeof found === "string") throw new FormatError(`${call}: ${place}.activation ${found}`);
  try {
    return new Layer(inputs, outputs, found, { bias, initializer: () => 0, dropout });
  } catch (error) {
    throw error instanceof DeltaruleError ? new FormatError(`${call}: ${place}: ${error.message}`) : error;
  }
}

/** The fields of what must be an object. */
export function object(call: string, value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(call, name, value, "an object");
  return value as Record<string, unknown>;
}

export function isWhole(value: unknown, min: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min;
}

export function fail(call: string, name: string, value: unknown, wanted: string): never {
  throw new FormatError(`${call}: ${name} is ${show(value)}, wanted ${wanted}`);
}
