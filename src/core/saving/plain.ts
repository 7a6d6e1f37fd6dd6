import { show } from "../checks/errors.js";
import { isRecord, type Json } from "../checks/json.js";
import { type Dtype, isVector } from "../numbers/matrix.js";
import { decode, encode } from "./base64.js";

/**
 * An optimizer's state, or what an epoch came to, as JSON: numbers as they are, or as text where JSON has none; vectors as
 * `{ dtype, length, data }`.
 */
export function plainToJson(value: unknown): Json {
  if (isVector(value)) {
    const dtype = value instanceof Float32Array ? "float32" : "float64";
    return { dtype, length: value.length, data: encode(value) };
  }
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plainToJson(part)]));
  const written = value === null || (Number.isFinite(value) && !Object.is(value, -0));
  return written ? (value as number | null) : show(value);
}

/** What `plainToJson` wrote of something like this. Whatever it did not write stays as it is, for `flawOf` to find. */
export function plainFromJson(json: unknown, like: unknown): unknown {
  if (typeof like === "number")
    return ["Infinity", "-Infinity", "NaN", "-0"].includes(json as string) ? Number(json) : json;
  if (!isRecord(json)) return json;
  if (isVector(like)) return decode(json.data, json.length as number, json.dtype as Dtype) ?? json;
  const parts = Object.entries(like as object).map(([name, part]) => [name, plainFromJson(json[name], part)]);
  return { ...json, ...Object.fromEntries(parts) };
}
