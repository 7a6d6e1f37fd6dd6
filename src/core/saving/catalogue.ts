import { type Activation, readableAs, readableLender } from "../activations/activation.js";
import type { Surrogate } from "../activations/surrogate.js";
import { identity, relu, sigmoid, softmax, step, tanh } from "../activations/usual.js";
import { isBuiltIn } from "../checks/builtIn.js";
import { FormatError, need, show } from "../checks/errors.js";
import { isRecord, type Json } from "../checks/json.js";

/**
 * Those that every page has that reads files. A bundle has the others where something imports them:
 * erf alone weighs 1.4 KB.
 */
const usual: readonly Activation[] = [identity, relu, sigmoid, softmax, step, tanh];

const onDemand = " elu gelu geluTanh hardSigmoid hardSwish leakyRelu mish relu6 selu silu softplus softsign surrogate ";

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
  const fields = { name, ...(options && { options: { ...options } }) };
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
  const lend = name === "surrogate" && !isOwn ? readableLender() : undefined;
  if (lend !== undefined)
    return lend((role) => {
      need(depth < 100, call, place, description, "at most 100 surrogates of each other", FormatError);
      return findActivation(call, `${place}.${role}`, description[role], custom, depth + 1);
    });
  need(isRecord(options), call, `${place}.options`, options, "an object", FormatError);
  const found = isOwn ? custom : [findBuiltIn(name, Object.values(options)), ...custom.filter(isBuiltIn)];
  const same = found.find((one) => one?.name === name && sameOptions(one?.options ?? {}, options));
  if (same !== undefined) return same;
  const given = Object.entries(options).map(([option, value]) => ` with ${option} ${show(value)}`);
  const what = `${show(name)}${given.join("")}`;
  const isElsewhere = onDemand.includes(` ${name} `) && readableAs(name) === undefined;
  const how = isOwn
    ? `your own ${what}`
    : `${what}, which ${isElsewhere ? "nothing imports here" : "the library does not have"}`;
  const give = isOwn || isElsewhere ? `: give it in { activations: [${name}] }` : "";
  throw new FormatError(`${call}: ${place} is ${how}${give}`);
}

function findBuiltIn(name: string, options: readonly unknown[]): Activation | undefined {
  const found = usual.find((one) => one.name === name) ?? readableAs(name);
  if (typeof found !== "function") return found;
  return options.length === 1 && Number.isFinite(options[0]) ? found(options[0] as number) : undefined;
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
