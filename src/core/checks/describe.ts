import { need } from "./errors.js";
import { hidden } from "./mark.js";

/** Lets `JSON.stringify` write an object or function as its name and options. */
export function describable<Piece extends object>(piece: Piece, name: string, options: () => unknown): Piece {
  return hidden(piece, "toJSON", () => ({ name, options: options() }));
}

/** The options, for `describable`. Throws an OptionError for a user's own function or object. */
export function tellable<Options extends object>(name: string, options: Options): Options {
  for (const [option, value] of Object.entries(options)) {
    const isPlain = Object(value) !== value || typeof value.toJSON === "function";
    need(isPlain, `${name}.toJSON`, option, value, "a piece of the library, since JSON has no functions");
  }
  return options;
}
