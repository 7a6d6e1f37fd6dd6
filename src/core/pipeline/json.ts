import type { Activation } from "../activations/activation.js";
import { FormatError, need, show } from "../checks/errors.js";
import { parseHint } from "../checks/hints.js";
import { isRecord, type Json } from "../checks/json.js";
import { columnsFromJson } from "../data/columns.js";
import { labelsFromJson } from "../data/labels.js";
import { readScaler, type Scaler, scaler } from "../data/scaler.js";
import type { Engine } from "../engine/engine.js";
import { canonical, checksum } from "../saving/json.js";
import { Sequential } from "../sequential.js";
import type { FittedParts } from "./parts.js";

const pipelineVersion = 1;

/** The network and the fitted parts of a saved pipeline, everything checked. */
export function readPipeline(
  json: unknown,
  options: { activations?: readonly Activation[]; engine?: Engine },
): { network: Sequential; fitted: FittedParts } {
  needPipelineField(typeof json !== "string", "the JSON", json, `an object${parseHint(json)}`);
  const { format, version, network, inputs, outputs, checksum: written } = isRecord(json) ? json : {};
  needPipelineField(format === "deltarule/pipeline", "format", format, '"deltarule/pipeline"');
  const known = `${pipelineVersion}, the version this library reads`;
  needPipelineField(version === pipelineVersion, "version", version, known);
  const restored = Sequential.fromJSON(network, options);
  const fitted = {
    inputs: inputsFromJson(inputs, restored.inputs),
    outputs: outputsFromJson(outputs, restored.outputs),
  };
  const { checksum: computed } = pipelineJson(restored, fitted);
  needPipelineField(
    written === computed,
    "checksum",
    written,
    `${show(computed)}: the file was changed after it was written`,
  );
  return { network: restored, fitted };
}

/** What the inputs of a saved pipeline go through, for a network of so many inputs. */
function inputsFromJson(json: unknown, width: number): FittedParts["inputs"] {
  if (nameIn(json) !== "columns") return scalerFromJson("inputs", json, width);
  const read = columnsFromJson("fromJSON: inputs", json);
  if (read.names.length === width) return read;
  throw new FormatError(`fromJSON: inputs makes ${read.names.length} columns, wanted the network's ${width}`);
}

/** What the outputs of a saved pipeline go through, for a network of so many outputs. */
function outputsFromJson(json: unknown, width: number): FittedParts["outputs"] {
  if (nameIn(json) !== "labels") return scalerFromJson("outputs", json, width);
  const read = labelsFromJson("fromJSON: outputs", json);
  const { length } = read.classes;
  if (length === width || (length === 2 && width === 1)) return read;
  throw new FormatError(`fromJSON: outputs has ${length} classes, the network gives ${width}`);
}

function nameIn(json: unknown): unknown {
  return isRecord(json) ? json.name : undefined;
}

/** The scaler that a file describes, `null` for `null`. */
function scalerFromJson(name: string, json: unknown, columns: number): Scaler | null {
  if (json === null) return null;
  const read = readScaler(json, columns, (sentence) => {
    throw new FormatError(`fromJSON: ${name} ${sentence}`);
  });
  return scaler(read.name, read.offsets, read.scales);
}

export type PipelineJson = { readonly [field: string]: Json; readonly checksum: string };

/** A pipeline as JSON. */
export function pipelineJson(network: Sequential, { inputs, outputs }: FittedParts): PipelineJson {
  const parts = {
    network: network.toJSON() as unknown as Json,
    inputs: inputs?.toJSON() ?? null,
    outputs: outputs?.toJSON() ?? null,
  };
  return {
    format: "deltarule/pipeline",
    version: pipelineVersion,
    ...parts,
    checksum: checksum(canonical(parts)),
  };
}

function needPipelineField(fits: boolean, name: string, value: unknown, wanted: string): asserts fits {
  need(fits, "fromJSON", name, value, wanted, FormatError);
}
