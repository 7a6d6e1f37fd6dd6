import type { Activation } from "./activations/activation.js";
import { display } from "./checks/display.js";
import { FormatError, need, OptionError, show } from "./checks/errors.js";
import { parseHint } from "./checks/hints.js";
import { isRecord, type Json } from "./checks/json.js";
import { itself } from "./checks/mark.js";
import { checkMethods, readOptions } from "./checks/options.js";
import { readScaler, type Scaler, scaler } from "./data/scaler.js";
import type { Engine } from "./engine/engine.js";
import type { OfLength } from "./network/chain.js";
import type { Layer } from "./network/layer.js";
import {
  copy,
  type Dtype,
  type Matrix,
  type MatrixLike,
  toRows,
  type Vector,
  type VectorOf,
} from "./numbers/matrix.js";
import { isMatrix, isSample, readSample, readSamples, type Sample, type Samples } from "./numbers/samples.js";
import { canonical, checksum } from "./saving/json.js";
import { Sequential } from "./sequential.js";

const pipelineVersion = 1;

/** The parts of a {@link Pipeline}. */
export interface PipelineParts<D extends Dtype = Dtype> {
  network: Sequential<readonly Layer[], D>;
  /** Scales the inputs of the network. */
  inputs?: Scaler | undefined;
  /** The scaler of the targets: its inverse is applied to the outputs of the network. */
  outputs?: Scaler | undefined;
}

/** A network and its scalers, kept together: raw rows in, raw rows out. */
export class Pipeline<D extends Dtype = Dtype> {
  readonly network: Sequential<readonly Layer[], D>;
  readonly inputs: Scaler | null;
  readonly outputs: Scaler | null;

  /** @throws OptionError when a part is not what it should be. */
  constructor(parts: PipelineParts<D>) {
    const { network, inputs, outputs } = readOptions("Pipeline", parts, {
      network: readNetworkPart<D>,
      inputs: readScalerPart,
      outputs: readScalerPart,
    });
    display(this, "Pipeline", () => `${this}\n${this.network.summary()}`);
    this.network = network;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * `outputs.inverse(network.predict(inputs.transform(x)))`, for a Matrix, for rows, or for one
   * sample.
   *
   * @throws ShapeError for rows of the wrong length, DataError for no rows or a value that is not a
   * finite number.
   */
  predict(x: MatrixLike): Matrix<VectorOf<D>>;
  predict(x: readonly Sample[]): VectorOf<D>[];
  // The overload of Sequential: the compiler then resolves a call on `Sequential | Pipeline`.
  predict<X extends Sample | readonly []>(x: X & OfLength<X, number>): VectorOf<D>;
  predict(x: Sample | Samples): Matrix | Vector[] | Vector {
    const reading = { call: "predict", name: "inputs", columns: this.network.inputs, because: "the network takes" };
    // A copy: a scaler of the user's may write into it.
    const raw = isSample(x) ? readSample(x, { ...reading, name: "sample" }) : copy(readSamples(x, reading));
    const scaled = this.network.predict(this.inputs === null ? raw : this.inputs.transform(raw));
    const output = this.outputs === null ? scaled : this.outputs.inverse(scaled);
    return isMatrix(x) ? output : isSample(x) ? output.data : toRows(output);
  }

  /** A line: `Pipeline standardize → Sequential 2 → 4 → 1, 17 parameters, float64 → minMax`. */
  toString(): string {
    const { inputs, network, outputs } = this;
    return `Pipeline ${inputs ? `${inputs.name} → ` : ""}${network}${outputs ? ` → ${outputs.name}` : ""}`;
  }

  /** Network and scalers as JSON. What is read back predicts the same bits. */
  toJSON(): Json {
    return pipelineJson(this);
  }

  /**
   * The pipeline of a `toJSON()` with the library's own scalers. `activations` are the activations
   * of your own that it uses.
   *
   * @throws FormatError that names the field and its value.
   */
  static fromJSON(json: unknown, options: { activations?: readonly Activation[]; engine?: Engine } = {}): Pipeline {
    needPipelineField(typeof json !== "string", "the JSON", json, `an object${parseHint(json)}`);
    const { format, version, network, inputs, outputs, checksum: written } = isRecord(json) ? json : {};
    needPipelineField(format === "deltarule/pipeline", "format", format, '"deltarule/pipeline"');
    const known = `${pipelineVersion}, the version this library reads`;
    needPipelineField(version === pipelineVersion, "version", version, known);
    const restored = Sequential.fromJSON(network, options);
    const pipeline = new Pipeline({
      network: restored,
      inputs: scalerFromJson("inputs", inputs, restored.inputs),
      outputs: scalerFromJson("outputs", outputs, restored.outputs),
    });
    const { checksum: computed } = pipelineJson(pipeline);
    needPipelineField(
      written === computed,
      "checksum",
      written,
      `${show(computed)}: the file was changed after it was written`,
    );
    return pipeline;
  }
}

function readNetworkPart<D extends Dtype>(
  call: string,
  name: string,
  network: PipelineParts<D>["network"],
): PipelineParts<D>["network"] {
  const net = itself(network);
  if (net instanceof Sequential) return net;
  throw new OptionError(`${call}: ${name} is ${show(network)}, wanted a Sequential`);
}

function readScalerPart(call: string, name: string, given: Scaler | null | undefined): Scaler | null {
  if (given === undefined || given === null) return null;
  checkMethods(call, name, given, ["transform", "inverse", "toJSON"], "a scaler such as standardize(x)");
  return given;
}

type PipelineJson = { readonly [field: string]: Json; readonly checksum: string };

function pipelineJson({ network, inputs, outputs }: Pipeline): PipelineJson {
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

/** The scaler that a file describes, `undefined` for `null`. */
function scalerFromJson(name: string, json: unknown, columns: number): Scaler | undefined {
  if (json === null) return undefined;
  const read = readScaler(json, columns, {
    flaw: (sentence) => {
      throw new FormatError(`fromJSON: ${name} ${sentence}`);
    },
    columns: (given) => {
      throw new FormatError(`fromJSON: ${name} scales ${given} columns, wanted the network's ${columns}`);
    },
  });
  return scaler(read.name, read.offsets, read.scales);
}
