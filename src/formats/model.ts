import type { Activation, Dtype, Engine, Json, Layer, Scaler, Vector } from "../core/index.js";
import { OptionError, Pipeline, Sequential, ShapeError } from "../core/index.js";
import { isBuiltInSurrogate, scalerFromJson, show } from "../core/internal.js";
import type { Fail } from "./fileBytes.js";

/** What a file holds: a network, or a network with scalers. Both have the same `predict`. */
export type Model = Sequential | Pipeline;

/** The numbers of a scaler `x ↦ (x − offset) / scale`: one offset and one scale per column. */
export interface ScalerNumbers {
  readonly name: string;
  readonly offsets: readonly number[];
  readonly scales: readonly number[];
}

/** A model taken apart. */
export interface ModelParts {
  readonly network: Sequential;
  readonly inputs: ScalerNumbers | null;
  readonly outputs: ScalerNumbers | null;
}

/**
 * Takes apart the model that `call` writes.
 *
 * @throws OptionError for a value that is no model, or a scaler that is not the library's;
 * ShapeError for a scaler whose number of columns is not the network's.
 */
export function modelParts(call: string, model: Model): ModelParts {
  if (model instanceof Sequential) return { network: model, inputs: null, outputs: null };
  if (!(model instanceof Pipeline))
    throw new OptionError(`${call}: the model is ${show(model)}, wanted a Sequential or a Pipeline`);
  const { network, inputs, outputs } = model;
  return {
    network,
    inputs: scalerNumbers(call, "inputs", inputs, network.inputs),
    outputs: scalerNumbers(call, "outputs", outputs, network.outputs),
  };
}

function scalerNumbers(call: string, name: string, scaler: Scaler | null, columns: number): ScalerNumbers | null {
  if (scaler === null) return null;
  const json: Json = scaler.toJSON();
  const read = scalerFromJson(json);
  if (typeof read === "string") throw new OptionError(`${call}: the scaler of the ${name} ${read}`);
  const numbers = json as unknown as ScalerNumbers;
  if (numbers.offsets.length !== columns)
    throw new ShapeError(
      `${call}: the scaler of the ${name} has ${numbers.offsets.length} columns, the network's are ${columns}`,
    );
  return numbers;
}

/** The scaler that a file describes, with as many columns as the network has there. */
export function readScaler(name: string, json: unknown, columns: number, fail: Fail): Scaler | null {
  if (json === null || json === undefined) return null;
  const read = scalerFromJson(json);
  if (typeof read === "string") return fail(name, json, `a scaler: it ${read}`);
  const { length } = (json as ScalerNumbers).offsets;
  return length === columns ? read : fail(`the number of columns of ${name}`, length, `${columns}, the network's`);
}

/** All that a model has besides its layers and their parameters. */
export interface ModelSettings {
  readonly dtype: Dtype;
  readonly seed?: number | undefined;
  readonly engine?: Engine | undefined;
  readonly inputs?: Scaler | null | undefined;
  readonly outputs?: Scaler | null | undefined;
}

/** The model with these layers and parameters: a Pipeline if it has a scaler, else a Sequential. */
export function assembleModel(
  layers: readonly Layer[],
  parameters: readonly Vector[],
  { dtype, seed, engine, inputs, outputs }: ModelSettings,
): Model {
  const network = new Sequential(layers, { dtype, seed, engine });
  let at = 0;
  for (const part of parameters) {
    network.parameters.set(part, at);
    at += part.length;
  }
  if (!inputs && !outputs) return network;
  return new Pipeline({ network, inputs: inputs ?? undefined, outputs: outputs ?? undefined });
}

/** The activation that computes a: the forward half of a surrogate, else the activation itself. */
export function forwardActivation(activation: Activation): Activation {
  return isBuiltInSurrogate(activation) ? forwardActivation(activation.forward) : activation;
}
