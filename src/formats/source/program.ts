import type { Activation, Dtype, Surrogate, Vector } from "../../core/index.js";
import { DataError, OptionError } from "../../core/index.js";
import { describeActivation, isRowwise, show } from "../../core/internal.js";
import { type Model, type ModelParts, partsOf } from "../model.js";

/** What a layer's neurons do to z: a function of the library, or code of the user's. */
export interface Applied {
  readonly name: string;
  /** What the function takes beside z: a slope. */
  readonly options: readonly number[];
  /** The user's expression of z. */
  readonly own: string | null;
  readonly rowwise: boolean;
}

/** A layer as a file needs it. */
export interface LayerSource {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Vector;
  readonly biases: Vector | null;
  readonly applied: Applied;
}

/** All that a file is written from, in any language. */
export interface Program extends Pick<ModelParts, "inputs" | "outputs"> {
  /** What its function is called. */
  readonly name: string;
  readonly dtype: Dtype;
  readonly layers: readonly LayerSource[];
  /** What the opening comment says of it. */
  readonly title: string;
}

type Own = Readonly<Record<string, string>>;

/** Reads a model for `toSource`, everything checked. */
export function programOf(model: Model, name: string, own: Own): Program {
  const { network, inputs, outputs } = partsOf("toSource", model);
  const activations = network.layers.map(({ activation }) => forwardOf(activation));
  const layers = network.layers.map(({ inputs, outputs, weights, biases }, l): LayerSource => {
    checkFinite(l, "weights", weights.data);
    if (biases !== null) checkFinite(l, "biases", biases);
    return { inputs, outputs, weights: weights.data, biases, applied: appliedBy(activations[l], l, own) };
  });
  checkOwn(activations, own);
  // A name of the user's must not end the comment that it stands in.
  const shape = network.layers.map((layer) => `${layer.outputs} ${layer.activation.name.replace(/[^\w(), .-]/g, "_")}`);
  const scaled = inputs === null && outputs === null ? "" : ", its scalers included";
  const title = `A neural network, ${[network.inputs, ...shape].join(" → ")}, ${network.dtype}${scaled}.`;
  return { name, dtype: network.dtype, layers, inputs, outputs, title };
}

/** The names of the library's functions that the layers use. */
export function functionsOf({ layers }: Program): readonly string[] {
  return layers.flatMap(({ applied: { name, own } }) => (own === null ? [name] : []));
}

/** The user's functions, `[name, expression]`, each once. */
export function ownOf({ layers }: Program): readonly (readonly [string, string])[] {
  return [...new Map(layers.flatMap(({ applied: { name, own } }) => (own === null ? [] : [[name, own] as const])))];
}

/** What runs forward where another's slope runs backward. */
function forwardOf(activation: Activation): Activation {
  const isSurrogate = "forward" in (describeActivation(activation) as object);
  return isSurrogate ? forwardOf((activation as Surrogate).forward) : activation;
}

function appliedBy(activation: Activation, l: number, own: Own): Applied {
  const { name, options = {} } = activation;
  const rowwise = isRowwise(activation);
  if (!("custom" in (describeActivation(activation) as object)))
    return { name, options: Object.values(options), own: null, rowwise };
  const place = `toSource: layer ${l}'s ${name} is an activation of your own`;
  if (rowwise) throw new OptionError(`${place} that works on whole rows, which has no source here`);
  if (Object.hasOwn(own, name))
    return { name: `own${Object.keys(own).indexOf(name)}`, options: [], own: own[name], rowwise };
  throw new OptionError(`${place}: give it as an expression of z, { activations: { ${JSON.stringify(name)}: "…" } }`);
}

/** Throws for source that no layer uses, or that two different activations would share. */
function checkOwn(used: readonly Activation[], own: Own): void {
  for (const [name, source] of Object.entries(own)) {
    if (typeof source !== "string" || source.trim() === "")
      throw new OptionError(`toSource: activations.${name} is ${show(source)}, wanted an expression of z`);
    const { size } = new Set(used.filter((activation) => activation.name === name));
    if (size === 1) continue;
    const reason = size === 0 ? "no layer's activation has that name" : `${size} different activations have that name`;
    throw new OptionError(`toSource: activations.${name}: ${reason}`);
  }
}

function checkFinite(l: number, name: string, numbers: Vector): void {
  const wrong = numbers.findIndex((value) => !Number.isFinite(value));
  if (wrong === -1) return;
  throw new DataError(`toSource: number ${wrong} of layer ${l}'s ${name} is ${numbers[wrong]}, wanted a finite number`);
}
