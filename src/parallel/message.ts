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
import type { Plain } from "./trial.js";

/** What a pool sends to a worker. The key keeps messages of other libraries apart. */
export type PoolMessage =
  | { readonly deltarule: "open"; readonly data: unknown; readonly abort: Int32Array | null }
  | { readonly deltarule: "run"; readonly job: number; readonly options: Plain };

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

/** The error as plain data, with its causes. Anything else that was thrown becomes an error. */
export function plainError(thrown: unknown, depth = 0): PlainError {
  if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown), stack: "" };
  const { name, message, stack = "", cause } = thrown;
  const plain = { name, message, stack };
  return cause === undefined || depth > 3 ? plain : { ...plain, cause: plainError(cause, depth + 1) };
}

const errorKinds: Readonly<Record<string, new (message: string) => Error>> = {
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
  const error = new Kind(message);
  const fields = { name, ...(stack && { stack }), ...(cause && { cause: revivedError(cause) }) };
  for (const [field, value] of Object.entries(fields)) {
    Object.defineProperty(error, field, { value, configurable: true, writable: true });
  }
  return error;
}
