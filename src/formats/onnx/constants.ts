import { vector } from "../../core/internal.js";
import { elementRule } from "./elementwise.js";
import type { OnnxFile } from "./file.js";
import { permuteAxes, positionOf } from "./form.js";
import {
  floatAttribute,
  floatsAttribute,
  intAttribute,
  intsAttribute,
  type OnnxNode,
  tensorAttribute,
} from "./graph.js";
import { knownLengths, namedAxes } from "./lengths.js";
import { doubleType, floatTypes, wholeTypes } from "./tensor.js";
import { type Argument, type Constant, constantOfTensor, constantSize, isConstant, lazyConstant } from "./values.js";

/** The limit for nodes between a constant and the numbers of the file: exporters write a few. */
const mostDepth = 32;
const floatType = 1;
const int64Type = 7;

/** The value of a Constant node. */
export function constantNode(node: OnnxNode, file: OnnxFile): Constant | undefined {
  const { fail } = file;
  const tensor = tensorAttribute(node, "value", fail);
  if (tensor !== undefined) return constantOfTensor(tensor, file);
  const scalar = (type: number, number: number): Constant =>
    lazyConstant([], type, 0, () => vector(1, type === floatType ? "float32" : "float64").fill(number));
  if (node.attributes.has("value_float")) return scalar(floatType, floatAttribute(node, "value_float", 0, fail));
  if (node.attributes.has("value_int")) return scalar(int64Type, intAttribute(node, "value_int", 0, fail));
  const ints = intsAttribute(node, "value_ints", fail);
  if (ints !== undefined) return lazyConstant([ints.length], int64Type, 0, () => Float64Array.from(ints));
  if (!node.attributes.has("value_floats")) return undefined;
  const floats = floatsAttribute(node, "value_floats", fail);
  return lazyConstant([floats.length], floatType, 0, () => Float32Array.from(floats));
}

/** What a node makes of constants alone; `undefined` for a node that is not computed here. */
export function foldConstant(node: OnnxNode, inputs: readonly Argument[], file: OnnxFile): Constant | undefined {
  const given = inputs.filter(isConstant);
  const [first] = given;
  if (node.domain !== "" || first === undefined || given.length !== inputs.length) return undefined;
  const depth = Math.max(...given.map((each) => each.depth)) + 1;
  if (depth > mostDepth || given.some(({ type }) => !floatTypes.has(type) && !wholeTypes.has(type))) return undefined;
  const as = (dims: readonly number[] | undefined): Constant | undefined =>
    dims === undefined ? undefined : lazyConstant(dims, first.type, depth, first.read);
  switch (node.op) {
    case "Identity":
      return first;
    case "Cast":
      return castConstant(first, intAttribute(node, "to", 0, file.fail), depth, file);
    case "Transpose":
      return transposeConstant(first, intsAttribute(node, "perm", file.fail), depth, file);
    case "Reshape":
      return as(reshapedDims(first, knownLengths(inputs[1])));
    case "Flatten": {
      const axis = intAttribute(node, "axis", 1, file.fail);
      const size = (dims: readonly number[]): number => dims.reduce((product, length) => product * length, 1);
      return as([size(first.dims.slice(0, axis)), size(first.dims.slice(axis))]);
    }
    case "Squeeze": {
      const axes = namedAxes(node, inputs[1], file);
      const gone = axes?.map((axis) => positionOf(axis, first.dims.length));
      return as(
        axes === null ? undefined : first.dims.filter((length, i) => (gone ? !gone.includes(i) : length !== 1)),
      );
    }
    case "Unsqueeze": {
      const axes = namedAxes(node, inputs[1], file) ?? [];
      const rank = first.dims.length + axes.length;
      const rest = [...first.dims];
      const added = axes.map((axis) => positionOf(axis, rank));
      return as(Array.from({ length: rank }, (_, i) => (added.includes(i) ? 1 : (rest.shift() ?? 1))));
    }
    default:
      return foldElements(node, given, depth, file);
  }
}

/** A constant in another type: half precision rounds, and is not computed here. */
function castConstant(from: Constant, type: number, depth: number, file: OnnxFile): Constant | undefined {
  if (type === from.type) return from;
  const isWhole = wholeTypes.has(type);
  if (!isWhole && type !== floatType && type !== doubleType) return undefined;
  return lazyConstant(from.dims, type, depth, () => {
    const numbers = from.read();
    file.use(numbers.length, "a Cast of constants");
    const into = vector(numbers.length, type === floatType ? "float32" : "float64");
    into.set(isWhole ? numbers.map(Math.trunc) : numbers);
    return into;
  });
}

function transposeConstant(
  from: Constant,
  perm: readonly number[] | undefined,
  depth: number,
  file: OnnxFile,
): Constant | undefined {
  const dims = permuteAxes(from.dims, perm);
  if (typeof dims === "string") return undefined;
  const strides = from.dims.map((_, i) => from.dims.slice(i + 1).reduce((product, length) => product * length, 1));
  const steps = permuteAxes(strides, perm);
  return lazyConstant(dims, from.type, depth, () => {
    const numbers = from.read();
    file.use(numbers.length, "a Transpose of constants");
    const turned = numbers.slice();
    const position = dims.map(() => 0);
    let at = 0;
    for (let k = 0; k < turned.length; k++) {
      turned[k] = numbers[at];
      for (let axis = dims.length - 1; axis >= 0; axis--) {
        at += Number(steps[axis]);
        if (++position[axis] < dims[axis]) break;
        at -= dims[axis] * Number(steps[axis]);
        position[axis] = 0;
      }
    }
    return turned;
  });
}

/** The dims of a constant after a Reshape, where 0 copies a length and −1 takes what is left. */
function reshapedDims(from: Constant, target: readonly number[] | undefined): readonly number[] | undefined {
  if (target === undefined) return undefined;
  const copied = target.map((length, i) => (length === 0 ? from.dims[i] : length));
  const others = copied.reduce((product, length) => (length === -1 ? product : product * length), 1);
  const dims = copied.map((length) => (length === -1 ? constantSize(from) / others : length));
  const size = dims.reduce((product, length) => product * length, 1);
  return dims.every((length) => Number.isSafeInteger(length) && length >= 0) && size === constantSize(from)
    ? dims
    : undefined;
}

/** An elementwise node on constants: equal sizes, or one number with every number of another. */
function foldElements(node: OnnxNode, given: readonly Constant[], depth: number, file: OnnxFile): Constant | undefined {
  const rule = elementRule(node, given[0].type, file.fail);
  const largest = given.reduce((most, each) => (constantSize(each) > constantSize(most) ? each : most));
  const size = constantSize(largest);
  const rank = Math.max(...given.map(({ dims }) => dims.length));
  const fits = given.every((each) => constantSize(each) === 1 || each.dims.join() === largest.dims.join());
  const { type } = given[given.length - 1];
  if (rule === undefined || !fits || largest.dims.length < rank || !floatTypes.has(type)) return undefined;
  return lazyConstant(largest.dims, type, depth, () => {
    const parts = given.map((each) => each.read());
    file.use(size, node.title);
    const into = vector(size, type === doubleType ? "float64" : "float32");
    for (let k = 0; k < size; k++) into[k] = rule(parts.map((part) => part[part.length === 1 ? 0 : k]));
    return into;
  });
}
