import { DataError, OptionError, ShapeError, show } from "../checks/errors.js";
import { checkNames, checkSeed } from "../checks/options.js";
import type { Engine, Machine, Shape } from "../engine/engine.js";
import { type LayerParameters, viewsInto } from "../engine/reference/memory.js";
import { defaultMachine } from "../engine/simd/simd.js";
import { glorot, type Initializer } from "../initializers.js";
import { type Dtype, type Vector, vector } from "../numbers/matrix.js";
import { drawSeed, stream, uniform } from "../numbers/random.js";
import { insideOf, join, type Layer } from "./layer.js";

/** What a network is: layers, and one flat vector of all their parameters. */
export interface Network {
  readonly layers: readonly Layer[];
  readonly inputs: number;
  readonly outputs: number;
  readonly dtype: Dtype;
  readonly seed: number;
  readonly engine: Machine;
  /** How many parameters there are. */
  readonly size: number;
  /** W row by row, then b, layer by layer. Whoever takes them may write to them, which `changes` counts. */
  readonly parameters: Vector;
  /** How often the parameters may have changed; NaN, which differs from everything, once they are out of the library's hands. */
  readonly changes: number;
  /** The parameters for somebody outside, who may write to them at any time. */
  share(): Vector;
}

/** Options of a Sequential. */
export interface NetworkOptions {
  /** How its numbers are kept; `"float64"` unless given. */
  dtype?: Dtype | undefined;
  /** A whole number from 0 to 2⁵³ − 1, from which everything random follows; drawn unless given. */
  seed?: number | undefined;
  /** What it computes with: `simd` unless given, or `reference` where the platform refuses WebAssembly. The bits are the same. */
  engine?: Engine | undefined;
}

/** Checks everything, then makes the network and draws its parameters. Until then the layers are left as they are. */
export function createNetwork(layers: readonly Layer[], options: NetworkOptions): Network {
  checkNames("Sequential", options, ["dtype", "seed", "engine"]);
  const { dtype = "float64", seed = drawSeed(), engine = defaultMachine() } = options;
  if (dtype !== "float64" && dtype !== "float32") {
    throw new OptionError(`Sequential: dtype is ${show(dtype)}, wanted "float64" or "float32"`);
  }
  checkSeed("Sequential", seed);
  if (!isMachine(engine))
    throw new OptionError(`Sequential: engine is ${show(engine)}, wanted an engine such as reference`);
  checkLayers(layers);
  const parameters = vector(parameterCount(layers), dtype);
  let changes = 0;
  const network: Network = {
    layers: Object.freeze([...layers]),
    inputs: layers[0].inputs,
    outputs: layers[layers.length - 1].outputs,
    dtype,
    seed,
    engine,
    size: parameters.length,
    get parameters() {
      changes++;
      return parameters;
    },
    get changes() {
      return changes;
    },
    share: () => {
      changes = Number.NaN;
      return parameters;
    },
  };
  const views = layerViews(network, parameters);
  for (const [l, view] of views.entries()) draw(layers[l], l, view, seed);
  for (const [l, view] of views.entries()) join(layers[l], view, network.share);
  return network;
}

/** What the layers have parameters for. */
export function shapesOf({ layers }: Pick<Network, "layers">): Shape[] {
  return layers.map((layer) => {
    const { inputs, outputs } = layer;
    return { inputs, outputs, bias: insideOf(layer)?.bias ?? false };
  });
}

/** Each layer's part of a vector as long as the parameters: of the parameters themselves, or of their gradient. */
export function layerViews(network: Pick<Network, "layers">, flat: Vector): readonly LayerParameters[] {
  return viewsInto(shapesOf(network), flat);
}

function isMachine(engine: Engine): engine is Machine {
  return typeof engine === "object" && engine !== null && "kernels" in engine;
}

/** How many numbers the layers' weights and biases are. */
export function parameterCount(layers: readonly Layer[]): number {
  return shapesOf({ layers }).reduce((sum, { inputs, outputs, bias }) => sum + outputs * (inputs + (bias ? 1 : 0)), 0);
}

function checkLayers(layers: readonly Layer[]): void {
  if (!Array.isArray(layers) || layers.length === 0) {
    throw new OptionError(`Sequential: layers are ${show(layers)}, wanted an array of at least one Layer`);
  }
  for (const [l, layer] of layers.entries()) {
    const inside = insideOf(layer);
    if (inside === undefined) throw new OptionError(`Sequential: layer ${l} is ${show(layer)}, wanted a Layer`);
    if (inside.joined !== undefined)
      throw new OptionError(
        `Sequential: layer ${l} is part of a network already; make a new Layer, or clone() the network`,
      );
    if (layers.indexOf(layer) !== l)
      throw new OptionError(
        `Sequential: layer ${l} is layer ${layers.indexOf(layer)} again; make a new Layer for each place`,
      );
    const before = l === 0 ? layer.inputs : layers[l - 1].outputs;
    if (before !== layer.inputs) {
      throw new ShapeError(
        `Sequential: layer ${l}: this layer takes ${layer.inputs} inputs, but the layer before it gives ${before}`,
      );
    }
  }
  const { dropout } = layers[layers.length - 1];
  if (dropout > 0)
    throw new OptionError(`Sequential: the last layer's dropout is ${dropout}, but nothing comes after it`);
}

/** Fills a layer's parameters with what it was given, or by chance. */
function draw(layer: Layer, l: number, { weights, biases }: LayerParameters, seed: number): void {
  const { initializer = glorot, weights: given, biases: givenBiases } = insideOf(layer) ?? {};
  if (given) take(given.data, weights.data, `layer ${l}'s weights`);
  else drawWeights(layer, l, weights.data, initializer, stream(seed, "weights", l));
  if (biases === null) return;
  if (givenBiases) take(givenBiases, biases, `layer ${l}'s biases`);
  else if (!given) drawBiases(layer, biases, stream(seed, "biases", l));
}

function drawWeights(
  { inputs, outputs }: Layer,
  l: number,
  into: Vector,
  initializer: Initializer,
  random: () => number,
): void {
  for (let k = 0; k < into.length; k++) {
    const weight: unknown = initializer(inputs, outputs, random);
    into[k] = typeof weight === "number" ? weight : Number.NaN;
    if (Number.isFinite(into[k])) continue;
    throw new OptionError(`Sequential: layer ${l}'s initializer gave ${show(weight)}, wanted a finite number`);
  }
}

/** Uniform in ±1/√inputs, as in PyTorch's Linear: from 0, neurons that all see symmetric data would stay symmetric. */
function drawBiases({ inputs }: Layer, into: Vector, random: () => number): void {
  for (let k = 0; k < into.length; k++) into[k] = uniform(1 / Math.sqrt(inputs), random);
}

/** Copies numbers that are finite in float64, and must stay so in the network's type. */
function take(from: Vector, into: Vector, name: string): void {
  into.set(from);
  const beyond = into.findIndex((value) => !Number.isFinite(value));
  if (beyond !== -1) throw new DataError(`Sequential: number ${beyond} of ${name} is ${from[beyond]}, beyond float32`);
}
