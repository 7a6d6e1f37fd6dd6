import type { OnnxFile } from "./file.js";
import { type Length, UnknownLength } from "./form.js";
import { intAttribute, intsAttribute, type OnnxNode } from "./graph.js";
import { wholeTypes } from "./tensor.js";
import { type Argument, type Computed, constantSize, type Lengths } from "./values.js";

/** Lists of lengths are as short as shapes. */
const mostLengths = 64;

/** Lengths as one, or as a list. */
function lengths(values: readonly Length[], isScalar = false): Lengths {
  return { kind: "lengths", values, isScalar };
}

/** A short list of whole numbers, or one, as lengths; `undefined` for anything else. */
export function lengthsOf(argument: Argument | undefined): Lengths | undefined {
  if (argument?.kind === "lengths") return argument;
  if (argument?.kind !== "constant" || !wholeTypes.has(argument.type)) return undefined;
  if (argument.dims.length > 1 || constantSize(argument) > mostLengths) return undefined;
  return lengths([...argument.read()], argument.dims.length === 0);
}

/** Lengths that are all known. */
export function knownLengths(argument: Argument | undefined): readonly number[] | undefined {
  const known = lengthsOf(argument)?.values.filter((length) => typeof length === "number");
  return known !== undefined && known.length === lengthsOf(argument)?.values.length ? known : undefined;
}

/**
 * The axes that a node names: in an input since opset 13, in an attribute before; `null` for an
 * input that is not known, `undefined` when the node names none.
 */
export function namedAxes(
  node: OnnxNode,
  argument: Argument | undefined,
  file: OnnxFile,
): readonly number[] | null | undefined {
  if (argument !== null && argument !== undefined) return knownLengths(argument) ?? null;
  return intsAttribute(node, "axes", file.fail);
}

/** The output of Shape: the lengths of a value's axes. */
export function shapeOf({ form }: Computed, node: OnnxNode, file: OnnxFile): Lengths | undefined {
  if (typeof form === "string") return undefined;
  const all = form.axes.map(({ length }) => length);
  return lengths(
    all.slice(intAttribute(node, "start", 0, file.fail), intAttribute(node, "end", all.length, file.fail)),
  );
}

/**
 * What a node computes from lengths: the chain of Shape, Gather, Unsqueeze, Concat before a
 * Reshape, in the spellings of every exporter. `undefined` for other nodes.
 */
export function foldLengths(node: OnnxNode, inputs: readonly Argument[], file: OnnxFile): Lengths | undefined {
  if (node.domain !== "") return undefined;
  const [first, ...others] = inputs.map(lengthsOf);
  if (first === undefined) return undefined;
  const { values, isScalar } = first;
  switch (node.op) {
    case "Identity":
    case "Cast":
      return first;
    case "Unsqueeze":
      return isScalar ? lengths(values) : undefined;
    case "Squeeze":
      return values.length === 1 ? lengths(values, true) : undefined;
    case "Reshape":
      return values.length === 1 ? lengths(values, others[0]?.values.length === 0) : first;
    case "Gather": {
      const at = others[0]?.values.map((position) => values.at(typeof position === "number" ? position : Number.NaN));
      if (at === undefined || at.some((length) => length === undefined) || isScalar) return undefined;
      return lengths(
        at.filter((length) => length !== undefined),
        others[0]?.isScalar,
      );
    }
    case "Slice":
      return slice(node, values, inputs, file);
    case "Concat": {
      const parts = inputs.map(lengthsOf);
      const all = parts.flatMap((part) => part?.values ?? []);
      return parts.includes(undefined) || all.length > mostLengths ? undefined : lengths(all);
    }
    case "ReduceProd":
      return lengths([values.reduce((product, length) => combineLengths("Mul", product, length), 1)], true);
    case "Add":
    case "Sub":
    case "Mul":
    case "Div": {
      const by = others[0]?.values;
      if (by === undefined || (by.length !== 1 && by.length !== values.length)) return undefined;
      const each = values.map((length, i) => combineLengths(node.op, length, by[by.length === 1 ? 0 : i]));
      return lengths(each, isScalar && others[0]?.isScalar);
    }
    default:
      return undefined;
  }
}

function slice(
  node: OnnxNode,
  values: readonly Length[],
  inputs: readonly Argument[],
  file: OnnxFile,
): Lengths | undefined {
  const from = inputs.length > 1 ? knownLengths(inputs[1]) : intsAttribute(node, "starts", file.fail);
  const to = inputs.length > 1 ? knownLengths(inputs[2]) : intsAttribute(node, "ends", file.fail);
  const step = inputs[4] === undefined || inputs[4] === null ? 1 : knownLengths(inputs[4])?.[0];
  return from?.length === 1 && to?.length === 1 && step === 1 ? lengths(values.slice(from[0], to[0])) : undefined;
}

/** Arithmetic of lengths: whatever depends on one that is not known is not known. */
function combineLengths(op: string, a: Length, b: Length): Length {
  if (typeof a !== "number" || typeof b !== "number") {
    if (op === "Mul" && a === 1) return b;
    return b === 1 && (op === "Mul" || op === "Div") ? a : new UnknownLength();
  }
  if (op === "Add") return a + b;
  if (op === "Sub") return a - b;
  return op === "Mul" ? a * b : Math.trunc(a / b);
}
