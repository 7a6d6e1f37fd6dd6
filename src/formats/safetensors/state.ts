import type { OptimizerState, Vector } from "../../core/index.js";
import { OptionError } from "../../core/index.js";
import { isVector, littleEndian, show } from "../../core/internal.js";
import { checkBytes, type Fail, failing, readFloats } from "../fileBytes.js";
import { readTensors, type StoredTensor, writeTensors } from "./tensors.js";

const deepestState = 16;

/**
 * Writes an optimizer's state as the bytes of a safetensors file. A vector becomes a tensor with
 * the vector's name, a number becomes a tensor of no dimensions in F64, and a dot joins the names
 * of nested states: `momentum.m`.
 *
 * ```ts
 * import { adam } from "deltarule";
 * import { stateFromSafetensors, stateToSafetensors } from "deltarule/formats";
 *
 * const optimizer = adam();
 * const state = optimizer.initialize(2);
 * optimizer.step(new Float64Array([1, 2]), new Float64Array([0.5, 0.25]), state);
 * const bytes = stateToSafetensors(state);
 * stateFromSafetensors(bytes, optimizer.initialize(2)).step; // 1
 * ```
 *
 * @throws OptionError for a state that holds anything but numbers, vectors and states, or in which
 * two parts get the same name.
 */
export function stateToSafetensors(state: OptimizerState): Uint8Array {
  const tensors = stateTensors("stateToSafetensors", state);
  const names = tensors.map(({ name }) => name);
  const wrong = names.find((name, i) => names.indexOf(name) !== i || name === "__metadata__");
  if (wrong !== undefined)
    throw new OptionError(`stateToSafetensors: ${show(wrong)} cannot be the name of a tensor here`);
  return writeTensors(tensors, {});
}

/**
 * Reads the state that `stateToSafetensors` wrote. It must have the names and lengths of `like`,
 * which the optimizer's `initialize` gives.
 *
 * @throws FormatError that names the place in the file, what stands there and what was wanted.
 */
export function stateFromSafetensors<State extends OptimizerState>(bytes: Uint8Array, like: State): State {
  checkBytes("stateFromSafetensors", bytes);
  const fail = failing("stateFromSafetensors");
  const { tensors } = readTensors(bytes, fail);
  const known = new Set(stateTensors("stateFromSafetensors", like).map(({ name }) => name));
  for (const name of tensors.keys())
    if (!known.has(name)) fail(`the tensor ${show(name)}`, "in the file", "only what the optimizer keeps");
  return restoreState(tensors, like, "", fail) as State;
}

/** The tensors of a state and of the states in it. */
function stateTensors(call: string, state: OptimizerState, prefix = "", depth = 0): StoredTensor[] {
  if (typeof state !== "object" || state === null || depth > deepestState)
    throw new OptionError(`${call}: the state ${prefix} is ${show(state)}, wanted numbers and vectors`);
  return Object.entries(state).flatMap(([name, value]) => {
    const path = prefix + name;
    if (typeof value === "number") return [vectorTensor(path, "F64", [], Float64Array.of(value))];
    if (!isVector(value)) return stateTensors(call, value, `${path}.`, depth + 1);
    return [vectorTensor(path, value instanceof Float32Array ? "F32" : "F64", [value.length], value)];
  });
}

function vectorTensor(name: string, dtype: string, shape: readonly number[], numbers: Vector): StoredTensor {
  return { name, dtype, shape, bytes: littleEndian(numbers) };
}

/** A state like `like`, with the numbers of the tensors. */
function restoreState(
  tensors: ReadonlyMap<string, StoredTensor>,
  like: OptimizerState,
  prefix: string,
  fail: Fail,
): OptimizerState {
  const parts = Object.entries(like).map(([name, value]): [string, OptimizerState[string]] => {
    const path = prefix + name;
    if (typeof value !== "number" && !isVector(value)) return [name, restoreState(tensors, value, `${path}.`, fail)];
    const [dtype, shape] =
      typeof value === "number" ? ["F64", ""] : [value instanceof Float32Array ? "F32" : "F64", String(value.length)];
    const tensor = tensors.get(path);
    if (tensor === undefined) return fail(`the tensor ${show(path)}`, tensor, "what the optimizer keeps");
    if (tensor.dtype !== dtype) fail(`tensor ${show(path)}'s dtype`, tensor.dtype, dtype);
    if (tensor.shape.join() !== shape) fail(`tensor ${show(path)}'s shape`, `[${tensor.shape}]`, `[${shape}]`);
    const numbers = readFloats(tensor.bytes, dtype === "F32" ? "float32" : "float64");
    return [name, typeof value === "number" ? numbers[0] : numbers];
  });
  return Object.fromEntries(parts);
}
