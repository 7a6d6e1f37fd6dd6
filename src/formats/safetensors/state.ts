import type { OptimizerState } from "../../core/index.js";
import { OptionError } from "../../core/index.js";
import { dtypeOf, fromLittleEndian, isVector, littleEndian, show, walkState } from "../../core/internal.js";
import { type Bytes, type Fail, failing, readBytes } from "../fileBytes.js";
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
 * ```ts
 * import { adam } from "deltarule";
 * import { stateFromSafetensors, stateToSafetensors } from "deltarule/formats";
 *
 * const optimizer = adam();
 * const file = stateToSafetensors(optimizer.initialize(2));
 * stateFromSafetensors(file, optimizer.initialize(2)).step; // 0
 * ```
 *
 * @throws FormatError that names the place in the file, what stands there and what was wanted.
 */
export function stateFromSafetensors<State extends OptimizerState>(file: Bytes, like: State): State {
  const bytes = readBytes("stateFromSafetensors", file);
  const fail = failing("stateFromSafetensors");
  const { tensors } = readTensors(bytes, fail);
  const known = new Set(stateTensors("stateFromSafetensors", like).map(({ name }) => name));
  for (const name of tensors.keys())
    if (!known.has(name)) fail(`the tensor ${show(name)}`, "in the file", "only what the optimizer keeps");
  return restoreState(tensors, like, fail) as State;
}

/** The tensors of a state and of the states in it. */
function stateTensors(call: string, state: OptimizerState): StoredTensor[] {
  const refuse = (part: unknown, path: readonly string[]): never => {
    const prefix = path.map((name) => `${name}.`).join("");
    throw new OptionError(`${call}: the state ${prefix} is ${show(part)}, wanted numbers and vectors`);
  };
  return walkState<StoredTensor[]>(state, {
    leaf: (part, _beside, path) => {
      const numbers = typeof part === "number" ? Float64Array.of(part) : part;
      if (!isVector(numbers) || path.length === 0) return refuse(part, path);
      return [{ name: path.join("."), ...tensorForm(part), bytes: littleEndian(numbers) }];
    },
    node: (part, _beside, inside, path) =>
      path.length > deepestState ? refuse(part, path) : Object.keys(part).flatMap((name) => inside(name)),
  });
}

/** A state like `like`, with the numbers of the tensors. */
function restoreState(
  tensors: ReadonlyMap<string, StoredTensor>,
  like: OptimizerState,
  fail: Fail,
): OptimizerState[string] {
  return walkState<OptimizerState[string]>(like, {
    leaf: (wanted, _beside, path) => {
      const name = path.join(".");
      const { dtype, shape } = tensorForm(wanted);
      const tensor = tensors.get(name);
      if (tensor === undefined) return fail(`the tensor ${show(name)}`, tensor, "what the optimizer keeps");
      if (tensor.dtype !== dtype) fail(`tensor ${show(name)}'s dtype`, tensor.dtype, dtype);
      if (tensor.shape.join() !== shape.join()) fail(`tensor ${show(name)}'s shape`, `[${tensor.shape}]`, `[${shape}]`);
      const numbers = fromLittleEndian(tensor.bytes, dtype === "F32" ? "float32" : "float64");
      return isVector(wanted) ? numbers : numbers[0];
    },
    node: (part, _beside, inside) => Object.fromEntries(Object.keys(part).map((name) => [name, inside(name)])),
  });
}

/** The dtype and shape of the tensor for a vector or a number. */
function tensorForm(part: unknown): { readonly dtype: "F32" | "F64"; readonly shape: readonly number[] } {
  return { dtype: dtypeOf(part) === "float32" ? "F32" : "F64", shape: isVector(part) ? [part.length] : [] };
}
