import type { Dtype, Engine, Json, Layer, Scaler, Vector } from "../core/index.js";
import { OptionError, Pipeline, Sequential, ShapeError } from "../core/index.js";
import { scalerFromJson, show } from "../core/internal.js";
import type { Fail } from "./fail.js";

/** What a file holds: a network, or one with scalers around it. `predict` is the same for both. */
export type Model = Sequential | Pipeline;

/** The numbers of a scaler `x ↦ (x − offset) / scale`, one of each per column. */
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

function numbersOf(call: string, name: string, scaler: Scaler | null, columns: number): ScalerNumbers | null {
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

/** The scaler that a file speaks of, of as many columns as the network has there. */
export function readScaler(name: string, json: unknown, columns: number, fail: Fail): Scaler | null {
  if (json === null || json === undefined) return null;
  const read = scalerFromJson(json);
  if (typeof read === "string") return fail(name, json, `a scaler: it ${read}`);
  const { length } = (json as ScalerNumbers).offsets;
  return length === columns ? read : fail(`the number of columns of ${name}`, length, `${columns}, the network's`);
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
