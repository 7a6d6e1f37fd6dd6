import { type Activation, type Elementwise, readableAs, readableLender } from "../activations/activation.js";
import type { Surrogate } from "../activations/surrogate.js";
import { identity, leakyRelu, relu, sigmoid, softmax, step, tanh } from "../activations/usual.js";
import { isBuiltIn } from "../checks/builtIn.js";
import { FormatError, need, show } from "../checks/errors.js";
import { isRecord, type Json } from "../checks/json.js";

/** Those that every page has that reads files. */
const library = { identity, leakyRelu, relu, sigmoid, softmax, step, tanh } as const;

/**
 * The others, as a user writes them. A bundle has those that something imports: erf alone weighs
 * 1.4 KB.
 */
const onDemand =
  "elu() gelu geluTanh hardSigmoid hardSwish mish relu6 selu silu softplus softsign surrogate(step,sigmoid)";

/**
 * The description of an activation in a file. The library knows its own activations by identity: a
 * user's activation is marked as custom, even if it has the same name.
 */
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
  return isBuiltIn(activation) ? fields : { ...fields, custom: true };
}

/**
 * The activation with this description, from the library or from `custom`.
 *
 * @throws FormatError when there is none; OptionError for a surrogate of activations that do not
 * fit.
 */
export function findActivation(
  call: string,
  place: string,
  description: unknown,
  custom: readonly Activation[],
  depth = 0,
): Activation {
  need(isRecord(description), call, place, description, "an object with a name", FormatError);
  const { name, options = {} } = description;
  need(typeof name === "string", call, `${place}.name`, name, "a string", FormatError);
  const isOwn = description.custom === true;
  if (name === "surrogate" && !isOwn) {
    need(depth < 100, call, place, description, "at most 100 surrogates of each other", FormatError);
    const [forward, backward] = ["forward", "backward"].map((role) =>
      findActivation(call, `${place}.${role}`, description[role], custom, depth + 1),
    );
    const lend = readableLender();
    if (lend !== undefined) return lend(forward as Elementwise, backward as Elementwise);
  }
  need(isRecord(options), call, `${place}.options`, options, "an object", FormatError);
  const found = isOwn ? custom : [findBuiltIn(name, Object.values(options)), ...custom.filter(isBuiltIn)];
  const same = found.find((one) => one?.name === name && sameOptions(one?.options ?? {}, options));
  if (same !== undefined) return same;
  const given = Object.entries(options).map(([option, value]) => ` with ${option} ${show(value)}`);
  const what = `${show(name)}${given.join("")}`;
  const how = isOwn ? `your own ${what}: give it in { activations: [${name}] }` : `${what}, which ${loadHint(name)}`;
  throw new FormatError(`${call}: ${place} is ${how}`);
}

function findBuiltIn(name: string, options: readonly unknown[]): Activation | undefined {
  const found = Object.hasOwn(library, name) ? library[name as keyof typeof library] : readableAs(name);
  if (typeof found !== "function") return found;
  return options.length === 1 && Number.isFinite(options[0]) ? found(options[0] as number) : undefined;
}

/** The end of the message about a name that is not found. */
function loadHint(name: string): string {
  const written = onDemand.split(" ").find((one) => one.split("(")[0] === name);
  if (written === undefined || readableAs(name) !== undefined) return "the library does not have";
  return `nothing imports here: give it in { activations: [${written}] }, imported from deltarule`;
}

function isSurrogate(activation: Activation): activation is Surrogate {
  return isBuiltIn(activation) && "surrogate" in activation;
}

function sameOptions(ours: Readonly<Record<string, number>>, theirs: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(ours);
  return (
    names.length === Object.keys(theirs).length &&
    names.every((name) => Object.hasOwn(theirs, name) && ours[name] === theirs[name])
  );
}
