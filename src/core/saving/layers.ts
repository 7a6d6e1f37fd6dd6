import type { Activation } from "../activations/activation.js";
import { FormatError, need, OptionError } from "../checks/errors.js";
import { parseHint } from "../checks/hints.js";
import { isRecord, type Json } from "../checks/json.js";
import type { Option } from "../checks/options.js";
import { checkIsActivation, insideOf, Layer } from "../network/layer.js";
import { describeActivation, findActivation } from "./catalogue.js";

/** The description of a layer in a file: everything but its parameters. */
export function describeLayer(layer: Layer): Json {
  const { inputs, outputs, dropout, activation, trainable } = layer;
  return describeShape({ inputs, outputs, bias: insideOf(layer)?.bias ?? true, dropout, activation, trainable });
}

/** What a file says of a layer. */
export interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: boolean;
  readonly dropout: number;
  readonly activation: Activation;
  readonly trainable: boolean;
}

/** The same, of a layer that is no `Layer`. */
export function describeShape({ inputs, outputs, bias, dropout, activation, trainable }: LayerShape): Json {
  const shape = { inputs, outputs, bias, dropout, activation: describeActivation(activation) };
  // Only a frozen layer says so.
  return trainable ? shape : { ...shape, trainable };
}

/**
 * The layers that a file describes, each fitting the layer before it. They belong to no network
 * yet.
 *
 * @throws FormatError that names `call`, the field and its value.
 */
export function readLayers(call: string, json: unknown, custom: readonly Activation[]): Layer[] {
  const some = Array.isArray(json) && json.length > 0;
  need(some, call, "layers", json, "an array of at least one layer", FormatError);
  const layers = Array.from(json, (layer: unknown, l: number) => readLayer(call, layer, `layers[${l}]`, custom));
  for (const [l, { inputs }] of layers.entries()) {
    const given = layers[l - 1]?.outputs ?? inputs;
    const wanted = `${given}, what the layer before gives`;
    need(inputs === given, call, `layers[${l}].inputs`, inputs, wanted, FormatError);
  }
  const last = layers.length - 1;
  const { dropout } = layers[last];
  need(dropout === 0, call, `layers[${last}].dropout`, dropout, "0 on the last layer", FormatError);
  return layers;
}

/** Throws unless these are activations, given to read a file with. */
export function checkCustom(call: string, custom: readonly Activation[]): void {
  need(Array.isArray(custom), call, "activations", custom, "an array of your own activations");
  for (const [i, activation] of custom.entries()) checkIsActivation(call, `activations[${i}]`, activation);
}

/** The option `activations`: the user's own, none by default. */
export const givenActivations: Option<readonly Activation[] | undefined, readonly Activation[]> = (
  call,
  _name,
  given = [],
) => {
  checkCustom(call, given);
  return given;
};

function readLayer(call: string, json: unknown, place: string, custom: readonly Activation[]): Layer {
  const { inputs, outputs, bias, dropout, activation, trainable } = object(call, json, place);
  try {
    const found = findActivation(call, `${place}.activation`, activation, custom);
    // A file has no defaults: a missing field becomes null, which Layer rejects.
    const options: object = { bias: bias ?? null, dropout: dropout ?? null, trainable };
    return new Layer(inputs as number, outputs as number, found, options);
  } catch (error) {
    throw error instanceof OptionError ? new FormatError(`${call}: ${place}: ${error.message}`) : error;
  }
}

/** The fields of a value that must be an object. */
export function object(call: string, value: unknown, name: string): Readonly<Record<string, unknown>> {
  const hint = name === "the JSON" ? parseHint(value) : "";
  need(isRecord(value), call, name, value, `an object${hint}`, FormatError);
  return value;
}

export function isWhole(value: unknown, min: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min;
}
