import type { OnnxFile } from "./file.js";
import { floatAttribute, intAttribute, type OnnxNode } from "./graph.js";
import { type Argument, type Constant, isComputed, isConstant } from "./values.js";

/** A product of the computed value with a matrix of constants, from whichever side. */
export interface Product {
  /** The position, in the computed value, of the axis that is summed over. */
  readonly contracted: number;
  readonly inputs: number;
  readonly outputs: number;
  /** The numbers, as `outputs` rows if `isTurned` is false, else as `inputs` rows. */
  readonly matrix: Constant;
  readonly isTurned: boolean;
  readonly alpha: number;
  /** The shift of Gemm and its factor. */
  readonly shift: Argument;
  readonly beta: number;
  /** The rank of the matrix, which the result has at least. */
  readonly rank: number;
  /** Whether the summed axis leaves no axis behind: the matrix is one vector. */
  readonly vanishes: boolean;
  /** TensorProto.DataType of the matrix. */
  readonly type: number;
}

/** What Gemm or MatMul multiplies; or what does not fit, in words. */
export function constantProduct(node: OnnxNode, inputs: readonly Argument[], file: OnnxFile): Product | string {
  const [first, second] = inputs;
  const isRight = isComputed(first) && isConstant(second);
  const [value, matrix] = isRight ? [first, second] : [second, first];
  if (!isComputed(value) || !isConstant(matrix)) {
    return isComputed(first) && isComputed(second)
      ? "it multiplies two values that both depend on the input"
      : "its weights are computed by nodes that are not read, not constant";
  }
  const { dims } = matrix;
  const lengths = dims.length > 2 && dims.slice(0, -2).every((length) => length === 1) ? dims.slice(-2) : dims;
  if (lengths.length > 2 || lengths.length === 0) return `its weights have ${dims.length} axes`;
  if (lengths.includes(0)) return "its weights have an axis of length 0";
  const rank = typeof value.form === "string" ? 0 : value.form.axes.length;
  return node.op === "Gemm"
    ? gemmOf(node, inputs, { rank, isRight, matrix }, file)
    : matMulOf(lengths, { rank, isRight, matrix });
}

interface Operands {
  /** The rank of the computed value. */
  readonly rank: number;
  /** Whether the matrix is the second operand. */
  readonly isRight: boolean;
  readonly matrix: Constant;
}

function matMulOf(lengths: readonly number[], { rank, isRight, matrix }: Operands): Product | string {
  const isVector = lengths.length === 1;
  const [inputs, outputs] = isVector ? [lengths[0], 1] : isRight ? lengths : [lengths[1], lengths[0]];
  return {
    contracted: isRight ? rank - 1 : Math.max(rank - 2, 0),
    ...{ inputs, outputs, matrix, isTurned: isRight && !isVector, alpha: 1, shift: null, beta: 1 },
    ...{ rank: matrix.dims.length > 2 ? matrix.dims.length : 0, vanishes: isVector, type: matrix.type },
  };
}

/** `alpha · A · B + beta · C`, with A and B transposed if transA and transB say so. */
function gemmOf(
  node: OnnxNode,
  given: readonly Argument[],
  { rank, isRight, matrix }: Operands,
  { fail }: OnnxFile,
): Product | string {
  if (rank !== 2 || matrix.dims.length !== 2) return "it multiplies values that are not matrices";
  const isTransposed = (name: string): boolean => intAttribute(node, name, 0, fail) !== 0;
  const [transA, transB] = [isTransposed("transA"), isTransposed("transB")];
  // The rows of the matrix are the outputs in A · x and in x · Bᵀ.
  const isTurned = isRight ? !transB : transA;
  const [inputs, outputs] = isTurned ? matrix.dims : [matrix.dims[1], matrix.dims[0]];
  const contracted = isRight ? (transA ? 0 : 1) : transB ? 1 : 0;
  if (isRight ? transA : transB) return "it turns the value before it";
  return {
    ...{ contracted, inputs, outputs, matrix, isTurned, shift: given[2] ?? null },
    ...{ alpha: floatAttribute(node, "alpha", 1, fail), beta: floatAttribute(node, "beta", 1, fail) },
    ...{ rank: 0, vanishes: false, type: matrix.type },
  };
}

/** The weights of a product, one row for each output. */
export function weightsOf({ matrix, inputs, outputs, isTurned, alpha }: Product): Float64Array {
  const numbers = matrix.read();
  const weights = new Float64Array(numbers.length);
  for (let j = 0; j < outputs; j++)
    for (let i = 0; i < inputs; i++)
      weights[j * inputs + i] = alpha * numbers[isTurned ? i * outputs + j : j * inputs + i];
  return weights;
}
