import { behind, mark } from "./mark.js";

/**
 * Marks an object of a class, and keeps something for it. Consoles print it as its `text`, and Vue
 * leaves it alone because of its tag. The first object adds both to the prototype: as properties of
 * each object they take nearly as long as the rest of a layer.
 */
export function display<Shown extends object>(
  object: Shown,
  tag: string,
  text: (shown: Shown) => string,
  kept?: unknown,
): Shown {
  const type: object = Object.getPrototypeOf(object);
  if (!Object.hasOwn(type, Symbol.toStringTag)) {
    // None for what only inherits from such an object, as a stub in a test does.
    const show = function (this: Shown) {
      return behind(this) && (() => text(this));
    };
    for (const [name, get] of [
      [Symbol.toStringTag, () => tag],
      [Symbol.for("nodejs.util.inspect.custom"), show],
      [Symbol.for("Deno.customInspect"), show],
    ] as const) {
      // Not by Object.defineProperty, which throws where a host has frozen the prototype.
      Reflect.defineProperty(type, name, { get });
    }
  }
  return mark(object, kept);
}

/**
 * Keeps structured clones and `postMessage` from making an empty object of one with private fields.
 * They refuse functions, and platforms show the text of the function that they refuse.
 */
export function refuseClones(object: object): void {
  Object.defineProperty(object, "toJSON() instead", { value: whatToDo, enumerable: true });
}

// One function for all: networks compare as equal.
const whatToDo = (): string => "take toJSON() here and fromJSON() there: a network itself";
