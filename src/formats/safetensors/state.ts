import type { OptimizerState, Vector } from "../../core/index.js";
import { OptionError } from "../../core/index.js";
import { isVector, show } from "../../core/internal.js";
import { checkBytes, type Fail, failing } from "../fail.js";
import { readNumbers, writeNumbers } from "../numbers.js";
import { readTensors, type Tensor, writeTensors } from "./tensors.js";

const deepest = 16;

/**
 * An optimizer's state as the bytes of a safetensors file: a vector is a tensor under its name, a number one of no dimensions in
 * F64, a state within is joined by a dot: `momentum.m`.
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
 * @throws OptionError for a state with other things than numbers, vectors and states.
 */
export function stateToSafetensors(state: OptimizerState): Uint8Array {
  const tensors = tensorsOf("stateToSafetensors", state);
  const names = tensors.map(({ name }) => name);
  const wrong = names.find((name, i) => names.indexOf(name) !== i || name === "__metadata__");
  if (wrong !== undefined)
    throw new OptionError(`stateToSafetensors: ${show(wrong)} cannot be the name of a tensor here`);
  return writeTensors(tensors, {});
}

/**
 * The state of a `stateToSafetensors`, with the names and lengths of `like`, which is what the optimizer's `initialize` gives.
 *
 * @throws FormatError that names the place in the file, what stands there and what was wanted.
 */
export function stateFromSafetensors<State extends OptimizerState>(bytes: Uint8Array, like: State): State {
  checkBytes("stateFromSafetensors", bytes);
  const fail = failing("stateFromSafetensors");
  const { tensors } = readTensors(bytes, fail);
  const known = new Set(tensorsOf("stateFromSafetensors", like).map(({ name }) => name));
  for (const name of tensors.keys())
    if (!known.has(name)) fail(`the tensor ${show(name)}`, "in the file", "only what the optimizer keeps");
  return restore(tensors, like, "", fail) as State;
}

/** The tensors of a state and the states within. */
function tensorsOf(call: string, state: OptimizerState, prefix = "", depth = 0): Tensor[] {
  if (typeof state !== "object" || state === null || depth > deepest)
    throw new OptionError(`${call}: the state ${prefix} is ${show(state)}, wanted numbers and vectors`);
  return Object.entries(state).flatMap(([name, value]) => {
    const path = prefix + name;
    if (typeof value === "number") return [tensorOf(path, "F64", [], Float64Array.of(value))];
    if (!isVector(value)) return tensorsOf(call, value, `${path}.`, depth + 1);
    return [tensorOf(path, value instanceof Float32Array ? "F32" : "F64", [value.length], value)];
  });
}

function tensorOf(name: string, dtype: string, shape: readonly number[], numbers: Vector): Tensor {
  return { name, dtype, shape, bytes: writeNumbers(numbers) };
}

/** A state like `like`, with the numbers of the tensors. */
function restore(
  tensors: ReadonlyMap<string, Tensor>,
  like: OptimizerState,
  prefix: string,
  fail: Fail,
): OptimizerState {
  const parts = Object.entries(like).map(([name, value]): [string, OptimizerState[string]] => {
    const path = prefix + name;
    if (typeof value !== "number" && !isVector(value)) return [name, restore(tensors, value, `${path}.`, fail)];
    const [dtype, shape] =
      typeof value === "number" ? ["F64", ""] : [value instanceof Float32Array ? "F32" : "F64", String(value.length)];
    const tensor = tensors.get(path);
    if (tensor === undefined) return fail(`the tensor ${show(path)}`, tensor, "what the optimizer keeps");
    if (tensor.dtype !== dtype) fail(`tensor ${show(path)}'s dtype`, tensor.dtype, dtype);
    if (tensor.shape.join() !== shape) fail(`tensor ${show(path)}'s shape`, `[${tensor.shape}]`, `[${shape}]`);
    const numbers = readNumbers(tensor.bytes, dtype === "F32" ? "float32" : "float64");
    return [name, typeof value === "number" ? numbers[0] : numbers];
  });
  return Object.fromEntries(parts);
}
