import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { deserialize, serialize } from "node:v8";
import { type Json, OptionError } from "../core/index.js";
import { need } from "../core/internal.js";
import type { PlainError } from "../parallel/message.js";
import type { Plain } from "../parallel/trial.js";

/** What a worker writes into the progress of a job. */
export type JobProgress = { readonly report: Json } | { readonly error: PlainError };

/**
 * The id of a job: the hash of the version and the options, whatever the order of their names.
 *
 * @throws OptionError for options that JSON does not keep, such as NaN.
 */
export function jobId(version: string, options: Plain): string {
  if (!isDeepStrictEqual(throughJson(options), options)) {
    throw new OptionError(
      "openQueue: the options of a trial are not JSON (NaN, undefined, −0, a bigint, a function, a cycle or an object of a class)",
    );
  }
  const text = JSON.stringify([version, options], (_name, part) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** What JSON makes of a value; undefined of what it refuses. */
function throughJson(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify([value]))[0];
  } catch {
    return undefined;
  }
}

/** Throws unless these can be a queue's name and connection. */
export function checkQueue(call: string, name: unknown, connection: unknown): void {
  checkText(call, "name", name);
  const isThere = typeof connection === "object" && connection !== null;
  need(isThere, call, "the connection", connection, "{ host, port } of Redis");
}

/** Throws unless the value is a text of some length. */
export function checkText(call: string, name: string, value: unknown): void {
  need(typeof value === "string" && value !== "", call, `the ${name}`, value, "a text");
}

/** A result as text: structured clone's own format, so that a queue gives what a worker gives. */
export function pack(result: unknown): string {
  return serialize(result).toString("base64");
}

/** The result that {@link pack} wrote. */
export function unpack(text: string): unknown {
  return deserialize(Buffer.from(text, "base64"));
}

/** The connection with commands that wait for Redis to come back, as long as it takes. */
export function patient(connection: object): object {
  const isClient = typeof Object(connection).connect === "function";
  return isClient ? connection : { ...connection, maxRetriesPerRequest: null };
}
