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

/** Milliseconds in which Redis answers before a connection ends. */
const lastAnswerTime = 3000;

/** A connection whose commands wait for Redis to come back, as long as it takes, until it ends. */
export class PatientConnection {
  /** For BullMQ. A client of the user's own keeps its ways. */
  readonly options: object;
  #isOver = false;

  constructor(connection: object) {
    const { connect, retryStrategy = (times: number): number => Math.min(100 * times, 1000) } = Object(connection);
    const again = (times: number): unknown => (this.#isOver ? null : retryStrategy(times));
    const isClient = typeof connect === "function";
    this.options = isClient ? connection : { ...connection, maxRetriesPerRequest: null, retryStrategy: again };
  }

  /**
   * Ends its patience. Whether Redis has answered this last command: where it has not, BullMQ would
   * wait for it for ever with what it closes.
   */
  async end(asked: Promise<unknown>): Promise<boolean> {
    const isThere = await isSoon(asked, lastAnswerTime);
    this.#isOver = true;
    return isThere;
  }
}

/** Whether the promise resolves in so many milliseconds. */
export async function isSoon(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
