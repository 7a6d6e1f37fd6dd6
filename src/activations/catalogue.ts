import { show } from "../errors.js";
import type { Json } from "../json.js";
import type { Activation, Elementwise } from "./activation.js";
import * as builtIn from "./index.js";
import { type Surrogate, surrogate } from "./surrogate.js";

type Maker = (value?: number) => Elementwise;
const library: Readonly<Record<string, Activation | Maker>> = builtIn;

type Fields = { readonly [key: string]: Json };

/** What a file says of an activation. The library's own are recognised by identity, whatever their name. */
export function describeActivation(activation: Activation): Json {
  if (isSurrogate(activation)) {
    return {
      name: "surrogate",
      forward: describeActivation(activation.forward),
      backward: describeActivation(activation.surrogate),
    };
  }
  const { name, options } = activation;
  const fields = options === undefined ? { name } : { name, options: { ...options } };
  return findBuiltIn(name, Object.values(options ?? {})) === activation ? fields : { ...fields, custom: true };
}

/** The activation that a file speaks of, from the library or from `custom`; or a sentence that says why there is none. */
export function findActivation(
  description: Json | undefined,
  custom: readonly Activation[],
  depth = 0,
): Activation | string {
  if (!isFields(description)) return `is ${show(description)}, wanted an object with a name`;
  const { name, options = {} } = description;
  if (typeof name !== "string") return `has the name ${show(name)}, wanted a string`;
  if (!isFields(options)) return `has the options ${show(options)}, wanted an object of numbers`;
  if (name === "surrogate" && description.custom !== true) return findSurrogate(description, custom, depth);
  const same = (activation: Activation): boolean =>
    activation.name === name && sameOptions(activation.options ?? {}, options);
  if (description.custom === true) {
    return (
      custom.find(same) ??
      `is your own ${show(name)}: give it in { activations: [${name}] }, with the options it was saved with`
    );
  }
  const found = findBuiltIn(name, Object.values(options));
  return found !== undefined && same(found)
    ? found
    : `is ${show(name)}${withOptions(options)}, which the library does not have`;
}

function findSurrogate(
  { forward, backward }: Fields,
  custom: readonly Activation[],
  depth: number,
): Activation | string {
  if (depth > 100) return "is a surrogate of surrogates, more than 100 deep";
  const parts = [findActivation(forward, custom, depth + 1), findActivation(backward, custom, depth + 1)];
  const [runs, lends] = parts;
  if (typeof runs === "string" || typeof lends === "string")
    return `has a part that ${parts.find((part) => typeof part === "string")}`;
  try {
    return surrogate(runs as Elementwise, lends as Elementwise);
  } catch (error) {
    return `cannot be: ${(error as Error).message}`;
  }
}

function findBuiltIn(name: string, options: readonly Json[]): Activation | undefined {
  if (!Object.hasOwn(library, name)) return undefined;
  const found = library[name];
  if (typeof found !== "function") return found;
  return options.length === 1 && Number.isFinite(options[0]) ? found(options[0] as number) : undefined;
}

function isSurrogate(activation: Activation): activation is Surrogate {
  if (!("forward" in activation && "surrogate" in activation)) return false;
  return surrogate(activation.forward as Elementwise, activation.surrogate as Elementwise) === activation;
}

function sameOptions(ours: Readonly<Record<string, number>>, theirs: Fields): boolean {
  const names = Object.keys(ours);
  return (
    names.length === Object.keys(theirs).length &&
    names.every((name) => Object.hasOwn(theirs, name) && ours[name] === theirs[name])
  );
}

function withOptions(options: Fields): string {
  const given = Object.entries(options).map(([name, value]) => `${name} ${show(value)}`);
  return given.length === 0 ? "" : ` with ${given.join(", ")}`;
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
