import { type Activation, isRowwise } from "../activations/activation.js";
import { identity } from "../activations/identity.js";
import { DeltaruleError, need, OptionError, ShapeError } from "../checks/errors.js";
import { asGiven, boolean, callable, checkMethods, checkNumber, number, readOptions } from "../checks/options.js";
import type { LayerParameters } from "../engine/reference/memory.js";
import { glorot, type Initializer } from "../initializers.js";
import { copy, type Matrix, type Vector } from "../numbers/matrix.js";
import { count, readSample, readSamples, type Sample, type Samples } from "../numbers/samples.js";

/** Options of a {@link Layer}. */
export interface LayerOptions {
  /** Whether the layer adds a bias to z; true by default. */
  bias?: boolean | undefined;
  /** Draws the weights; the activation's own initializer by default. */
  initializer?: Initializer | undefined;
  /** The initial weights, outputs × inputs: row j belongs to neuron j. */
  weights?: Samples | undefined;
  /**
   * The initial biases, one per neuron. By default uniform in ±1/√inputs, as in PyTorch's Linear,
   * or 0 where weights are given.
   */
  biases?: Sample | undefined;
  /**
   * The probability, from 0 and below 1, with which training sets an a to 0 on its way to the next
   * layer; the other a are divided by 1 − dropout (inverted dropout, Srivastava et al. 2014). Not
   * on the last layer. 0 by default.
   */
  dropout?: number | undefined;
}

/** The initial values of a layer, and its parameters once it has joined a network. */
interface Inside {
  readonly bias: boolean;
  readonly initializer: Initializer;
  readonly weights: Matrix | null;
  readonly biases: Vector | null;
  joined?: Joined;
}

/** A layer's parameters in its network. */
interface Joined {
  readonly parameters: LayerParameters;
  /** Tells the network that a user holds its parameters. */
  share(): void;
}

const insides = /* @__PURE__ */ new WeakMap<Layer, Inside>();

/**
 * A fully connected layer: `z = W·x + b`, `a = f(z)`. W is outputs × inputs; `W[j][i]` goes from
 * input i to neuron j.
 *
 * A layer belongs to one network; its weights and biases are views into that network's
 * `parameters`.
 */
export class Layer<In extends number = number, Out extends number = number> {
  readonly inputs: In;
  readonly outputs: Out;
  readonly activation: Activation;
  readonly dropout: number;

  /**
   * @throws OptionError for a size that is not a whole number from 1, a value that is not an
   * activation, or bad options; ShapeError or DataError for weights or biases that do not fit.
   */
  constructor(inputs: In, outputs: Out, activation: Activation = identity, options: LayerOptions = {}) {
    checkNumber("Layer", "inputs", inputs, { integer: true, min: 1 });
    checkNumber("Layer", "outputs", outputs, { integer: true, min: 1 });
    checkIsActivation("Layer", "activation", activation);
    const { bias, initializer, weights, biases, dropout } = readOptions("Layer", options, {
      bias: boolean(true),
      initializer: callable<Initializer>(activation.initializer ?? glorot, "a function such as glorot"),
      weights: asGiven<Samples | undefined>(),
      biases: asGiven<Sample | undefined>(),
      dropout: number(0, { min: 0, below: 1 }),
    });
    if (!bias && biases !== undefined) throw new OptionError("Layer: biases are given, but bias is false");
    this.inputs = inputs;
    this.outputs = outputs;
    this.activation = activation;
    this.dropout = dropout;
    insides.set(this, {
      bias,
      initializer,
      weights: weights === undefined ? null : readInitialWeights(weights, inputs, outputs),
      biases: biases === undefined ? null : readInitialBiases(biases, outputs),
    });
  }

  /** W, outputs × inputs, live: writing to its data changes the network. */
  get weights(): Matrix {
    return shareParameters(this, "weights").weights;
  }

  /** b, one per neuron, live; `null` in a layer without biases. */
  get biases(): Vector | null {
    return shareParameters(this, "biases").biases;
  }
}

/** The inside of a layer; undefined for a value that is not a Layer. */
export function insideOf(layer: Layer): Readonly<Inside> | undefined {
  return insides.get(layer);
}

/** Makes the layer part of a network, permanently. */
export function joinNetwork(layer: Layer, parameters: LayerParameters, share: () => void): void {
  const inside = insides.get(layer);
  if (inside !== undefined) inside.joined = { parameters, share };
}

/** A layer of the same kind, free to join a network; its weights start at 0. */
export function copyLayer(layer: Layer): Layer {
  const { inputs, outputs, activation, dropout } = layer;
  const bias = insides.get(layer)?.bias;
  return new Layer(inputs, outputs, activation, { bias, initializer: () => 0, dropout });
}

/** The layer's parameters in its network, for a user: the network learns that they are shared. */
function shareParameters(layer: Layer, name: string): LayerParameters {
  const joined = insides.get(layer)?.joined;
  if (joined === undefined) throw new DeltaruleError(`Layer: ${name} are there once it is part of a network`);
  joined.share();
  return joined.parameters;
}

/** Throws unless `activation` is one. */
export function checkIsActivation(call: string, name: string, activation: Activation): void {
  const rowwise = typeof activation === "object" && activation !== null && isRowwise(activation);
  const methods = rowwise ? ["applyRow", "backwardRow"] : ["apply", "derivative"];
  checkMethods(call, name, activation, methods, "an activation such as sigmoid");
  const { range } = activation;
  const isRange = range === undefined || (Array.isArray(range) && range.length === 2 && range[0] < range[1]);
  need(isRange, call, `${name}.range`, range, "two numbers such as [0, 1]");
}

function readInitialWeights(weights: Samples, inputs: number, outputs: number): Matrix {
  const read = readSamples(weights, { call: "Layer", name: "weights", columns: inputs, because: "the layer takes" });
  if (read.rows !== outputs)
    throw new ShapeError(`Layer: the weights have ${count(read.rows, "row")}, the layer gives ${outputs}`);
  return copy(read);
}

function readInitialBiases(biases: Sample, outputs: number): Vector {
  return readSample(biases, { call: "Layer", name: "biases", columns: outputs, because: "the layer gives" }).data;
}
