import { type Activation, isRowwise } from "../activations/activation.js";
import { identity } from "../activations/identity.js";
import { DeltaruleError, OptionError, ShapeError } from "../checks/errors.js";
import { checkBoolean, checkFunction, checkMethods, checkNames, checkNumber } from "../checks/options.js";
import type { LayerParameters } from "../engine/reference/memory.js";
import { glorot, type Initializer } from "../initializers.js";
import { copy, type Matrix, type Vector } from "../numbers/matrix.js";
import { count, readSample, readSamples, type Sample, type Samples } from "../numbers/samples.js";

/** Options of a {@link Layer}. */
export interface LayerOptions {
  /** Whether z has a bias added to it; true unless given. */
  bias?: boolean | undefined;
  /** How the weights are drawn; the activation's own way unless given. */
  initializer?: Initializer | undefined;
  /** Weights to start with, outputs × inputs: row j belongs to neuron j. */
  weights?: Samples | undefined;
  /** Biases to start with, one a neuron; 0 beside given weights, else uniform in ±1/√inputs, as in PyTorch's Linear. */
  biases?: Sample | undefined;
  /**
   * The share of a that training drops by chance on its way to the next layer, from 0 and below 1; the rest is divided by the share that
   * stays (inverted dropout, Srivastava et al. 2014). Not on the last layer. 0 unless given.
   */
  dropout?: number | undefined;
}

/** What a layer starts with, and after it has joined a network, where its parameters are. */
interface Inside {
  readonly bias: boolean;
  readonly initializer: Initializer;
  readonly weights: Matrix | null;
  readonly biases: Vector | null;
  joined?: LayerParameters;
  /** Tells the network that its parameters are out of its hands. */
  share?: () => void;
}

const insides = /* @__PURE__ */ new WeakMap<Layer, Inside>();

/**
 * A fully connected layer: `z = W·x + b`, `a = f(z)`. W is outputs × inputs; `W[j][i]` goes from input i to neuron j.
 *
 * It belongs to one network, and its weights and biases are views into that network's `parameters`.
 */
export class Layer<In extends number = number, Out extends number = number> {
  readonly inputs: In;
  readonly outputs: Out;
  readonly activation: Activation;
  readonly dropout: number;

  /**
   * @throws OptionError for a size that is not a whole number from 1, something that is not an activation, or bad options;
   * ShapeError or DataError for weights or biases that do not fit.
   */
  constructor(inputs: In, outputs: Out, activation: Activation = identity, options: LayerOptions = {}) {
    checkNumber("Layer", "inputs", inputs, { integer: true, min: 1 });
    checkNumber("Layer", "outputs", outputs, { integer: true, min: 1 });
    checkActivation("Layer", "activation", activation);
    checkNames("Layer", options, ["bias", "initializer", "weights", "biases", "dropout"]);
    const { bias = true, initializer = activation.initializer ?? glorot, weights, biases, dropout = 0 } = options;
    checkBoolean("Layer", "bias", bias);
    checkFunction("Layer", "initializer", initializer, "a function such as glorot");
    checkNumber("Layer", "dropout", dropout, { min: 0, below: 1 });
    if (!bias && biases !== undefined) throw new OptionError("Layer: biases are given, but bias is false");
    this.inputs = inputs;
    this.outputs = outputs;
    this.activation = activation;
    this.dropout = dropout;
    insides.set(this, {
      bias,
      initializer,
      weights: weights === undefined ? null : readWeights(weights, inputs, outputs),
      biases: biases === undefined ? null : readBiases(biases, outputs),
    });
  }

  /** W, outputs × inputs, live: writing to its data changes the network. */
  get weights(): Matrix {
    return joined(this, "weights").weights;
  }

  /** b, one a neuron, live; `null` in a layer without. */
  get biases(): Vector | null {
    return joined(this, "biases").biases;
  }
}

/** What the layer starts with, and where its parameters are once it has joined; undefined for what is no Layer. */
export function insideOf(layer: Layer): Readonly<Inside> | undefined {
  return insides.get(layer);
}

/** Makes the layer part of a network, for good. */
export function join(layer: Layer, parameters: LayerParameters, share: () => void): void {
  const inside = insides.get(layer);
  if (inside !== undefined) Object.assign(inside, { joined: parameters, share });
}

/** A layer of the same kind, which belongs to no network yet; its weights start at 0. */
export function copyLayer(layer: Layer): Layer {
  const { bias } = insides.get(layer) as Inside;
  return new Layer(layer.inputs, layer.outputs, layer.activation, {
    bias,
    initializer: () => 0,
    dropout: layer.dropout,
  });
}

/** What the layer has in its network, which will know that it is out of its hands. */
function joined(layer: Layer, name: string): LayerParameters {
  const { joined: parameters, share } = insides.get(layer) ?? {};
  if (parameters === undefined) {
    throw new DeltaruleError(`Layer: ${name} are there once it is part of a network`);
  }
  share?.();
  return parameters;
}

/** Throws unless `activation` is one. */
export function checkActivation(call: string, name: string, activation: Activation): void {
  const rowwise = typeof activation === "object" && activation !== null && isRowwise(activation);
  const methods = rowwise ? ["applyRow", "backwardRow"] : ["apply", "derivative"];
  checkMethods(call, name, activation, methods, "an activation such as sigmoid");
}

function readWeights(weights: Samples, inputs: number, outputs: number): Matrix {
  const read = readSamples(weights, { call: "Layer", name: "weights", columns: inputs, because: "the layer takes" });
  if (read.rows !== outputs)
    throw new ShapeError(`Layer: the weights have ${count(read.rows, "row")}, the layer gives ${outputs}`);
  return copy(read);
}

function readBiases(biases: Sample, outputs: number): Vector {
  return readSample(biases, { call: "Layer", name: "biases", columns: outputs, because: "the layer gives" }).data;
}
