import type { Layer } from "../../core/index.js";
import { identity, OptionError } from "../../core/index.js";
import { show } from "../../core/internal.js";
import type { Fail } from "../fail.js";
import type { Contents } from "./tensors.js";

/**
 * What PyTorch calls each layer's Linear in the natural `nn.Sequential`: its place, where an activation other than identity
 * and a dropout take a place of their own: `Sequential(Linear, Tanh, Linear)` has `0` and `2`.
 */
export function placesOf(layers: readonly Layer[]): string[] {
  let place = 0;
  return layers.map(({ activation, dropout }) => {
    const own = place;
    place += 1 + (activation === identity ? 0 : 1) + (dropout > 0 ? 1 : 0);
    return String(own);
  });
}

/** The names of the layers' tensors in a file that this library may not have written, before `.weight` and `.bias`. */
export function namesIn(contents: Contents, layers: readonly Layer[], fail: Fail): readonly string[] {
  const places = placesOf(layers);
  const found = new Set([...contents.tensors.keys()].map((key) => key.replace(/\.?(weight|bias)$/, "")));
  if (found.size === places.length && places.every((place) => found.has(place))) return places;
  const list = [...found];
  if (list.length !== layers.length)
    fail("the number of names before .weight and .bias", list.length, `${layers.length}, one a layer`);
  if (new Set(list.map((name) => name.replace(/\d+/g, "#"))).size > 1)
    fail("the order of the layers", list.join(", "), "names that differ in numbers only, or { names } in order");
  return list.sort(byNumbers);
}

/** Throws unless these are as many names as layers. */
export function checkLayerNames(call: string, names: readonly string[], layers: readonly Layer[]): void {
  if (!Array.isArray(names) || names.length !== layers.length || names.some((name) => typeof name !== "string"))
    throw new OptionError(`${call}: names are ${show(names)}, wanted ${layers.length} strings, one a layer`);
}

/** Compares names that differ in numbers only. */
function byNumbers(a: string, b: string): number {
  const [ours, theirs] = [a, b].map((name) => (name.match(/\d+/g) ?? []).map(Number));
  const first = ours.findIndex((number, i) => number !== theirs[i]);
  return first === -1 ? 0 : ours[first] - theirs[first];
}
