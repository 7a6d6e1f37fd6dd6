import { DataError, show } from "../checks/errors.js";
import { isRecord } from "../checks/json.js";
import type { Label, Labels } from "../data/labels.js";
import { because, classRows, countOf, pickRows, type RowList, type RowsOf, readRowList } from "../data/rowList.js";
import type { Scaler } from "../data/scaler.js";
import type { Holdout } from "../data/split.js";
import type { Network } from "../network/network.js";
import { copy, Matrix } from "../numbers/matrix.js";
import { refuseRecords, valueHint } from "../numbers/rowHints.js";
import {
  checkCounts,
  isMatrix,
  isNumeric,
  isSample,
  readSample,
  readSamples,
  type Sample,
  type Samples,
} from "../numbers/samples.js";
import { heldOut, type Validation } from "../training/dataSet.js";
import type { AsyncTrainOptions } from "../training/plan.js";
import {
  checkFits,
  type FittedParts,
  isColumns,
  isLabels,
  isMaker,
  type Maker,
  type PartsNow,
  readInputPart,
  readOutputPart,
} from "./parts.js";

/** Options of `fit`: as a network's, but the validation data are rows as those of the call. */
export interface PipelineTrainOptions<X, T, Name extends string = string>
  extends Omit<AsyncTrainOptions<Name>, "validation" | "onEpoch"> {
  /** The data to validate on, as in `TrainOptions`: makers do not see them. */
  validation?: Validation | readonly [x: RowsOf<X>, t: RowsOf<T>, sampleWeights?: Sample] | undefined;
}

/** A training of the network inside: its data as numbers, and the parts fitted for it. */
export interface PreparedTraining {
  readonly fitted: FittedParts;
  readonly x: Matrix;
  readonly t: Matrix;
  readonly validation: Validation | undefined;
}

/** Fits the makers to the training rows, and takes all rows through the parts. Changes nothing. */
export function prepareTraining(
  call: string,
  network: Network,
  parts: PartsNow,
  x: RowsOf<unknown>,
  t: RowsOf<unknown>,
  validation: PipelineTrainOptions<unknown, unknown>["validation"],
): PreparedTraining {
  const takesRecords = parts.inputs !== null && (isMaker(parts.inputs) || isColumns(parts.inputs));
  if (!takesRecords) refuseRecords(call, x);
  const inputs = readRowList(call, "inputs", x, parts.inputs === null ? network.inputs : undefined);
  const targets = readRowList(call, "targets", t, isMaker(parts.outputs) ? undefined : network.outputs);
  checkCounts(call, countOf(inputs), countOf(targets), "targets");
  const fitted = fitParts(call, network, parts, inputs, targets, validation);
  checkFits(call, fitted, network);
  return {
    fitted,
    x: throughInputs(call, network, fitted, inputs),
    t: throughOutputs(call, network, fitted, targets),
    validation: throughValidation(call, network, fitted, validation),
  };
}

function fitParts(
  call: string,
  network: Network,
  { inputs, outputs }: PartsNow,
  x: RowList,
  t: RowList,
  validation: PipelineTrainOptions<unknown, unknown>["validation"],
): FittedParts {
  if (!isMaker<FittedParts["inputs"]>(inputs) && !isMaker<FittedParts["outputs"]>(outputs)) return { inputs, outputs };
  const held = isShare(validation) ? heldOut(network, call, classRows(t), validation) : null;
  const rows = held === null ? null : [...held.kept].sort((a, b) => a - b);
  return {
    inputs: isMaker<FittedParts["inputs"]>(inputs)
      ? readInputPart(call, "what the maker of the inputs gave", fittedBy(inputs, "inputs", x, rows))
      : inputs,
    outputs: isMaker<FittedParts["outputs"]>(outputs)
      ? readOutputPart(call, "what the maker of the outputs gave", fittedBy(outputs, "targets", t, rows))
      : outputs,
  };
}

/** Whether the validation is a share of the rows, or nothing that is known: `heldOut` says so. */
function isShare(validation: unknown): validation is number | Holdout {
  return validation !== undefined && !Array.isArray(validation);
}

/** What a maker makes of these rows of the data, or of all. */
function fittedBy<Part>(
  maker: Maker<Part>,
  name: "inputs" | "targets",
  data: RowList,
  rows: readonly number[] | null,
): unknown {
  // A copy: a maker of the user's may write into it.
  const given = pickRows(data, rows ?? Array.from({ length: countOf(data) }, (_, r) => r));
  try {
    return maker(given as never);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    // A scaler calls the rows that it is fitted to its inputs.
    const message = error.message.replace("of the inputs", `of the ${name}`);
    throw new DataError(rows === null ? message : `${message} (among the ${rows.length} rows to train on)`);
  }
}

/** The rows that the network gets. */
function throughInputs(call: string, network: Pick<Network, "inputs">, { inputs }: FittedParts, x: RowList): Matrix {
  if (inputs === null || !isColumns(inputs)) return scaled(call, "inputs", inputs, x, network.inputs);
  return inputs.transform(x as never);
}

/** The targets that the network learns from. */
export function throughOutputs(
  call: string,
  network: Pick<Network, "outputs">,
  { outputs }: FittedParts,
  t: RowList,
): Matrix {
  if (isLabels(outputs)) return encoded(outputs, t, network.outputs);
  return scaled(call, "targets", outputs, t, network.outputs);
}

function encoded(outputs: Labels, t: RowList, columns: number): Matrix {
  return outputs.encode((t instanceof Matrix ? [...t] : t) as readonly Label[], columns);
}

function scaled(call: string, name: string, part: Scaler | null, rows: RowList, columns: number): Matrix {
  if (!(rows instanceof Matrix) && name === "targets" && typeof rows[0] !== "number") {
    const hint = valueHint(rows[0], columns === 1) || "; give outputs: labels";
    throw new DataError(`${call}: row 0 of the targets is ${show(rows[0])}, wanted a row of numbers${hint}`);
  }
  const read = readSamples(rows as Samples, { call, name, columns, because: because(name) });
  // A copy: a scaler of the user's may write into it.
  return part === null ? read : part.transform(copy(read));
}

function throughValidation(
  call: string,
  network: Network,
  fitted: FittedParts,
  validation: PipelineTrainOptions<unknown, unknown>["validation"],
): Validation | undefined {
  if (!isGivenRows(validation)) return validation as Validation | undefined;
  const place = `${call}: validation`;
  const [x, t, ...weights] = validation;
  const inputs = throughInputs(place, network, fitted, readRowList(place, "inputs", x));
  return [inputs, throughOutputs(place, network, fitted, readRowList(place, "targets", t)), ...weights];
}

function isGivenRows(validation: unknown): validation is readonly [unknown, unknown, Sample?] {
  return Array.isArray(validation) && (validation.length === 2 || validation.length === 3);
}

/** What `predict` and its kin were given: how much, and as rows for the network. */
export interface GivenInputs {
  readonly form: "matrix" | "rows" | "one";
  readonly x: Matrix;
}

/** The inputs of a prediction, through the fitted parts. */
export function readGiven(
  call: string,
  network: Pick<Network, "inputs">,
  fitted: FittedParts,
  x: unknown,
): GivenInputs {
  const { inputs } = fitted;
  if (inputs !== null && isColumns(inputs)) {
    const isOne = isRecord(x) && !isNumeric(x);
    return { form: isOne ? "one" : "rows", x: inputs.transform((isOne ? [x] : x) as never) };
  }
  const given = x as Sample | Samples;
  const reading = { call, name: "inputs", columns: network.inputs, because: "the network takes" };
  const isOne = isSample(given);
  const raw = isOne ? readSample(given, { ...reading, name: "sample" }) : copy(readSamples(given, reading));
  return { form: isMatrix(x) ? "matrix" : isOne ? "one" : "rows", x: inputs === null ? raw : inputs.transform(raw) };
}
