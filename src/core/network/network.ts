import { DataError, DeltaruleError, need, OptionError, refuseOtherCopy, ShapeError, show } from "../checks/errors.js";
import { itself } from "../checks/mark.js";
import { checkSeed, type Option, oneOf, readOptions } from "../checks/options.js";
import type { Engine, Machine, Shape } from "../engine/engine.js";
import { type LayerParameters, viewsInto } from "../engine/reference/memory.js";
import { defaultMachine } from "../engine/simd/simd.js";
import { glorot, type Initializer } from "../initializers.js";
import { allFinite, type Dtype, type Vector, vector } from "../numbers/matrix.js";
import { drawSeed, stream, uniform } from "../numbers/random.js";
import { insideOf, joinNetwork, type Layer } from "./layer.js";

/** Options of a Sequential. */
export interface NetworkOptions<D extends Dtype = Dtype> {
  /** The type of the numbers; `"float64"` by default. */
  dtype?: D | undefined;
  /** A whole number from 0 to 2⁵³ − 1; every random number follows from it. Random by default. */
  seed?: number | undefined;
  /**
   * The engine that computes; `simd` by default, or `reference` where the platform refuses
   * WebAssembly. The bits are the same.
   */
  engine?: Engine | undefined;
}

/** Layers, and one flat vector of all their parameters: W row by row, then b, layer by layer. */
export class Network {
  readonly layers: readonly Layer[];
  readonly inputs: number;
  readonly outputs: number;
  /** The number of parameters. */
  readonly size: number;
  /** Edits so far; NaN once a user holds the live vector, so that every comparison fails. */
  edits = 0;
  /** Whether an epoch is under way: its parameters may be no numbers until it reports that. */
  inEpoch = false;
  /** What predict.ts and the room of training keep for the network. */
  prediction: object | null = null;
  training: object | null = null;
  readonly #flat: Vector;

  constructor(
    layers: readonly Layer[],
    readonly dtype: Dtype,
    readonly seed: number,
    readonly engine: Machine,
    parameters: Vector,
  ) {
    this.layers = Object.freeze([...layers]);
    this.inputs = layers[0].inputs;
    this.outputs = layers[layers.length - 1].outputs;
    this.size = parameters.length;
    this.#flat = parameters;
  }

  /** The parameters, for reading only. */
  read(): Vector {
    if (this.#flat.length === this.size) return this.#flat;
    throw new DeltaruleError(
      "the parameters of this network are gone: their buffer was transferred; transfer a copy, net.parameters.slice()",
    );
  }

  /** The parameters, for writing before anything else reads them. */
  edit(): Vector {
    this.edits++;
    return this.read();
  }

  /** The parameters for a user, who may write to them at any later time. */
  share(): Vector {
    this.edits = Number.NaN;
    return this.#flat;
  }
}

/**
 * Checks everything, then makes the network and draws its parameters. A layer joins only after
 * every check has passed.
 */
export function createNetwork(given: readonly Layer[], options: NetworkOptions): Network {
  const layers = Array.isArray(given) ? Array.from(given, itself) : given;
  checkChain(layers);
  const { dtype, seed, engine } = readOptions("Sequential", options, networkOptions);
  const network = new Network(layers, dtype, seed, engine, vector(parameterCount(layers), dtype));
  const views = layerViews(network, network.read());
  for (const [l, view] of views.entries()) fillLayer(layers[l], l, view, seed);
  return joinLayers(network, views);
}

/** Makes the layers part of their network. */
export function joinLayers(
  network: Network,
  views: readonly LayerParameters[] = layerViews(network, network.read()),
): Network {
  const share = (): Vector => network.share();
  for (const [l, view] of views.entries()) joinNetwork(network.layers[l], view, share);
  return network;
}

/** The shapes of the layers' parameters. */
export function shapesOf({ layers }: Pick<Network, "layers">): Shape[] {
  return layers.map((layer) => {
    const { inputs, outputs } = layer;
    return { inputs, outputs, bias: insideOf(layer)?.bias ?? false };
  });
}

/** Each layer's part of a vector as long as the parameters: the parameters, or their gradient. */
export function layerViews(network: Pick<Network, "layers">, flat: Vector): readonly LayerParameters[] {
  return viewsInto(shapesOf(network), flat);
}

/** The first parameter that is not finite: where it is, and the number. `null` if there is none. */
export function infiniteParameter(
  network: Pick<Network, "layers">,
  flat: Vector,
): { readonly place: string; readonly value: number } | null {
  if (allFinite(flat)) return null;
  for (const [l, { weights: W, biases: b }] of layerViews(network, flat).entries()) {
    for (const [name, values] of Object.entries({ weights: W.data, biases: b ?? [] })) {
      const at = values.findIndex((value) => !Number.isFinite(value));
      if (at === -1) continue;
      const place = name === "biases" ? `[${at}]` : `[${Math.floor(at / W.columns)}][${at % W.columns}]`;
      return { place: `layer ${l}'s ${name}${place}`, value: values[at] };
    }
  }
  return null;
}

/** Throws for the first parameter that is not finite. */
export function checkParameters(
  network: Pick<Network, "layers">,
  call: string,
  flat: Vector,
  Kind: new (message: string) => DeltaruleError = DataError,
): void {
  const found = infiniteParameter(network, flat);
  if (found !== null) need(false, call, found.place, found.value, "a finite number", Kind);
}

/** The number of weights and biases of these layers. */
export function parameterCount(layers: readonly Layer[]): number {
  return shapesOf({ layers }).reduce((sum, { inputs, outputs, bias }) => sum + outputs * (inputs + (bias ? 1 : 0)), 0);
}

// The next two make their defaults only when the option is missing: they cost time.

const givenSeed: Option<number | undefined, number> = (call, _name, given = drawSeed()) => {
  checkSeed(call, given);
  return given;
};

export const givenMachine: Option<Engine | undefined, Machine> = (call, name, given = defaultMachine()) => {
  const engine = itself(given);
  need(isMachine(engine), call, name, engine, "an engine such as reference");
  refuseOtherCopy(call, name, engine);
  return engine;
};

const networkOptions = {
  dtype: /* @__PURE__ */ oneOf("float64", ["float64", "float32"]),
  seed: givenSeed,
  engine: givenMachine,
};

function isMachine(engine: Engine): engine is Machine {
  return typeof engine === "object" && engine !== null && "kernels" in engine;
}

/** Throws unless these are layers without a network, each fitting the layer before it. */
function checkChain(layers: readonly Layer[]): void {
  if (!Array.isArray(layers) || layers.length === 0) {
    const isLayer = insideOf(layers as unknown as Layer) !== undefined;
    throw new OptionError(
      `Sequential: layers are ${show(layers)}, wanted an array of at least one Layer${isLayer ? ": new Sequential([a, b])" : ""}`,
    );
  }
  const places = new Map<Layer, number>();
  for (const [l, layer] of layers.entries()) {
    const inside = insideOf(layer);
    if (inside === undefined)
      throw new OptionError(
        `Sequential: layer ${l} is ${show(layer)}, wanted a Layer${typeof layer === "number" ? " such as new Layer(2, 4)" : ""}`,
      );
    if (inside.joined !== undefined)
      throw new OptionError(
        `Sequential: layer ${l} is part of a network already; make a new Layer, or clone() the network`,
      );
    const first = places.get(layer) ?? l;
    if (first !== l)
      throw new OptionError(`Sequential: layer ${l} is layer ${first} again; make a new Layer for each place`);
    places.set(layer, l);
    const before = l === 0 ? layer.inputs : layers[l - 1].outputs;
    if (before !== layer.inputs) {
      throw new ShapeError(
        `Sequential: layer ${l}: this layer takes ${layer.inputs} inputs, but the layer before it gives ${before}`,
      );
    }
  }
  const { dropout } = layers[layers.length - 1];
  if (dropout > 0)
    throw new OptionError(`Sequential: the last layer's dropout is ${dropout}, wanted 0: no layer comes after it`);
}

/** Fills a layer's parameters with the given numbers, or with random ones. */
function fillLayer(layer: Layer, l: number, { weights, biases }: LayerParameters, seed: number): void {
  const { initializer = glorot, weights: given, biases: givenBiases } = insideOf(layer) ?? {};
  if (given) copyFinite(given.data, weights.data, `layer ${l}'s weights`);
  else drawWeights(layer, l, weights.data, initializer, stream(seed, "weights", l));
  if (biases === null) return;
  if (givenBiases) copyFinite(givenBiases, biases, `layer ${l}'s biases`);
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

/**
 * Uniform in ±1/√inputs, as in PyTorch's Linear: with biases of 0, neurons that see symmetric data
 * stay symmetric.
 */
function drawBiases({ inputs }: Layer, into: Vector, random: () => number): void {
  for (let k = 0; k < into.length; k++) into[k] = uniform(1 / Math.sqrt(inputs), random);
}

/**
 * Copies numbers that are finite in float64. Throws for one that overflows in the network's type.
 */
function copyFinite(from: Vector, into: Vector, name: string): void {
  into.set(from);
  const beyond = into.findIndex((value) => !Number.isFinite(value));
  if (beyond !== -1) throw new DataError(`Sequential: number ${beyond} of ${name} is ${from[beyond]}, beyond float32`);
}
