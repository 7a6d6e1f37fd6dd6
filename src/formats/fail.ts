import { FormatError, OptionError } from "../core/index.js";
import { show } from "../core/internal.js";

/** Throws the FormatError of a file that has `given` at `place`. */
export type Fail = (place: string, given: unknown, wanted: string) => never;

/** How the readers of `call` say what is wrong with a file. */
export function failing(call: string): Fail {
  return (place, given, wanted) => {
    throw new FormatError(`${call}: ${place} is ${show(given)}, wanted ${wanted}`);
  };
}

/** Throws unless a file's bytes were given as such; a Node Buffer is a Uint8Array. */
export function checkBytes(call: string, bytes: Uint8Array): void {
  if (!(bytes instanceof Uint8Array))
    throw new OptionError(`${call}: the file is ${show(bytes)}, wanted its bytes in a Uint8Array`);
}
