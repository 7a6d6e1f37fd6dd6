import { OptionError } from "../../core/index.js";
import { checkNames, show } from "../../core/internal.js";
import type { WritableModel } from "../model.js";
import { c } from "./c.js";
import { cOfClasses, outputsProgram, scriptOfClasses } from "./classes.js";
import { javascript, typescript } from "./javascript.js";
import { type Program, programOf } from "./program.js";

const writers: Readonly<Record<SourceOptions["language"], (program: Program) => string>> = {
  js: (program) => javascript(outputsProgram(program)) + scriptOfClasses(program, false),
  ts: (program) => typescript(outputsProgram(program)) + scriptOfClasses(program, true),
  c: (program) => c(outputsProgram(program)) + cOfClasses(program, program.layers[program.layers.length - 1].outputs),
};

/** Options of {@link toSource}. */
export interface SourceOptions {
  /** An ES module in JavaScript or TypeScript, or a file in C99. */
  language: "js" | "ts" | "c";
  /**
   * The name of the function: `"predict"`, or a longer name that begins with it, for several
   * networks in one program.
   */
  name?: string | undefined;
  /**
   * Your own elementwise activations by name, each as an expression of `z` in the language of the
   * file: `{ sine: "Math.sin(z)" }`.
   */
  activations?: Readonly<Record<string, string>> | undefined;
}

/**
 * Writes a network, or a Pipeline with its scalers, as one file that needs nothing else. Its length
 * is proportional to the number of parameters.
 *
 * In JavaScript and TypeScript the file exports `predict(sample)`, which returns an array, and
 * `predictInto(sample, output)`, which fills one. In C it has
 * `void predict(const double *sample, double *output)`, with `float` for a float32 network. The
 * outputs equal those of `net.predict(sample)` bit for bit on every platform: the file contains the
 * elementary functions of the library that its activations use. JavaScript and TypeScript check the
 * length of a sample, but not for NaN. Dropout is left out, as in `predict`.
 *
 * A Pipeline with labels is written with its classes: `predict(sample)` gives the label, in C its
 * place in `predictClasses`; `predictOutputs` and `predictOutputsInto` give the probabilities.
 *
 * ```ts
 * import { Layer, Sequential, tanh } from "deltarule";
 * import { toSource } from "deltarule/formats";
 *
 * const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 7 });
 * const program = toSource(net, { language: "js" });
 * program.includes("export function predict"); // true
 * ```
 *
 * @throws OptionError for an activation of your own that is not given in `activations`, or another
 * bad option; DataError for parameters that are not finite.
 */
export function toSource(model: WritableModel, options: SourceOptions): string {
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
