import type {
  Activation,
  Columns,
  Dtype,
  Engine,
  Label,
  Labels,
  Layer,
  Sample,
  Scaler,
  Vector,
} from "../core/index.js";
import { DeltaruleError, OptionError, Pipeline, Sequential, ShapeError } from "../core/index.js";
import {
  checkParameters,
  isBuiltInSurrogate,
  isColumns,
  isLabels,
  itself,
  labelsFromJson,
  readScaler,
  type ScalerNumbers,
  scaler,
  show,
} from "../core/internal.js";
import type { Fail } from "./fileBytes.js";

/** What a file holds: a network, or a network with scalers. Both have the same `predict`. */
export type Model = Sequential | Pipeline;

/** What can be written to a file: also a Pipeline that predicts labels. */
export type WritableModel = Model | Pipeline<Sample, Label> | Pipeline<Sample, Sample | Label>;

/** A model taken apart. */
export interface ModelParts {
  readonly network: Sequential;
  readonly inputs: ScalerNumbers | null;
  readonly outputs: ScalerNumbers | null;
  /** The classes of a pipeline with labels, which has no scaler of the outputs then. */
  readonly classes: readonly Label[] | null;
}

/**
 * Takes apart the model that `call` writes.
 *
 * @throws OptionError for a value that is not a model, a pipeline that takes records, or a scaler
 * that is not the library's; DeltaruleError for a pipeline that is not fitted; DataError for a
 * parameter that is not finite; ShapeError for a scaler whose number of columns is not the
 * network's.
 */
export function modelParts(call: string, given: WritableModel): ModelParts {
  const model = itself(given);
  if (model instanceof Sequential) {
    checkParameters(model, call, model.parameters);
    return { network: model, inputs: null, outputs: null, classes: null };
  }
  if (!(model instanceof Pipeline))
    throw new OptionError(`${call}: the model is ${show(model)}, wanted a Sequential or a Pipeline`);
  if (!model.fitted) throw new DeltaruleError(`${call}: this pipeline is not fitted yet; call fit first`);
  const { inputs, outputs } = model;
  const { network } = modelParts(call, model.network);
  return {
    network,
    inputs: scalerNumbers(call, "inputs", withoutColumns(call, inputs), network.inputs),
    outputs: isLabels(outputs) ? null : scalerNumbers(call, "outputs", outputs, network.outputs),
    classes: isLabels(outputs) ? outputs.classes : null,
  };
}

function withoutColumns(call: string, inputs: Scaler | Columns | null): Scaler | null {
  if (inputs === null || !isColumns(inputs)) return inputs;
  throw new OptionError(
    `${call}: the model takes records, and the file rows of numbers; write new Pipeline({ network, outputs }) and give it the rows of columns.transform`,
  );
}

function scalerNumbers(call: string, name: string, given: Scaler | null, columns: number): ScalerNumbers | null {
  if (given === null) return null;
  return readScaler(
    given.toJSON(),
    columns,
    (sentence) => {
      throw new OptionError(`${call}: the scaler of the ${name} ${sentence}`);
    },
    (count) => {
      throw new ShapeError(`${call}: the scaler of the ${name} has ${count} columns, the network's are ${columns}`);
    },
  );
}

/** The scaler that a file describes, with as many columns as the network has there. */
export function readModelScaler(name: string, json: unknown, columns: number, fail: Fail): Scaler | null {
  if (json === null || json === undefined) return null;
  const read = readScaler(
    json,
    columns,
    (sentence) => fail(name, json, `a scaler: it ${sentence}`),
    (count) => fail(`the number of columns of ${name}`, count, `${columns}, the network's`),
  );
  return scaler(read.name, read.offsets, read.scales);
}

/** The same for the outputs, which may be labels. */
export function readModelOutputs(name: string, json: unknown, columns: number, fail: Fail): Scaler | Labels | null {
  if (Object(json).name !== "labels") return readModelScaler(name, json, columns, fail);
  const labels = labelsFromJson("the file's labels", json);
  const { length } = labels.classes;
  if (length !== columns && !(length === 2 && columns === 1))
    fail("the number of classes", length, `${columns}, the network's outputs`);
  return labels;
}

/** All that a model has besides its layers and their parameters. */
export interface ModelSettings {
  readonly dtype: Dtype;
  readonly seed?: number | undefined;
  readonly engine?: Engine | undefined;
  readonly inputs?: Scaler | null | undefined;
  readonly outputs?: Scaler | Labels | null | undefined;
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
  // A Model by its type: the compiler cannot know of labels in a file.
  const pipeline: unknown = new Pipeline<Sample, Label>({
    network,
    inputs: inputs ?? undefined,
    outputs: outputs ?? undefined,
  });
  return pipeline as Model;
}

/** The activation that computes a: the forward half of a surrogate, else the activation itself. */
export function forwardActivation(activation: Activation): Activation {
  return isBuiltInSurrogate(activation) ? forwardActivation(activation.forward) : activation;
}
