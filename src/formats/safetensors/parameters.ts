import type { Layer, Vector } from "../../core/index.js";
import { allFinite, insideOf, show } from "../../core/internal.js";
import { type Fail, type FloatKind, readFloats } from "../fileBytes.js";
import type { StoredTensor } from "./tensors.js";

/** The dtypes that parameters may have. */
const floatDtypes: ReadonlyMap<string, FloatKind> = /* @__PURE__ */ new Map<string, FloatKind>([
  ["F64", "float64"],
  ["F32", "float32"],
  ["F16", "float16"],
  ["BF16", "bfloat16"],
]);

/** Tensors of one network, by what follows its prefix in the file. */
export interface NetworkTensors {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** What stands before each of these names in the file. */
  readonly prefix: string;
}

/**
 * The numbers of the tensors, in the order of a network's parameters. Every tensor of the layers
 * must be there. Others are refused; where `named`, only those below a layer's name.
 */
export function collectParameters(
  { tensors, prefix }: NetworkTensors,
  layers: readonly Layer[],
  names: readonly string[],
  named: boolean,
  fail: Fail,
): Vector[] {
  const below = names.map((name) => (name === "" ? "" : `${name}.`));
  const known = new Set<string>();
  const kinds = layers.flatMap((layer, l) => {
    const [weight, bias] = [`${below[l]}weight`, `${below[l]}bias`];
    const hasBias = insideOf(layer)?.bias !== false;
    if (!hasBias && tensors.has(bias))
      fail(`the tensor ${show(prefix + bias)}`, "in the file", `none: layers[${l}] has bias: false`);
    if (hasBias && tensors.has(weight) && !tensors.has(bias))
      fail(
        `tensor ${show(prefix + bias)}`,
        undefined,
        `a tensor of [${layer.outputs}], or bias: false in layers[${l}]`,
      );
    known.add(weight).add(bias);
    const weights = checkTensor(tensors.get(weight), prefix + weight, [layer.outputs, layer.inputs], fail);
    return hasBias ? [weights, checkTensor(tensors.get(bias), prefix + bias, [layer.outputs], fail)] : [weights];
  });
  for (const name of tensors.keys())
    if (!known.has(name) && (!named || below.some((start) => name.startsWith(start))))
      fail(
        `the tensor ${show(prefix + name)}`,
        "in the file",
        "only the layers' own; choose some by { prefix } or { names }",
      );
  return kinds.map(([kind, bytes, name]) => {
    const numbers = readFloats(bytes, kind);
    const wrong = allFinite(numbers) ? -1 : numbers.findIndex((value) => !Number.isFinite(value));
    if (wrong !== -1) fail(`number ${wrong} of tensor ${show(name)}`, numbers[wrong], "a finite number");
    return numbers;
  });
}

function checkTensor(
  tensor: StoredTensor | undefined,
  name: string,
  shape: readonly number[],
  fail: Fail,
): readonly [kind: FloatKind, bytes: Uint8Array, name: string] {
  const place = `tensor ${show(name)}`;
  if (tensor === undefined) return fail(place, tensor, `a tensor of [${shape.join(", ")}]`);
  if (tensor.shape.join() !== shape.join())
    fail(`${place}'s shape`, `[${tensor.shape.join(", ")}]`, `[${shape.join(", ")}], what the layer has`);
  const kind = floatDtypes.get(tensor.dtype);
  if (kind === undefined) return fail(`${place}'s dtype`, tensor.dtype, [...floatDtypes.keys()].join(", "));
  return [kind, tensor.bytes, name];
}
