import type { Fail } from "./fileBytes.js";

/** The fields of an object in parsed JSON. */
export type JsonFields = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A field of the object's own; `undefined` where there is none or it is `null`. */
export function jsonField(object: JsonFields, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

/** The fields of a value that must be an object. */
export function jsonObject(value: unknown, place: string, fail: Fail): JsonFields {
  return isJsonObject(value) ? value : fail(place, value, "an object");
}

/** The items of a value that must be an array. */
export function jsonArray(value: unknown, place: string, fail: Fail): readonly unknown[] {
  return Array.isArray(value) ? value : fail(place, value, "an array");
}

export function jsonText(value: unknown, place: string, fail: Fail): string {
  return typeof value === "string" ? value : fail(place, value, "a string");
}

export function jsonFinite(value: unknown, place: string, fail: Fail): number {
  return typeof value === "number" && Number.isFinite(value) ? value : fail(place, value, "a number");
}

/** A whole number from `min` that a length may be. */
export function jsonLength(value: unknown, place: string, min: number, fail: Fail): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= min
    ? value
    : fail(place, value, `a whole number from ${min}`);
}
