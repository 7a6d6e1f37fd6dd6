import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { deserialize, serialize } from "node:v8";
import { type Json, OptionError } from "../core/index.js";
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
  const text = JSON.stringify([version, options], (_name, part) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  if (!isDeepStrictEqual(JSON.parse(text)[1], options)) {
    throw new OptionError(
      "openQueue: the options of a trial are not JSON (NaN, undefined, −0 or an object of a class)",
    );
  }
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
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
