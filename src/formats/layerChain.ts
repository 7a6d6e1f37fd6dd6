import type { Activation, Dtype } from "../core/index.js";
import { FormatError, identity, Layer, Sequential } from "../core/index.js";
import { checkParameters } from "../core/internal.js";
import type { Fail } from "./fileBytes.js";

/** A layer while steps are still being folded into it. */
interface ChainedLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** Outputs × inputs. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
  hasBias: boolean;
  activation: Activation;
  dropout: number;
}

/** `scale · x + shift`, a number for each column. */
interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** The most weights of layers that the chain itself adds. */
const mostAdded = 2 ** 20;

/**
 * Layers of a perceptron from the steps of another library: what is affine between two of them is
 * folded into the weights and biases beside it.
 */
export class LayerChain {
  readonly layers: ChainedLayer[] = [];
  /** The lengths of a row's dimensions; `null` where the file does not say them. */
  features: readonly number[] | null;
  /** What is to be done to the last layer's outputs before the next layer takes them. */
  private pending: Affine | null = null;
  private added = 0;
  private readonly call: string;
  private readonly fail: Fail;

  constructor(call: string, features: readonly number[] | null, fail: Fail) {
    this.call = call;
    this.features = features;
    this.fail = fail;
  }

  /** Numbers in a row; `null` where the file does not say it. */
  get width(): number | null {
    return this.features === null ? null : this.features.reduce((product, length) => product * length, 1);
  }

  /** A layer of W, outputs × inputs, and b, with the identity as its activation. */
  dense(inputs: number, outputs: number, weights: Float64Array, biases: Float64Array | null): void {
    const layer = {
      inputs,
      outputs,
      weights,
      biases: biases ?? new Float64Array(outputs),
      hasBias: biases !== null,
      activation: identity,
      dropout: 0,
    };
    this.layers.push(layer);
    this.features = [outputs];
    const { pending } = this;
    this.pending = null;
    if (pending === null) return;
    for (let j = 0; j < outputs; j++) {
      for (let i = 0; i < inputs; i++) {
        layer.biases[j] += weights[j * inputs + i] * pending.shift[i];
        weights[j * inputs + i] *= pending.scale[i];
      }
    }
    layer.hasBias ||= layer.biases.some((b) => b !== 0);
  }

  /** `scale · x + shift` of each column, which is folded into the layers beside it. */
  affine(scale: Float64Array, shift: Float64Array): void {
    const last = this.layers.at(-1);
    const { pending } = this;
    if (pending !== null) {
      this.pending = {
        scale: scale.map((factor, i) => factor * pending.scale[i]),
        shift: shift.map((offset, i) => scale[i] * pending.shift[i] + offset),
      };
    } else if (last === undefined || last.activation !== identity || last.dropout > 0) {
      this.pending = { scale, shift };
    } else {
      for (const [j, factor] of scale.entries()) {
        for (let i = 0; i < last.inputs; i++) last.weights[j * last.inputs + i] *= factor;
        last.biases[j] = factor * last.biases[j] + shift[j];
      }
      last.hasBias ||= last.biases.some((b) => b !== 0);
    }
  }

  /** The same affine step for each column. */
  affineByNumbers(title: string, factor: number, offset: number): void {
    if (factor === 1 && offset === 0) return;
    const width = this.width ?? this.fail(`the number of columns of ${title}`, null, "a number: the file must say it");
    // Weights bound the width after a layer; before the first layer nothing does.
    if (width > mostAdded) this.fail(`the number of columns of ${title}`, width, `at most ${mostAdded}`);
    this.affine(new Float64Array(width).fill(factor), new Float64Array(width).fill(offset));
  }

  /** The activation of the last layer, or of a new one that only passes its inputs on. */
  activate(title: string, activation: Activation): void {
    if (activation === identity) return;
    const last = this.layers.at(-1);
    if (last === undefined || last.activation !== identity || last.dropout > 0 || this.pending !== null)
      this.passOn(title);
    this.layers[this.layers.length - 1].activation = activation;
  }

  /** Dropout of the last layer's outputs; of the inputs there is none. */
  drop(rate: number): void {
    const last = this.layers.at(-1);
    if (last !== undefined) last.dropout = 1 - (1 - last.dropout) * (1 - rate);
  }

  /** The network of these layers. */
  network(dtype: Dtype): Sequential {
    if (this.pending !== null || this.layers.length === 0) this.passOn("the end");
    const last = this.layers.length - 1;
    this.layers[last].dropout = 0;
    const layers = this.layers.map(
      ({ inputs, outputs, activation, hasBias, dropout }) =>
        new Layer(inputs, outputs, activation, { bias: hasBias, initializer: () => 0, dropout }),
    );
    const network = new Sequential(layers, { dtype, seed: 0 });
    let at = 0;
    for (const { weights, biases, hasBias } of this.layers) {
      network.parameters.set(weights, at);
      at += weights.length;
      if (hasBias) network.parameters.set(biases, at);
      at += hasBias ? biases.length : 0;
    }
    checkParameters(network, this.call, network.parameters, FormatError);
    return network;
  }

  /** Adds a layer that passes each input on, after what is pending. */
  private passOn(title: string): void {
    const { pending } = this;
    const wanted = "a Dense layer before it";
    const width = this.width ?? this.fail(title, "on an unknown number of columns", wanted);
    if (width === 0 || this.added + width ** 2 > mostAdded) this.fail(title, `on ${width} columns`, wanted);
    this.added += width ** 2;
    const weights = new Float64Array(width ** 2);
    for (let i = 0; i < width; i++) weights[i * width + i] = pending?.scale[i] ?? 1;
    const biases = pending?.shift.some((offset) => offset !== 0) ? pending.shift : null;
    this.pending = null;
    this.dense(width, width, weights, biases);
  }
}
