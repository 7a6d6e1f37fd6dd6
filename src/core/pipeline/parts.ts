import { DeltaruleError, OptionError, ShapeError, show } from "../checks/errors.js";
import type { Json } from "../checks/json.js";
import { itself } from "../checks/mark.js";
import { checkMethods, type Option } from "../checks/options.js";
import type { Columns } from "../data/columns.js";
import type { Label, Labels } from "../data/labels.js";
import type { Scaler } from "../data/scaler.js";
import type { Layer } from "../network/layer.js";
import type { Dtype, Matrix } from "../numbers/matrix.js";
import type { Sample } from "../numbers/samples.js";
import { Sequential } from "../sequential.js";

/** What turns rows of type X into rows of numbers: a Scaler, or Columns. */
export interface InputPart<X> {
  readonly name: string;
  /** The rows as numbers, a row for each. */
  transform(rows: readonly X[]): Matrix;
  /** What a file keeps of it. */
  toJSON(): Json;
}

/** The parts of a {@link Pipeline}. A maker is fitted by `fit`, on the training rows alone. */
export interface PipelineParts<X = Sample, T = Sample, D extends Dtype = Dtype> {
  /** The network, which takes and gives what the other parts make of the data. */
  network: Sequential<readonly Layer[], D>;
  /**
   * What the inputs go through: `standardize(rows)`, or a maker that `fit` calls with the training
   * rows, such as `standardize`, `minMax` or `columns({ … })`.
   */
  inputs?: InputPart<X> | ((rows: never) => InputPart<X>) | undefined;
  /**
   * What the targets go through, and the outputs of the network back: a scaler, `labels(names)`, or
   * a maker of one, such as `standardize` or `labels`.
   */
  outputs?: Scaler | Labels<T & Label> | ((rows: never) => Scaler | Labels<T & Label>) | undefined;
}

/** A function that fits a part to rows. */
export type Maker<Part> = (rows: never) => Part;

/** The parts that are fitted; `null` where a pipeline has none. */
export interface FittedParts {
  readonly inputs: Scaler | Columns | null;
  readonly outputs: Scaler | Labels | null;
}

/** The parts as they are: fitted, makers, or none. */
export type PartsNow = { readonly [Name in keyof FittedParts]: FittedParts[Name] | Maker<FittedParts[Name]> };

/** The option `network`. */
export function readNetworkPart<D extends Dtype>(
  call: string,
  name: string,
  network: Sequential<readonly Layer[], D>,
): Sequential<readonly Layer[], D> {
  const net = itself(network);
  if (net instanceof Sequential) return net;
  throw new OptionError(`${call}: ${name} is ${show(network)}, wanted a Sequential`);
}

/** A part of the inputs, or its maker. */
export const inputsOption: Option<unknown, PartsNow["inputs"]> = (call, name, given) =>
  isMaker<FittedParts["inputs"]>(given) ? given : readInputPart(call, name, given);

/** A part of the outputs, or its maker. */
export const outputsOption: Option<unknown, PartsNow["outputs"]> = (call, name, given) =>
  isMaker<FittedParts["outputs"]>(given) ? given : readOutputPart(call, name, given);

/** Whether it is a function that fits a part. */
export function isMaker<Part>(part: unknown): part is Maker<Part> {
  return typeof part === "function";
}

/** A fitted part of the inputs; `null` for none. */
export function readInputPart(call: string, name: string, given: unknown): FittedParts["inputs"] {
  if (given === undefined || given === null) return null;
  const example = "a scaler such as standardize(x)";
  checkMethods(call, name, given, ["transform", "toJSON"], example);
  const part = given as Scaler | Columns;
  if (!isColumns(part)) checkMethods(call, name, part, ["inverse"], example);
  return part;
}

/** A fitted part of the outputs; `null` for none. */
export function readOutputPart(call: string, name: string, given: unknown): FittedParts["outputs"] {
  if (given === undefined || given === null) return null;
  const part = given as Scaler | Labels;
  if (isLabels(part)) return part;
  checkMethods(call, name, part, ["transform", "inverse", "toJSON"], "a scaler such as standardize(x)");
  if (isColumns(part)) throw new OptionError(`${call}: ${name} is ${show(part)}, wanted a scaler or labels`);
  return part;
}

export function isColumns(part: Scaler | Columns): part is Columns {
  return "names" in part && Array.isArray(part.names);
}

export function isLabels(part: unknown): part is Labels {
  const { encode, decode, classes } = Object(part);
  return typeof encode === "function" && typeof decode === "function" && Array.isArray(classes);
}

/** Throws unless the parts fit the network. A scaler says so itself when it is used. */
export function checkFits(
  call: string,
  { inputs, outputs }: PartsNow,
  network: Pick<Sequential, "inputs" | "outputs">,
): void {
  if (inputs !== null && !isMaker(inputs) && isColumns(inputs) && inputs.names.length !== network.inputs) {
    const { names } = inputs;
    const list = names.slice(0, 20).join(", ") + (names.length > 20 ? ", …" : "");
    throw new ShapeError(`${call}: columns makes ${names.length} (${list}), the network takes ${network.inputs}`);
  }
  if (!isLabels(outputs)) return;
  const { length } = outputs.classes;
  if (length === network.outputs || (length === 2 && network.outputs === 1)) return;
  throw new ShapeError(`${call}: labels has ${length} classes, the network gives ${network.outputs} outputs`);
}

/** The fitted parts. */
export function needFitted(call: string, { inputs, outputs }: PartsNow): FittedParts {
  if (!isMaker(inputs) && !isMaker(outputs)) return { inputs, outputs };
  const part = isMaker(inputs) ? "inputs" : "outputs";
  throw new DeltaruleError(`${call}: the ${part} of this pipeline are not fitted yet; call fit first`);
}
