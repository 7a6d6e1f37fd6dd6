import type { Activation, Elementwise, Loss, Optimizer, Rowwise } from "deltarule";
import * as deltarule from "deltarule";

/** An object that the library exports or makes, titled as a test calls it: `elu(0.3)`. */
export interface Listed<T> {
  readonly title: string;
  readonly it: T;
}

/** An exported function that makes such an object without arguments: `elu`, `huber`, `sgd`. */
export interface Maker<T> {
  readonly title: string;
  make(...options: readonly unknown[]): T;
}

type Guard<T> = (value: unknown) => value is T;

const isActivation: Guard<Activation> = (value): value is Activation =>
  has(value, "apply", "derivative") || has(value, "applyRow", "backwardRow");
const isLoss: Guard<Loss> = (value): value is Loss => has(value, "value", "gradient");
const isOptimizer: Guard<Optimizer> = (value): value is Optimizer => has(value, "initialize", "step");

export const activationMakers: readonly Maker<Activation>[] = makers(isActivation);
export const lossMakers: readonly Maker<Loss>[] = makers(isLoss);
export const optimizerMakers: readonly Maker<Optimizer>[] = makers(isOptimizer);

/** Every activation that the library exports; one with an option also with two other values. */
export const activations: readonly Listed<Activation>[] = [...objects(isActivation), ...variants(activationMakers)];
export const elementwise = activations.filter((listed): listed is Listed<Elementwise> => "apply" in listed.it);
export const rowwise = activations.filter((listed): listed is Listed<Rowwise> => "applyRow" in listed.it);

/** Every loss that the library exports; one with an option also with two other values. */
export const losses: readonly Listed<Loss>[] = [...objects(isLoss), ...variants(lossMakers)];

/** Every optimizer that the library exports, with its defaults. */
export const optimizers: readonly Listed<Optimizer>[] = variants(optimizerMakers);

/** The library's export of this name, or `undefined`. */
export function exportedAs(name: string): unknown {
  return (deltarule as Readonly<Record<string, unknown>>)[name];
}

function has(value: unknown, ...methods: readonly string[]): boolean {
  const object = value as Readonly<Record<string, unknown>>;
  return typeof value === "object" && value !== null && methods.every((name) => typeof object[name] === "function");
}

function objects<T>(is: Guard<T>): Listed<T>[] {
  return Object.entries(deltarule).flatMap(([title, it]) => (is(it) ? [{ title, it }] : []));
}

function makers<T>(is: Guard<T>): Maker<T>[] {
  return Object.entries(deltarule).flatMap(([title, value]) => {
    if (typeof value !== "function") return [];
    const make = value as (...options: readonly unknown[]) => T;
    try {
      return is(make()) ? [{ title, make }] : [];
    } catch {
      return []; // a class, or a function that needs arguments
    }
  });
}

/** The object with its title; none where the number is out of range: quantile(1.7). */
function made<T>(title: string, make: () => T): Listed<T>[] {
  try {
    return [{ title, it: make() }];
  } catch (error) {
    if (error instanceof deltarule.OptionError) return [];
    throw error;
  }
}

function variants<T extends object>(list: readonly Maker<T>[]): Listed<T>[] {
  return list.flatMap(({ title, make }) => {
    const usual = { title: `${title}()`, it: make() };
    if (!("options" in usual.it)) return [usual];
    return [usual, ...[0.3, 1.7].flatMap((value) => made(`${title}(${value})`, () => make(value)))];
  });
}
