import type { Language, StringKey } from "../language/language.js";
import { filled, sayIn, stringsOf, type Values } from "../language/say.js";
import type { PassTrace, Trace } from "../trace/trace.js";
import type { Prose } from "./expression.js";
import type { NodeNames } from "./names.js";

/** What the parts of a derivation read: the numbers of one sample, their symbols, the words. */
export interface Telling {
  /** The layers and the loss of the sample that the part is about; of E for a batch's mean. */
  readonly pass: PassTrace;
  readonly trace: Trace;
  readonly names: NodeNames;
  /** The sample's row in the batch; `null` for one sample, and for the mean. */
  readonly sample: number | null;
  say(key: StringKey, values?: Values): Prose;
  /** Sentences that make one paragraph. */
  join(...sentences: readonly Prose[]): Prose;
  /** The string without formulas. */
  text(key: StringKey, values?: Readonly<Record<string, string | number>>): string;
}

/** The telling of a trace as a whole: of its one sample, or of a batch's mean. */
export function tellingOf(trace: Trace, names: NodeNames, language: Language): Telling {
  return {
    pass: trace,
    trace,
    names,
    sample: null,
    say: (key, values) => sayIn(language, key, values),
    join: (...sentences) => sentences.flatMap((one, i) => (i === 0 ? one : [...sayIn(language, "gap"), ...one])),
    text: (key, values) => filled(stringsOf(language)[key], values),
  };
}
