import { isOfAnotherCopy } from "./mark.js";

/**
 * Base of every error that the library throws on purpose:
 * `catch (error) { if (error instanceof DeltaruleError) … }`.
 *
 * ```ts
 * import { DeltaruleError, Sequential } from "deltarule";
 *
 * const read = (text: string) => {
 *   try {
 *     return Sequential.fromJSON(JSON.parse(text));
 *   } catch (error) {
 *     if (error instanceof DeltaruleError) return error.message;
 *     throw error;
 *   }
 * };
 * read("{}"); // "fromJSON: format is undefined, wanted \"deltarule/network\""
 * ```
 */
export class DeltaruleError extends Error {
  override readonly name: string = "DeltaruleError";
}

/**
 * Sizes that do not fit: a layer and the layer before it, a row and the network, a weight matrix
 * and its layer.
 *
 * ```ts
 * import { Layer, Sequential } from "deltarule";
 *
 * const net = new Sequential([new Layer(2, 1)], { seed: 1 });
 * net.predict([[1, 2, 3]]); // throws ShapeError: predict: row 0 of the inputs has 3 numbers, the
 * // network takes 2
 * ```
 */
export class ShapeError extends DeltaruleError {
  override readonly name: string = "ShapeError";
}

/**
 * Numbers that cannot be used: NaN or infinite, no rows at all, counts that differ, targets outside
 * a loss's range.
 *
 * ```ts
 * import { oneHot } from "deltarule";
 *
 * oneHot([]); // throws DataError: oneHot: there are no classes
 * ```
 */
export class DataError extends DeltaruleError {
  override readonly name: string = "DataError";
}

/**
 * An option that is unknown, out of range, of the wrong kind, or in conflict with another.
 *
 * ```ts
 * import { sgd } from "deltarule";
 *
 * sgd({ learningRate: -1 }); // throws OptionError: sgd: learningRate is -1, wanted a number from
 * // 0
 * ```
 */
export class OptionError extends DeltaruleError {
  override readonly name: string = "OptionError";
}

/**
 * A backward pass through an activation that is not differentiable, such as `step`.
 *
 * ```ts
 * import { Layer, Sequential, squaredError, step } from "deltarule";
 *
 * const net = new Sequential([new Layer(1, 1, step)], { seed: 1 });
 * net.fit([[0], [1]], [[0], [1]], { loss: squaredError }); // throws NotDifferentiableError: fit:
 * // layer 0's step is not differentiable; take surrogate(step, sigmoid)
 * ```
 */
export class NotDifferentiableError extends DeltaruleError {
  override readonly name: string = "NotDifferentiableError";
}

/**
 * Training whose numbers are no longer finite, or whose loss ended more than ten times above where
 * it began and above the best constant output's. The network keeps the parameters of the last good
 * epoch, which the message names.
 *
 * ```ts
 * import { DivergenceError, Layer, mse, Sequential, sgd } from "deltarule";
 *
 * const net = new Sequential([new Layer(1, 1)], { seed: 1 });
 * try {
 *   net.fit([[100], [200]], [[1], [2]], { loss: mse, optimizer: sgd({ learningRate: 9 }) });
 * } catch (error) {
 *   if (!(error instanceof DivergenceError)) throw error;
 * }
 * // The network keeps the parameters of the last good epoch.
 * net.parameters.every(Number.isFinite); // true
 * ```
 */
export class DivergenceError extends DeltaruleError {
  override readonly name: string = "DivergenceError";
}

/**
 * A file or JSON value that does not have the format it claims.
 *
 * ```ts
 * import { Sequential } from "deltarule";
 *
 * Sequential.fromJSON({ format: "other" }); // throws FormatError: fromJSON: format is "other",
 * // wanted "deltarule/network"
 * ```
 */
export class FormatError extends DeltaruleError {
  override readonly name: string = "FormatError";
}

/** A given value in a message: `"0.1"`, `NaN`, `an array of 3`, `undefined`. */
export function show(value: unknown): string {
  return isOfAnotherCopy(value) ? `${showPlainly(value)} of another copy of deltarule` : showPlainly(value);
}

function showPlainly(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "function") return value.name ? `the function ${value.name}` : "a function";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  if (typeof value === "object" && value !== null) {
    return "name" in value && typeof value.name === "string" ? `the object ${show(value.name)}` : "an object";
  }
  if (typeof value === "bigint") return `${value}n`;
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Throws unless the value fits: `fit: epochs is -1, wanted a whole number from 0`. */
export function need(
  fits: boolean,
  call: string,
  name: string,
  value: unknown,
  wanted: string,
  Kind: new (message: string) => DeltaruleError = OptionError,
): asserts fits {
  if (!fits) throw new Kind(`${call}: ${name} is ${show(value)}, wanted ${wanted}`);
}

/**
 * Throws for a piece of another copy of the library: this one knows its own pieces by identity, and
 * would lose closed forms, kernels and names in files without a word.
 */
export function refuseOtherCopy(call: string, name: string, value: unknown): void {
  const wanted = "one of this copy: load the library one way, by import or by require, in one version";
  need(!isOfAnotherCopy(value), call, name, value, wanted);
}
