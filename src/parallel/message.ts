import {
  DataError,
  DeltaruleError,
  DivergenceError,
  FormatError,
  type Json,
  NotDifferentiableError,
  OptionError,
  ShapeError,
} from "../core/index.js";
import { inWords } from "./checks.js";

/** What a pool sends to a worker. The key keeps messages of other libraries apart. */
export type PoolMessage =
  | { readonly deltarule: "open"; readonly data: unknown; readonly abort: Int32Array | null }
  | { readonly deltarule: "run"; readonly job: number; readonly options: unknown };

/** What a worker sends to its pool. */
export type WorkerMessage =
  | { readonly deltarule: "hello" }
  | { readonly deltarule: "ready" }
  | { readonly deltarule: "report"; readonly job: number; readonly progress: Json }
  | { readonly deltarule: "result"; readonly job: number; readonly result: unknown }
  | { readonly deltarule: "error"; readonly job: number; readonly error: PlainError };

/** An error as plain data. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly cause?: PlainError;
}

/** Whether a message is one of this library's. */
export function isMessage(message: unknown): message is PoolMessage | WorkerMessage {
  return typeof message === "object" && message !== null && "deltarule" in message;
}

/**
 * What was thrown as plain data, with its causes. All with a message is an error, also one of
 * another realm; anything else becomes the message of one.
 */
export function plainError(thrown: unknown, depth = 0): PlainError {
  const { name = "Error", message, stack = "", cause } = Object(thrown);
  if (typeof message !== "string") {
    return { name: "Error", message: typeof thrown === "string" ? thrown : inWords(thrown), stack: "" };
  }
  const plain = { name: String(name), message, stack: String(stack) };
  return cause === undefined || depth > 3 ? plain : { ...plain, cause: plainError(cause, depth + 1) };
}

const errorKinds: Readonly<Record<string, new (message: string, options?: ErrorOptions) => Error>> = {
  DataError,
  DeltaruleError,
  DivergenceError,
  FormatError,
  NotDifferentiableError,
  OptionError,
  ShapeError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
};

/** An error of the same class, name, message and stack. */
export function revivedError({ name, message, stack, cause }: PlainError): Error {
  const Kind = Object.hasOwn(errorKinds, name) ? errorKinds[name] : Error;
  const error = new Kind(message, cause && { cause: revivedError(cause) });
  return Object.assign(error, { name }, stack && { stack });
}

/** What a trial threw in this thread, as its caller gets it from a worker: an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : revivedError(plainError(thrown));
}
