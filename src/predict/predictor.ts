import {
  type Activation,
  DataError,
  FormatError,
  type Label,
  type MatrixLike,
  type Row,
  type Sample,
  type Vector,
} from "../core/index.js";
import {
  canonical,
  checksum,
  isRecord,
  largest,
  lentTableReader,
  need,
  readScaler,
  type ScalerNumbers,
  type TableReader,
  vector,
} from "../core/internal.js";
import { call, needSaved, needSum } from "./fields.js";
import { loadNetwork } from "./network.js";
import { type ReadRows, readGiven } from "./rows.js";

/**
 * What only predicts: vectors for rows of numbers, unless the pipeline that was saved has labels
 * (then T is the type of its labels) or columns (then X is a record).
 */
export interface Predictor<T = Vector, X = Sample> {
  /**
   * What `predict` of the network or pipeline gives, for one sample or for rows, to its bits.
   *
   * @throws ShapeError for rows of the wrong length; DataError for no rows, a value that is not a
   * finite number, or a record that the pipeline refuses.
   */
  predict(x: readonly X[] | MatrixLike): T[];
  /** The same of one sample. */
  predict(x: X): T;
  /** The network's own outputs for rows. */
  probabilities(x: readonly X[] | MatrixLike): Vector[];
}

/**
 * Reads what `JSON.stringify(net)` or `JSON.stringify(pipeline)` wrote, and predicts to the same
 * bits, without anything of training or WebAssembly: for pages that only predict. `activations`
 * are the activations of your own that it uses.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid } from "deltarule";
 * import { loadPredictor } from "deltarule/predict";
 *
 * const net = new Sequential([new Layer(2, 1, sigmoid)], { seed: 1 });
 * const { predict } = loadPredictor(JSON.parse(JSON.stringify(net)));
 * predict([0, 1])[0] === net.predict([0, 1])[0]; // true
 * ```
 *
 * For a pipeline with labels say their type, and for one with columns that of its records, and give
 * what reads them: `loadPredictor<"cat" | "dog", Row>(json, { table })`.
 *
 * @throws FormatError that names the field and its value.
 */
export function loadPredictor<T = Vector, X = Sample>(
  json: unknown,
  options: { activations?: readonly Activation[] | undefined; table?: TableReader | undefined } = {},
): Predictor<T, X> {
  const { activations: custom = [], table = lentTableReader(), ...others } = options;
  const [unknown] = Object.keys(others);
  need(unknown === undefined, call, "the option", unknown, "activations or table");
  need(Array.isArray(custom), call, "activations", custom, "an array of your own activations");
  for (const [i, one] of custom.entries()) {
    const f: unknown = isRecord(one) ? (one.apply ?? one.applyRow) : undefined;
    need(typeof f === "function", call, `activations[${i}]`, one, "an activation such as sigmoid");
  }
  const isPipeline = isRecord(json) && json.format === "deltarule/pipeline";
  const { read, run, answer } = isPipeline ? loadPipeline(json, custom, table) : loadAlone(json, custom);
  const predict = (x: unknown): unknown => {
    const { rows, isOne } = read(x);
    const answers = rows.map((row) => answer(run(row)));
    return isOne ? answers[0] : answers;
  };
  return { predict: predict as Predictor<T, X>["predict"], probabilities: (x) => read(x).rows.map(run) };
}

interface LoadedModel {
  /** The numbers of samples or records, checked. */
  read(x: unknown): ReadRows;
  /** The network's outputs. */
  run(x: Vector): Vector;
  /** What is predicted for the outputs. */
  answer(output: Vector): Vector | Label;
}

function loadAlone(json: unknown, custom: readonly Activation[]): LoadedModel {
  const { inputs, dtype, run } = loadNetwork(json, custom, "");
  return { read: (x) => readGiven(x, inputs, dtype), run, answer: (output) => output };
}

function loadPipeline(
  json: Readonly<Record<string, unknown>>,
  custom: readonly Activation[],
  table: TableReader | undefined,
): LoadedModel {
  const { version, network: saved, inputs: before, outputs: after, checksum: written } = json;
  needSaved(version === 1, "version", version, "1, the version this library reads");
  const network = loadNetwork(saved, custom, "network.");
  const inputs = loadInputs(before, network.inputs, table);
  const outputs = loadOutputs(after, network.outputs, table);
  const parts = { network: network.json, inputs: inputs.json, outputs: outputs.json };
  needSum(written, checksum(canonical(parts)), "checksum");
  const run = (x: Vector): Vector => {
    const scaled = vector(x.length, network.dtype);
    for (let c = 0; c < x.length; c++) {
      scaled[c] = inputs.scale(x[c], c);
      const subject = `column ${c} of the scaled inputs`;
      need(Number.isFinite(scaled[c]), "predict", subject, scaled[c], "a finite number", DataError);
    }
    return network.run(scaled);
  };
  return { read: inputs.read, run, answer: outputs.answer };
}

/** What a file says of the inputs. */
interface LoadedInputs {
  readonly json: unknown;
  readonly read: LoadedModel["read"];
  scale(value: number, column: number): number;
}

function loadInputs(json: unknown, width: number, table: TableReader | undefined): LoadedInputs {
  if (!isRecord(json) || json.name !== "columns") {
    const scaler = loadScaler("inputs", json, width);
    return {
      json: scaler,
      // Raw numbers, of which float32 may be too narrow.
      read: (x) => readGiven(x, width, "float64"),
      scale: (value, c) => (scaler === null ? value : (value - scaler.offsets[c]) / scaler.scales[c]),
    };
  }
  needTable(table);
  const columns = table.columns(`${call}: inputs`, json);
  const made = columns.width;
  if (made !== width) throw new FormatError(`${call}: inputs makes ${made} columns, wanted the network's ${width}`);
  const read = (x: unknown): ReadRows => {
    const isOne = !Array.isArray(x);
    const data = columns.numbers("predict", (isOne ? [x] : x) as readonly Row[]);
    const rows = Array.from({ length: data.length / width }, (_, r) => data.subarray(r * width, (r + 1) * width));
    return { rows, isOne };
  };
  return { json: columns.json, read, scale: (value) => value };
}

/** Throws where nothing has loaded the reader of tables. */
function needTable(table: TableReader | undefined): asserts table is TableReader {
  need(isRecord(table), call, "the reader of columns and labels", table, "{ table } of deltarule/predict");
}

/** What a file says of the outputs. */
interface LoadedOutputs {
  readonly json: unknown;
  readonly answer: LoadedModel["answer"];
}

function loadOutputs(json: unknown, width: number, table: TableReader | undefined): LoadedOutputs {
  if (isRecord(json) && json.name === "labels") {
    needTable(table);
    const classes = table.classes(`${call}: outputs`, json);
    if (classes.length !== width && !(classes.length === 2 && width === 1)) {
      throw new FormatError(`${call}: outputs has ${classes.length} classes, the network gives ${width}`);
    }
    return {
      json: { name: "labels", classes },
      answer: (o) => classes[width === 1 ? Number(o[0] > 0.5) : largest(o, 0, width)],
    };
  }
  const scaler = loadScaler("outputs", json, width);
  if (scaler === null) return { json, answer: (output) => output };
  const answer = (output: Vector): Vector => {
    for (let k = 0; k < output.length; k++) {
      const subject = `column ${k} of the outputs`;
      need(Number.isFinite(output[k]), "predict", subject, output[k], "a finite number", DataError);
      output[k] = output[k] * scaler.scales[k] + scaler.offsets[k];
    }
    return output;
  };
  return { json: scaler, answer };
}

/** The numbers of the scaler that a file describes; `null` for `null`. */
function loadScaler(name: string, json: unknown, columns: number): ScalerNumbers | null {
  if (json === null) return null;
  const read = readScaler(json, columns, (sentence) => {
    throw new FormatError(`${call}: ${name} ${sentence}`);
  });
  // As scaler() does: JSON writes −0 as 0.
  return { ...read, offsets: read.offsets.map((offset) => offset + 0) };
}
