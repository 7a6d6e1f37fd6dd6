import { type Activation, isRowwise } from "../activations/activation.js";
import { identity } from "../activations/identity.js";
import { display } from "../checks/display.js";
import { DeltaruleError, need, OptionError, refuseOtherCopy, ShapeError } from "../checks/errors.js";
import { itself, keptFor } from "../checks/mark.js";
import {
  asGiven,
  boolean,
  checkBoolean,
  checkFunction,
  checkMethods,
  checkNumber,
  number,
  readOptions,
} from "../checks/options.js";
import type { LayerParameters } from "../engine/reference/memory.js";
import { glorot, type Initializer } from "../initializers.js";
import { copy, type Dtype, type Matrix, type Vector, type VectorOf } from "../numbers/matrix.js";
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
  /** Whether training changes the layer's weights and biases; true by default. */
  trainable?: boolean | undefined;
}

/** The initial values of a layer, and its parameters once it has joined a network. */
interface Inside {
  readonly bias: boolean;
  readonly initializer: Initializer;
  readonly weights: Matrix | null;
  readonly biases: Vector | null;
  trainable: boolean;
  joined?: Joined;
}

/** A layer's parameters in its network. */
interface Joined {
  readonly parameters: LayerParameters;
  /** Tells the network that a user holds its parameters. */
  share(): void;
}

// Declared once: a file may have many layers.
const layerOptions = {
  bias: /* @__PURE__ */ boolean(true),
  initializer: /* @__PURE__ */ asGiven<Initializer | undefined>(),
  weights: /* @__PURE__ */ asGiven<Samples | undefined>(),
  biases: /* @__PURE__ */ asGiven<Sample | undefined>(),
  dropout: /* @__PURE__ */ number(0, { min: 0, below: 1 }),
  trainable: /* @__PURE__ */ boolean(true),
};

/**
 * A fully connected layer: `z = W·x + b`, `a = f(z)`. W is outputs × inputs; `W[j][i]` goes from
 * input i to neuron j.
 *
 * A layer belongs to one network; its weights and biases are views into that network's
 * `parameters`.
 *
 * ```ts
 * import { Layer, Sequential, tanh } from "deltarule";
 *
 * const layer = new Layer(2, 3, tanh, { dropout: 0.2 });
 * const net = new Sequential([layer, new Layer(3, 1)], { seed: 1 });
 * layer.weights.rows; // 3
 * layer.biases?.length; // 3
 * ```
 */
export class Layer<In extends number = number, Out extends number = number, D extends Dtype = Dtype> {
  /** The number of inputs: the outputs of the layer before. */
  readonly inputs: In;
  /** The number of neurons. */
  readonly outputs: Out;
  /** f in `a = f(z)`. */
  readonly activation: Activation;
  /** The probability with which training sets an a to 0; 0 for none. */
  readonly dropout: number;

  /**
   * @throws OptionError for a size that is not a whole number from 1, a value that is not an
   * activation, or bad options; ShapeError or DataError for weights or biases that do not fit.
   */
  constructor(inputs: In, outputs: Out, activation: Activation = identity, options: LayerOptions = {}) {
    need(typeof inputs !== "object", "Layer", "inputs", inputs, "a number: new Layer(inputs, outputs, activation)");
    checkNumber("Layer", "inputs", inputs, { integer: true, min: 1 });
    checkNumber("Layer", "outputs", outputs, { integer: true, min: 1 });
    checkIsActivation("Layer", "activation", activation);
    const read = readOptions("Layer", options, layerOptions);
    const { bias, initializer = activation.initializer ?? glorot, weights, biases, dropout, trainable } = read;
    checkFunction("Layer", "initializer", initializer, "a function such as glorot");
    if (!bias && biases !== undefined) throw new OptionError("Layer: biases are given, but bias is false");
    this.inputs = inputs;
    this.outputs = outputs;
    this.activation = itself(activation);
    this.dropout = dropout;
    const inside: Inside = {
      bias,
      initializer,
      weights: weights === undefined ? null : readInitialWeights(weights, inputs, outputs),
      biases: biases === undefined ? null : readInitialBiases(biases, outputs),
      trainable,
    };
    display(this, "Layer", String, inside);
  }

  /** W, outputs × inputs, live: writing to its data changes the network. */
  get weights(): Matrix<VectorOf<D>> {
    return shareParameters(this, "weights").weights as Matrix<VectorOf<D>>;
  }

  /** b, one per neuron, live; `null` in a layer without biases. */
  get biases(): VectorOf<D> | null {
    return shareParameters(this, "biases").biases as VectorOf<D> | null;
  }

  /**
   * Whether training changes the layer. Every optimizer leaves the parameters of other layers bit
   * for bit; `backward` still shows their gradients. A training reads this when it starts.
   */
  get trainable(): boolean {
    return insideOf(this)?.trainable ?? true;
  }

  set trainable(trainable: boolean) {
    checkBoolean("Layer", "trainable", trainable);
    const inside = insideOf(this);
    if (inside !== undefined) inside.trainable = trainable;
  }

  /**
   * A layer of the same kind with a copy of the weights and biases, which belongs to no network
   * yet. The copy of a layer without a network draws its weights as that layer would.
   *
   * @throws DataError for a parameter that is not a finite number.
   */
  clone(): Layer<In, Out> {
    const { joined, weights, biases } = insideOf(this) ?? {};
    const given = joined?.parameters ?? { weights, biases };
    return copyLayer(this, { weights: given.weights ?? undefined, biases: given.biases ?? undefined });
  }

  /** A line: `Layer 2 → 4, sigmoid`. */
  toString(): string {
    const { inputs, outputs, activation, dropout, trainable } = this;
    const rest = `${insideOf(this)?.bias ? "" : ", no bias"}${dropout > 0 ? `, dropout ${dropout}` : ""}${trainable ? "" : ", frozen"}`;
    return `Layer ${inputs} → ${outputs}, ${activation.name}${rest}`;
  }
}

/** The inside of a layer; undefined for a value that is not a Layer. */
export function insideOf(layer: Layer): Inside | undefined {
  const kept = keptFor(layer) as Partial<Inside> | undefined;
  // Nothing else that is kept has it.
  return kept?.bias === undefined ? undefined : (kept as Inside);
}

/** Makes the layer part of a network, permanently. */
export function joinNetwork(layer: Layer, parameters: LayerParameters, share: () => void): void {
  const inside = insideOf(layer);
  if (inside !== undefined) inside.joined = { parameters, share };
}

/** A layer of the same kind, free to join a network, which begins with the given parameters. */
export function copyLayer<In extends number, Out extends number>(
  layer: Layer<In, Out>,
  begin: LayerOptions = {},
): Layer<In, Out> {
  const { inputs, outputs, activation, dropout, trainable } = layer;
  const { bias, initializer } = insideOf(layer) ?? {};
  return new Layer(inputs, outputs, activation, { bias, initializer, dropout, trainable, ...begin });
}

/** The layer's parameters in its network, for a user: the network learns that they are shared. */
function shareParameters(layer: Layer, name: string): LayerParameters {
  const joined = insideOf(layer)?.joined;
  if (joined === undefined) throw new DeltaruleError(`Layer: ${name} exist once the layer is part of a network`);
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
  refuseOtherCopy(call, name, activation);
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
