import type { Vector } from "../../core/index.js";
import { show } from "../../core/internal.js";
import { type Bytes, type Fail, readBytes, readFloats } from "../fileBytes.js";
import { jsonArray, jsonField, jsonFinite, jsonLength, jsonObject, jsonText } from "../jsonFields.js";

/** The entry of a weight in the manifest, and its bytes. */
interface StoredWeight {
  readonly name: string;
  readonly title: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization: Quantization | null;
  readonly bytes: Uint8Array;
}

/** A number v of the file means `scale · v + min`, or a float16. */
interface Quantization {
  readonly dtype: "uint8" | "uint16" | "float16";
  readonly scale: number;
  readonly min: number;
}

const byteWidths: ReadonlyMap<string, number> = /* @__PURE__ */ new Map([
  ["float32", 4],
  ["int32", 4],
  ["uint8", 1],
  ["uint16", 2],
  ["float16", 2],
  ["bool", 1],
  ["complex64", 8],
]);

/** The weights of a model, by name. */
export class StoredWeights {
  private readonly unused: Map<string, StoredWeight>;
  /** Names by `layer/kind`, for every part of the name that the layer may be. */
  private readonly byLayer = new Map<string, string[]>();
  private readonly fail: Fail;

  constructor(weights: readonly StoredWeight[], fail: Fail) {
    this.unused = new Map(weights.map((weight) => [weight.name, weight]));
    this.fail = fail;
    for (const { name } of weights) {
      const parts = name.replace(/:\d+$/, "").split("/");
      const kind = parts.pop();
      for (const layer of new Set(parts)) {
        const key = `${layer}/${kind}`;
        const names = this.byLayer.get(key);
        if (names === undefined) this.byLayer.set(key, [name]);
        else names.push(name);
      }
    }
  }

  /** The shape of a weight of a layer; `null` where there is none. */
  shapeOf(layer: string, kind: string): readonly number[] | null {
    return this.find(layer, kind)?.shape ?? null;
  }

  /** The numbers of a weight of a layer. Each is taken once. */
  take(layer: string, kind: string, shape: readonly number[]): Vector {
    const weight = this.find(layer, kind);
    if (weight === null)
      return this.fail(`the weight ${show(`${layer}/${kind}`)}`, undefined, `[${shape.join(", ")}] in the manifest`);
    if (weight.shape.join() !== shape.join())
      this.fail(`${weight.title}'s shape`, `[${weight.shape.join(", ")}]`, `[${shape.join(", ")}]`);
    this.unused.delete(weight.name);
    return weightNumbers(weight, this.fail);
  }

  /** Throws for a weight that no layer has taken. */
  checkAllUsed(): void {
    // Keras 3 keeps the random state of a Dropout.
    for (const { name, title } of this.unused.values())
      if (!name.includes("seed_generator")) this.fail(title, "in the manifest", "only the layers' own");
  }

  private find(layer: string, kind: string): StoredWeight | null {
    const exact = this.unused.get(`${layer}/${kind}`);
    if (exact !== undefined) return exact;
    const names = (this.byLayer.get(`${layer}/${kind}`) ?? []).filter((name) => this.unused.has(name));
    if (names.length > 1)
      this.fail(
        `the weight ${show(`${layer}/${kind}`)}`,
        `${show(names[0])} or ${show(names[1])}`,
        "one of the manifest",
      );
    return (names.length === 1 && this.unused.get(names[0])) || null;
  }
}

/** Cuts the bytes of the files into the weights of the manifest, and checks every length. */
export function readWeights(
  call: string,
  model: unknown,
  files: Readonly<Record<string, Bytes>>,
  fail: Fail,
): StoredWeights {
  const groups = jsonArray(jsonField(jsonObject(model, "the model", fail), "weightsManifest"), "weightsManifest", fail);
  const bytes = joinFiles(call, groups, files, fail);
  let at = 0;
  const weights: StoredWeight[] = [];
  const names = new Set<string>();
  for (const [g, group] of groups.entries()) {
    const place = `weightsManifest[${g}].weights`;
    for (const [w, given] of jsonArray(jsonField(jsonObject(group, place, fail), "weights"), place, fail).entries()) {
      const entry = readManifestEntry(given, `${place}[${w}]`, fail);
      const length = entry.width * entry.count;
      if (length > bytes.length - at)
        fail(
          `the length of ${entry.title}`,
          length,
          `at most ${bytes.length - at}, the bytes that are left in the files`,
        );
      // TensorFlow.js marks the optimizer's state, which is no part of the network.
      if (!entry.isOptimizer) {
        if (names.has(entry.name)) fail(entry.title, "in the manifest twice", "each name once");
        names.add(entry.name);
        weights.push({ ...entry, bytes: bytes.subarray(at, at + length) });
      }
      at += length;
    }
  }
  if (at !== bytes.length) fail("the end of the last weight", at, `${bytes.length}, the number of bytes in the files`);
  return new StoredWeights(weights, fail);
}

/** The bytes of all files, in the order of the manifest. */
function joinFiles(
  call: string,
  groups: readonly unknown[],
  files: Readonly<Record<string, Bytes>>,
  fail: Fail,
): Uint8Array {
  const given = jsonObject(files, "the weights", fail);
  const seen = new Set<string>();
  const parts = groups.flatMap((group, g) => {
    const place = `weightsManifest[${g}].paths`;
    return jsonArray(jsonField(jsonObject(group, place, fail), "paths"), place, fail).map((item, p) => {
      const path = jsonText(item, `${place}[${p}]`, fail);
      if (seen.has(path)) fail(`${place}[${p}]`, path, "each path once");
      seen.add(path);
      if (Object.hasOwn(given, path)) return readBytes(call, files[path]);
      const names = Object.keys(given).slice(0, 8).map(show).join(", ");
      return fail(`the file ${show(path)} of the weights`, undefined, `its bytes; there are ${names || "none"}`);
    });
  });
  if (parts.length === 1) return parts[0];
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function readManifestEntry(given: unknown, place: string, fail: Fail) {
  const entry = jsonObject(given, place, fail);
  const name = jsonText(jsonField(entry, "name"), `${place}.name`, fail);
  const title = `the weight ${show(name)}`;
  const shape = jsonArray(jsonField(entry, "shape"), `${title}'s shape`, fail).map((length, i) =>
    jsonLength(length, `${title}'s shape[${i}]`, 0, fail),
  );
  const count = shape.reduce((product, length) => product * length, 1);
  if (!Number.isSafeInteger(count)) fail(`${title}'s shape`, `[${shape.join(", ")}]`, "a product below 2^53");
  const dtype = jsonText(jsonField(entry, "dtype"), `${title}'s dtype`, fail);
  const coded = jsonField(entry, "quantization");
  const quantization = coded === undefined ? null : readQuantization(coded, title, fail);
  const width = byteWidths.get(quantization?.dtype ?? dtype);
  if (width === undefined) return fail(`${title}'s dtype`, dtype, '"float32"');
  return {
    name,
    title,
    shape,
    count,
    dtype,
    width,
    quantization,
    isOptimizer: jsonField(entry, "group") === "optimizer",
  };
}

function readQuantization(given: unknown, title: string, fail: Fail): Quantization {
  const fields = jsonObject(given, `${title}'s quantization`, fail);
  const dtype = jsonField(fields, "dtype");
  if (dtype === "float16") return { dtype, scale: 1, min: 0 };
  if (dtype !== "uint8" && dtype !== "uint16")
    return fail(`${title}'s quantization.dtype`, dtype, '"uint8", "uint16" or "float16"');
  const scale = jsonFinite(jsonField(fields, "scale"), `${title}'s quantization.scale`, fail);
  return { dtype, scale, min: jsonFinite(jsonField(fields, "min"), `${title}'s quantization.min`, fail) };
}

/** The numbers of a weight, as TensorFlow.js computes them. */
function weightNumbers({ title, dtype, quantization, bytes }: StoredWeight, fail: Fail): Vector {
  if (dtype !== "float32") return fail(`${title}'s dtype`, dtype, '"float32"');
  if (quantization === null) return readFloats(bytes, "float32");
  const { dtype: coded, scale, min } = quantization;
  if (coded === "float16") return readFloats(bytes, "float16");
  const width = coded === "uint8" ? 1 : 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float32Array(bytes.length / width);
  for (let i = 0; i < numbers.length; i++)
    numbers[i] = scale * (width === 1 ? view.getUint8(i) : view.getUint16(2 * i, true)) + min;
  return numbers;
}
