import { hidden, mark } from "./mark.js";

/**
 * Marks an object of a class, and has it printed by consoles as its `text`. Vue leaves it alone,
 * because of its tag.
 */
export function display<Shown extends object>(object: Shown, tag: string, text: () => string): Shown {
  hidden(object, Symbol.toStringTag, tag);
  for (const platform of ["nodejs.util.inspect.custom", "Deno.customInspect"])
    hidden(object, Symbol.for(platform), text);
  return mark(object);
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
