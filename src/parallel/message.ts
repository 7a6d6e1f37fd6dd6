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

/** What a worker sends to its pool: it listens, it has the data; then of a trial what it tells. */
export type WorkerMessage =
  | { readonly deltarule: "hello" }
  | { readonly deltarule: "ready" }
  | { readonly deltarule: "report"; readonly job: number; readonly value: Json }
  | { readonly deltarule: "resolve"; readonly job: number; readonly value: unknown }
  | { readonly deltarule: "reject"; readonly job: number; readonly value: PlainError };

/** An error as plain data. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly cause?: PlainError;
}

/** The most causes behind an error that travel with it: they may go round in a circle. */
const mostCauses = 4;

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

/**
 * What was thrown, as an error. All with a message is one, also plain data or an error of another
 * realm: it keeps its class, name, message, stack and causes. Anything else becomes the message of
 * one.
 */
export function asError(thrown: unknown, causes: number = mostCauses): Error {
  const { name = "Error", message, stack = "", cause } = Object(thrown);
  if (typeof message !== "string") return new Error(typeof thrown === "string" ? thrown : inWords(thrown));
  if (thrown instanceof Error) return thrown;
  const Kind = Object.hasOwn(errorKinds, name) ? errorKinds[name] : Error;
  const hasCause = cause !== undefined && causes > 0;
  const error = new Kind(message, hasCause ? { cause: asError(cause, causes - 1) } : undefined);
  return Object.assign(error, { name: String(name) }, stack && { stack: String(stack) });
}

/** What was thrown as plain data, with its causes: {@link asError} makes the error of it again. */
export function plainError(thrown: unknown, causes: number = mostCauses): PlainError {
  const { name, message, stack = "", cause } = asError(thrown);
  const plain = { name: String(name), message, stack: String(stack) };
  return cause === undefined || causes === 0 ? plain : { ...plain, cause: plainError(cause, causes - 1) };
}
