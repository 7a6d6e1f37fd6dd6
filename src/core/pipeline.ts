import type { Activation } from "./activations/activation.js";
import { FormatError, OptionError, show } from "./checks/errors.js";
import type { Json } from "./checks/json.js";
import { checkMethods, checkNames } from "./checks/options.js";
import { type Scaler, scalerFromJson } from "./data/scaler.js";
import type { Engine } from "./engine/engine.js";
import type { OfLength } from "./network/chain.js";
import { type Matrix, toRows, type Vector } from "./numbers/matrix.js";
import { isMatrix, isSample, readSample, readSamples, type Sample, type Samples } from "./numbers/samples.js";
import { canonical, checksum } from "./saving/json.js";
import { Sequential } from "./sequential.js";

const version = 1;

/** What a {@link Pipeline} is made of. */
export interface PipelineParts {
  network: Sequential;
  /** Scales what goes into the network. */
  inputs?: Scaler | undefined;
  /** What the targets were scaled by: its inverse is put to what comes out. */
  outputs?: Scaler | undefined;
}

/** Scalers around a network, kept together: raw rows in, raw rows out. */
export class Pipeline {
  readonly network: Sequential;
  readonly inputs: Scaler | null;
  readonly outputs: Scaler | null;

  /** @throws OptionError when a part is not what it should be. */
  constructor(parts: PipelineParts) {
    checkNames("Pipeline", parts, ["network", "inputs", "outputs"]);
    const { network, inputs = null, outputs = null } = parts;
    if (!(network instanceof Sequential))
      throw new OptionError(`Pipeline: network is ${show(network)}, wanted a Sequential`);
    for (const [name, scaler] of Object.entries({ inputs, outputs })) {
      if (scaler !== null)
        checkMethods("Pipeline", name, scaler, ["transform", "inverse", "toJSON"], "a scaler such as standardize(x)");
    }
    this.network = network;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * `outputs.inverse(network.predict(inputs.transform(x)))`, for a Matrix, for rows, or for one sample.
   *
   * @throws ShapeError for rows of the wrong length, DataError for no rows or a value that is not a finite number.
   */
  predict(x: Matrix): Matrix;
  predict(x: readonly Sample[]): Vector[];
  // Sequential's own words, so that the compiler finds them on "either of the two" as well.
  predict<X extends Sample | readonly []>(x: X & OfLength<X, number>): Vector;
  predict(x: Sample | Samples): Matrix | Vector[] | Vector {
    const reading = { call: "predict", name: "inputs", columns: this.network.inputs, because: "the network takes" };
    const raw = isSample(x) ? readSample(x, { ...reading, name: "sample" }) : readSamples(x, reading);
    const scaled = this.network.predict(this.inputs === null ? raw : this.inputs.transform(raw));
    const output = this.outputs === null ? scaled : this.outputs.inverse(scaled);
    return isMatrix(x) ? output : isSample(x) ? output.data : toRows(output);
  }

  /** Network and scalers as JSON. What is read back predicts the same bits. */
  toJSON(): Json {
    const parts = {
      network: this.network.toJSON() as unknown as Json,
      inputs: this.inputs?.toJSON() ?? null,
      outputs: this.outputs?.toJSON() ?? null,
    };
    return { format: "deltarule/pipeline", version, ...parts, checksum: checksum(canonical(parts)) };
  }

  /**
   * The pipeline of a `toJSON()`, of the library's own scalers. Activations of your own are given in `activations`.
   *
   * @throws FormatError that names the field and what stands in it.
   */
  static fromJSON(json: unknown, options: { activations?: readonly Activation[]; engine?: Engine } = {}): Pipeline {
    const fields = (typeof json === "object" && json !== null ? json : {}) as Record<string, Json>;
    const { format, version: written, network, inputs, outputs, checksum: sum } = fields;
    const fail = (name: string, value: unknown, wanted: string): never => {
      throw new FormatError(`fromJSON: ${name} is ${show(value)}, wanted ${wanted}`);
    };
    if (format !== "deltarule/pipeline") fail("format", format, '"deltarule/pipeline"');
    if (written !== version) fail("version", written, `${version}, the version this library reads`);
    const restored = Sequential.fromJSON(network, options);
    const pipeline = new Pipeline({
      network: restored,
      inputs: readScaler("inputs", inputs, restored.inputs),
      outputs: readScaler("outputs", outputs, restored.outputs),
    });
    const { checksum: computed } = pipeline.toJSON() as { checksum: string };
    if (sum !== computed) fail("checksum", sum, `${show(computed)}: the file was changed after it was written`);
    return pipeline;
  }
}

function readScaler(name: string, json: Json | undefined, columns: number): Scaler | undefined {
  if (json === null) return undefined;
  const read = scalerFromJson(json);
  if (typeof read === "string") throw new FormatError(`fromJSON: ${name} ${read}`);
  const { length } = (read.toJSON() as { offsets: readonly Json[] }).offsets;
  if (length !== columns)
    throw new FormatError(`fromJSON: ${name} scales ${length} columns, wanted the network's ${columns}`);
  return read;
}
