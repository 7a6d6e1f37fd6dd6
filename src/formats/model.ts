import type { Activation, Dtype, Engine, Layer, Scaler, Vector } from "../core/index.js";
import { OptionError, Pipeline, Sequential, ShapeError } from "../core/index.js";
import {
  checkParameters,
  isBuiltInSurrogate,
  itself,
  readScaler,
  type ScalerNumbers,
  scaler,
  show,
} from "../core/internal.js";
import type { Fail } from "./fileBytes.js";

/** What a file holds: a network, or a network with scalers. Both have the same `predict`. */
export type Model = Sequential | Pipeline;

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
 * DataError for a parameter that is not finite; ShapeError for a scaler whose number of columns is
 * not the network's.
 */
export function modelParts(call: string, given: Model): ModelParts {
  const model = itself(given);
  if (model instanceof Sequential) {
    checkParameters(model, call, model.parameters);
    return { network: model, inputs: null, outputs: null };
  }
  if (!(model instanceof Pipeline))
    throw new OptionError(`${call}: the model is ${show(model)}, wanted a Sequential or a Pipeline`);
  const { inputs, outputs } = model;
  const { network } = modelParts(call, model.network);
  return {
    network,
    inputs: scalerNumbers(call, "inputs", inputs, network.inputs),
    outputs: scalerNumbers(call, "outputs", outputs, network.outputs),
  };
}

function scalerNumbers(call: string, name: string, given: Scaler | null, columns: number): ScalerNumbers | null {
  if (given === null) return null;
  return readScaler(given.toJSON(), columns, {
    flaw: (sentence) => {
      throw new OptionError(`${call}: the scaler of the ${name} ${sentence}`);
    },
    columns: (count) => {
      throw new ShapeError(`${call}: the scaler of the ${name} has ${count} columns, the network's are ${columns}`);
    },
  });
}

/** The scaler that a file describes, with as many columns as the network has there. */
export function readModelScaler(name: string, json: unknown, columns: number, fail: Fail): Scaler | null {
  if (json === null || json === undefined) return null;
  const read = readScaler(json, columns, {
    flaw: (sentence) => fail(name, json, `a scaler: it ${sentence}`),
    columns: (count) => fail(`the number of columns of ${name}`, count, `${columns}, the network's`),
  });
  return scaler(read.name, read.offsets, read.scales);
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
