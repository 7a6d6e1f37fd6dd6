import { hidden, mark } from "./mark.js";

/**
 * Structured clone takes an object's own data and drops its class. It refuses functions, and
 * platforms show the text of the function that they refuse.
 */
const refusesClones = (): string => "take toJSON() here and fromJSON() there: a network itself";

/**
 * Marks an object of a class, and has it printed by consoles as its `text`. A structured clone of
 * it is refused, and Vue leaves it alone, because of its tag.
 */
export function display<Shown extends object>(object: Shown, tag: string, text: () => string): Shown {
  Object.defineProperty(object, "toJSON() instead", { value: refusesClones, enumerable: true });
  hidden(object, Symbol.toStringTag, tag);
  for (const platform of ["nodejs.util.inspect.custom", "Deno.customInspect"])
    hidden(object, Symbol.for(platform), text);
  return mark(object);
}
