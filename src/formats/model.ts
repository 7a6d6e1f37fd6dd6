import type { Dtype, Engine, Layer, Scaler, Vector } from "../core/index.js";
import { OptionError, Pipeline, Sequential, ShapeError } from "../core/index.js";
import { readScaler, type ScalerNumbers, scaler, show } from "../core/internal.js";
import type { Fail } from "./fail.js";

/** What a file holds: a network, or one with scalers around it. `predict` is the same for both. */
export type Model = Sequential | Pipeline;

/** A model taken apart. */
export interface ModelParts {
  readonly network: Sequential;
  readonly inputs: ScalerNumbers | null;
  readonly outputs: ScalerNumbers | null;
}

/**
 * The parts of what a user wants written.
 *
 * @throws OptionError for what is no model, or a scaler of one's own; ShapeError for a scaler of other columns.
 */
export function partsOf(call: string, model: Model): ModelParts {
  if (model instanceof Sequential) return { network: model, inputs: null, outputs: null };
  if (!(model instanceof Pipeline))
    throw new OptionError(`${call}: the model is ${show(model)}, wanted a Sequential or a Pipeline`);
  const { network, inputs, outputs } = model;
  return {
    network,
    inputs: numbersOf(call, "inputs", inputs, network.inputs),
    outputs: numbersOf(call, "outputs", outputs, network.outputs),
  };
}

function numbersOf(call: string, name: string, given: Scaler | null, columns: number): ScalerNumbers | null {
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

/** What a model is made of besides its layers and their numbers. */
export interface Surroundings {
  readonly dtype: Dtype;
  readonly seed?: number | undefined;
  readonly engine?: Engine | undefined;
  readonly inputs?: Scaler | null | undefined;
  readonly outputs?: Scaler | null | undefined;
}

/** The model of these layers with these parameters; a Pipeline if there is a scaler. */
export function assemble(layers: readonly Layer[], parameters: readonly Vector[], around: Surroundings): Model {
  const { dtype, seed, engine, inputs, outputs } = around;
  const network = new Sequential(layers, { dtype, seed, engine });
  let at = 0;
  for (const part of parameters) {
    network.parameters.set(part, at);
    at += part.length;
  }
  if (!inputs && !outputs) return network;
  return new Pipeline({ network, inputs: inputs ?? undefined, outputs: outputs ?? undefined });
}
