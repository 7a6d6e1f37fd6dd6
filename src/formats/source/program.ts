import type { Activation, Dtype, Vector } from "../../core/index.js";
import { DataError, OptionError } from "../../core/index.js";
import { isBuiltIn, show } from "../../core/internal.js";
import { forwardActivation, type ModelParts, modelParts, type WritableModel } from "../model.js";
import { librarySource } from "./generated.js";

/** The activation function of a layer: a function of the library, or an expression of the user. */
export interface AppliedFunction {
  readonly name: string;
  /** The arguments of the function after z: a slope. */
  readonly options: readonly number[];
  /** The user's expression of z; `null` for a function of the library. */
  readonly own: string | null;
  readonly rowwise: boolean;
}

/** A layer in the form that a file needs. */
export interface LayerSource {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Vector;
  readonly biases: Vector | null;
  readonly applied: AppliedFunction;
}

/** The content of a file, in whatever language it is written. */
export interface Program extends Pick<ModelParts, "inputs" | "outputs" | "classes"> {
  /** The name of the function that predicts. */
  readonly name: string;
  readonly dtype: Dtype;
  readonly layers: readonly LayerSource[];
  /** The description in the opening comment. */
  readonly title: string;
}

type OwnExpressions = Readonly<Record<string, string>>;

/** Reads a model for `toSource` and checks everything that its file depends on. */
export function programOf(model: WritableModel, name: string, own: OwnExpressions): Program {
  const { network, inputs, outputs, classes } = modelParts("toSource", model);
  const activations = network.layers.map(({ activation }) => forwardActivation(activation));
  const layers = network.layers.map(({ inputs, outputs, weights, biases }, l): LayerSource => {
    checkFiniteNumbers(l, "weights", weights.data);
    if (biases !== null) checkFiniteNumbers(l, "biases", biases);
    return { inputs, outputs, weights: weights.data, biases, applied: appliedFunction(activations[l], l, own) };
  });
  checkOwnExpressions(activations, own);
  // The name of a user's activation must not end the comment.
  const shape = network.layers.map((layer) => `${layer.outputs} ${layer.activation.name.replace(/[^\w(), .-]/g, "_")}`);
  const scaled = inputs === null && outputs === null ? "" : ", its scalers included";
  const title = `A neural network, ${[network.inputs, ...shape].join(" → ")}, ${network.dtype}${scaled}.`;
  return { name, dtype: network.dtype, layers, inputs, outputs, classes, title };
}

function appliedFunction(activation: Activation, l: number, own: OwnExpressions): AppliedFunction {
  const { name, options = {} } = activation;
  const rowwise = "applyRow" in activation;
  if (isBuiltIn(activation)) return { name, options: Object.values(options), own: null, rowwise };
  const place = `toSource: layer ${l}'s ${name} is an activation of your own`;
  if (rowwise) throw new OptionError(`${place} that works on whole rows, which has no source here`);
  if (Object.hasOwn(own, name))
    return { name: `own${Object.keys(own).indexOf(name)}`, options: [], own: own[name], rowwise };
  throw new OptionError(`${place}: give it as an expression of z, { activations: { ${JSON.stringify(name)}: "…" } }`);
}

/** Throws for an expression that no layer uses, or that two different activations would share. */
function checkOwnExpressions(used: readonly Activation[], own: OwnExpressions): void {
  for (const [name, source] of Object.entries(own)) {
    if (typeof source !== "string" || source.trim() === "")
      throw new OptionError(`toSource: activations.${name} is ${show(source)}, wanted an expression of z`);
    const { size } = new Set(used.filter((activation) => activation.name === name));
    if (size === 1) continue;
    const reason = size === 0 ? "no layer's activation has that name" : `${size} different activations have that name`;
    throw new OptionError(`toSource: activations.${name}: ${reason}`);
  }
}

function checkFiniteNumbers(l: number, name: string, numbers: Vector): void {
  const wrong = numbers.findIndex((value) => !Number.isFinite(value));
  if (wrong === -1) return;
  throw new DataError(`toSource: number ${wrong} of layer ${l}'s ${name} is ${numbers[wrong]}, wanted a finite number`);
}

/** The user's functions as `[name, expression]`, each once. */
export function ownFunctions({ layers }: Program): readonly (readonly [string, string])[] {
  return [...new Map(layers.flatMap(({ applied: { name, own } }) => (own === null ? [] : [[name, own] as const])))];
}

/** A function or constant of the library as TypeScript, for a file to contain. */
export interface SourcePiece {
  readonly name: string;
  readonly code: string;
}

/**
 * The library's functions that the layers use and all that these need, each after what it needs. A
 * leaf is a function that the language writes in its own way: it comes without what it needs.
 */
export function libraryPieces(
  { layers }: Program,
  isLeaf: (name: string) => boolean = () => false,
): readonly SourcePiece[] {
  const found = new Map<string, SourcePiece>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    const text = librarySource[name];
    const end = text.indexOf("|");
    const needs = isLeaf(name) ? "" : text.slice(0, end);
    for (const need of needs.split(" ")) if (need !== "") visit(need);
    found.set(name, { name, code: text.slice(end + 1) });
  };
  for (const { applied } of layers) if (applied.own === null) visit(applied.name);
  return [...found.values()];
}

/**
 * The shortest decimal that is read back as the same number. For a float32, that takes at most 9
 * digits.
 */
export function decimal(value: number, dtype: Dtype): string {
  if (Object.is(value, -0)) return "-0";
  return dtype === "float32" ? String(Number(value.toPrecision(9))) : String(value);
}

/** Literals as lines, each a row of so many columns. */
export function literalRows(literals: readonly string[], columns: number): string {
  const lines = Array.from({ length: literals.length / columns }, (_, r) =>
    literals.slice(r * columns, (r + 1) * columns).join(", "),
  );
  return lines.map((line) => `  ${line},\n`).join("");
}
