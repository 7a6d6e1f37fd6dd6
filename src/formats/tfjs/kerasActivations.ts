import type { Activation } from "../../core/index.js";
import {
  elu,
  gelu,
  geluTanh,
  hardSigmoid,
  identity,
  leakyRelu,
  relu,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  tanh,
} from "../../core/index.js";
import type { Fail } from "../fileBytes.js";
import { isJsonObject, type JsonFields, jsonField, jsonFinite } from "../jsonFields.js";

/** `gain · f(scale · z + shift)`: an activation of Keras as one of ours. */
export interface KerasActivation {
  readonly activation: Activation;
  readonly scale?: number;
  readonly shift?: number;
  readonly gain?: number;
}

/** What an activation is besides its name. */
interface ActivationPlace {
  readonly title: string;
  readonly kerasVersion: string;
  readonly fail: Fail;
}

/** Keras' names, without underscores and capitals. */
const byName: ReadonlyMap<string, KerasActivation> = /* @__PURE__ */ new Map<string, KerasActivation>([
  ["linear", { activation: identity }],
  ["sigmoid", { activation: sigmoid }],
  ["tanh", { activation: tanh }],
  ["relu", { activation: relu }],
  ["relu6", /* @__PURE__ */ cappedRelu(6)],
  ["elu", { activation: /* @__PURE__ */ elu() }],
  ["selu", { activation: selu }],
  ["softplus", { activation: softplus }],
  ["softsign", { activation: softsign }],
  ["swish", { activation: silu }],
  ["silu", { activation: silu }],
  ["gelu", { activation: gelu }],
  ["gelunew", { activation: geluTanh }],
  ["leakyrelu", { activation: /* @__PURE__ */ leakyRelu(0.2) }],
  // clamp(z/5 + ½): ours is clamp(z/6 + ½).
  ["hardsigmoid", { activation: hardSigmoid, scale: 1.2 }],
  ["softmax", { activation: softmax }],
]);

/** The names for messages. */
const known =
  "linear, sigmoid, tanh, relu, relu6, leaky_relu, elu, selu, softplus, softsign, swish, gelu, gelu_new, hard_sigmoid or softmax";

/** The activation of a layer's field `activation`: a name, or an object with a name in it. */
export function readActivation(given: unknown, place: ActivationPlace): KerasActivation {
  const { title, fail } = place;
  if (given === undefined) return { activation: identity };
  if (isJsonObject(given)) {
    const config = jsonField(given, "config");
    const kind = jsonField(given, "class_name");
    // Keras 3 writes a function by its name.
    if (kind === "function") return readNamed(config, place);
    const layer =
      typeof kind === "string" ? readActivationLayer(kind, isJsonObject(config) ? config : {}, place) : null;
    if (layer !== null) return layer;
    if (
      isJsonObject(config) &&
      Object.keys(config).some((name) => name !== "name" && name !== "trainable" && name !== "dtype")
    )
      return fail(`${title}'s activation`, kind, `one without a config: ${known}`);
    return readNamed(kind, place);
  }
  return readNamed(given, place);
}

function readNamed(name: unknown, { title, kerasVersion, fail }: ActivationPlace): KerasActivation {
  const word = typeof name === "string" ? name.toLowerCase().replaceAll("_", "") : "";
  const found = byName.get(word);
  if (found === undefined) return fail(`${title}'s activation`, name, known);
  // TensorFlow.js would compute clamp(z/5 + ½) all the same.
  if (word === "hardsigmoid" && kerasVersion.startsWith("3"))
    return fail(`${title}'s activation`, name, "another: in Keras 3 it has slope 1/6, in TensorFlow.js 1/5");
  return found;
}

/** The activation of a layer that is one; `null` for any other kind of layer. */
export function readActivationLayer(kind: string, config: JsonFields, place: ActivationPlace): KerasActivation | null {
  const { title, fail } = place;
  const number = (name: string, byDefault: number): number =>
    jsonFinite(jsonField(config, name) ?? byDefault, `${title}'s ${name}`, fail);
  switch (kind) {
    case "ReLU": {
      for (const name of ["negative_slope", "threshold"])
        if (number(name, 0) !== 0)
          fail(`${title}'s ${name}`, number(name, 0), "0: TensorFlow.js takes it for 0, Keras does not");
      if (jsonField(config, "max_value") === undefined) return { activation: relu };
      const most = number("max_value", 0);
      return most > 0 ? cappedRelu(most) : fail(`${title}'s max_value`, most, "a number above 0");
    }
    case "LeakyReLU":
      return { activation: leakyRelu(number("alpha", number("negative_slope", 0.3))) };
    case "ELU":
      return { activation: elu(number("alpha", 1)) };
    case "Softmax":
      return { activation: softmax };
    case "Activation":
      return readActivation(jsonField(config, "activation"), place);
    default:
      return null;
  }
}

/** max(0, min(z, most)) = most · hardSigmoid(6z/most − 3). */
function cappedRelu(most: number): KerasActivation {
  return { activation: hardSigmoid, scale: 6 / most, shift: -3, gain: most };
}
