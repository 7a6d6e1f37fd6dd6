import { decode, encode } from "../base64.js";
import type { Json } from "../json.js";
import { isVector } from "../matrix.js";
import type { OptimizerState } from "../optimizers/optimizer.js";

/** An optimizer's state as JSON: numbers as they are, or as text where JSON has none; vectors as `{ dtype, length, data }`. */
export function stateToJson(state: OptimizerState): Json {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]): [string, Json] => {
      if (typeof value === "number") return [name, numberToJson(value)];
      if (!isVector(value)) return [name, stateToJson(value)];
      return [name, { dtype: dtypeOf(value), length: value.length, data: encode(value) }];
    }),
  );
}

/** The state that `json` describes, which must have the names, types and lengths of `like`; or a sentence that says where it has not. */
export function stateFromJson(json: unknown, like: OptimizerState, place: string): OptimizerState | string {
  const fields = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  const names = Object.keys(like);
  if (Object.keys(fields).sort().join() !== [...names].sort().join()) {
    return `${place} has ${Object.keys(fields).join(", ") || "nothing"}, wanted ${names.join(", ") || "nothing"}`;
  }
  const state: OptimizerState = {};
  for (const name of names) {
    const read = valueFromJson(fields[name], like[name], `${place}.${name}`);
    if (typeof read === "string") return read;
    state[name] = read;
  }
  return state;
}

function valueFromJson(json: unknown, like: OptimizerState[string], place: string): OptimizerState[string] | string {
  if (typeof like === "number") return numberFromJson(json) ?? `${place} is no number`;
  if (!isVector(like)) return stateFromJson(json, like, place);
  const { dtype, length, data } = (json ?? {}) as Record<string, unknown>;
  const wanted = `${like.length} numbers of ${dtypeOf(like)}`;
  if (dtype !== dtypeOf(like) || length !== like.length || typeof data !== "string") return `${place} is not ${wanted}`;
  return decode(data, like.length, dtypeOf(like)) ?? `${place} is not ${wanted} in base64`;
}

/** A number as JSON, as text where JSON has no word for it. */
export function numberToJson(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

/** The number that `numberToJson` wrote; `undefined` for anything else. */
export function numberFromJson(json: unknown): number | undefined {
  if (typeof json === "number") return json;
  return typeof json === "string" && ["Infinity", "-Infinity", "NaN", "-0"].includes(json) ? Number(json) : undefined;
}

function dtypeOf(vector: Float64Array | Float32Array): "float64" | "float32" {
  return vector instanceof Float32Array ? "float32" : "float64";
}
