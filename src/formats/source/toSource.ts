import { OptionError } from "../../core/index.js";
import { checkNames, show } from "../../core/internal.js";
import type { Model } from "../model.js";
import { c } from "./c.js";
import { javascript, typescript } from "./javascript.js";
import { programOf } from "./program.js";

const writers = { js: javascript, ts: typescript, c } as const;

/** What {@link toSource} writes. */
export interface SourceOptions {
  /** An ES module in JavaScript or TypeScript, or a file in C99. */
  language: "js" | "ts" | "c";
  /** What the function is called: `"predict"`, or a longer name that begins so, where several networks go into one program. */
  name?: string | undefined;
  /** Your own elementwise activations, by name: each an expression of `z` in the language of the file, `{ sine: "Math.sin(z)" }`. */
  activations?: Readonly<Record<string, string>> | undefined;
}

/**
 * A network, or a Pipeline with its scalers, as one file that needs nothing else, about as long as its parameters are many.
 *
 * In JavaScript and TypeScript it exports `predict(sample)`, which returns an array, and `predictInto(sample, output)`, which fills one;
 * in C it has `void predict(const double *sample, double *output)`, with `float` for a network in float32. The outputs are those of
 * `net.predict(sample)` bit for bit on every platform: the file brings those of the library's own elementary functions along that its
 * activations use. It looks at the length of a sample, but not for NaN; dropout is left out, as in `predict`.
 *
 * @throws OptionError for an activation of your own that is not given in `activations`, or another bad option; DataError for parameters
 * that are not finite.
 */
export function toSource(model: Model, options: SourceOptions): string {
  checkNames("toSource", options, ["language", "name", "activations"]);
  const { language, name = "predict", activations = {} } = options;
  if (!Object.hasOwn(writers, language))
    throw new OptionError(`toSource: language is ${show(language)}, wanted "js", "ts" or "c"`);
  if (typeof name !== "string" || !/^predict\w*$/.test(name))
    throw new OptionError(
      `toSource: name is ${show(name)}, wanted "predict" or one that begins so, such as "predictXor"`,
    );
  if (typeof activations !== "object" || activations === null || Array.isArray(activations))
    throw new OptionError(`toSource: activations are ${show(activations)}, wanted expressions by name`);
  return writers[language](programOf(model, name, activations));
}
