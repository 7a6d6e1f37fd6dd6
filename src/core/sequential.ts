import type { Activation } from "./activations/activation.js";
import { display, refuseClones } from "./checks/display.js";
import { need } from "./checks/errors.js";
import { itself, keptFor } from "./checks/mark.js";
import { asGiven, readOptions } from "./checks/options.js";
import type { Engine } from "./engine/engine.js";
import type { Loss } from "./losses/loss.js";
import type { Chain, DtypeWith, Inputs, LayersOf, OfLength, Outputs } from "./network/chain.js";
import type { Backward, BackwardOptions, Forward } from "./network/inspect.js";
import { inspectBackward, inspectForward } from "./network/inspect.js";
import { copyLayer, type Layer } from "./network/layer.js";
import {
  checkParameters,
  createNetwork,
  givenMachine,
  joinLayers,
  Network,
  type NetworkOptions,
} from "./network/network.js";
import { predictGiven } from "./network/predict.js";
import { summaryLine, summaryTable } from "./network/summary.js";
import type { Dtype, Matrix, MatrixLike, Vector, VectorOf } from "./numbers/matrix.js";
import type { Sample, Samples } from "./numbers/samples.js";
import type { OptimizerState } from "./optimizers/optimizer.js";
import { givenActivations } from "./saving/layers.js";
import { type NetworkJson, networkToJson, readNetwork } from "./saving/networks.js";
import type { Epoch } from "./training/checkpoint.js";
import { checkIdle, trainAsync, trainEpochs, trainToEnd } from "./training/drive.js";
import { type EvaluateOptions, evaluateNetwork } from "./training/evaluate.js";
import type { Evaluation, History } from "./training/history.js";
import { fitBatch, type PartialFitOptions } from "./training/partialFit.js";
import { type AsyncTrainOptions, readPlan, type TrainOptions } from "./training/plan.js";

const readingOptions = { activations: givenActivations, engine: /* @__PURE__ */ asGiven<Engine | undefined>() };

/** What a Sequential works with, for a call that acts between its checks and its training. */
export function networkIn(net: Sequential): Network | undefined {
  const kept = keptFor(net);
  return kept instanceof Network ? kept : undefined;
}

/**
 * A multilayer perceptron: layers one after the other. The activations of the last one are the
 * output.
 *
 * The compiler knows the vectors of a network by its dtype, `Float64Array` or `Float32Array`, and
 * checks the sizes that it knows: layers that do not fit, and a literal sample of the
 * wrong length, do not compile. Sizes known only at run time give a ShapeError with the same
 * sentence.
 *
 * ```ts
 * import { binaryCrossEntropy, Layer, Sequential, sigmoid, tanh } from "deltarule";
 *
 * const net = new Sequential([new Layer(2, 4, tanh), new Layer(4, 1, sigmoid)], { seed: 7 });
 * net.fit([[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]], { loss: binaryCrossEntropy });
 * net.predict([0, 1])[0] > 0.9; // true
 * ```
 */
export class Sequential<L extends readonly Layer[] = readonly Layer[], D extends Dtype = DtypeWith<L>> {
  readonly #network: Network;

  /**
   * Draws the initial weights of every layer from the seed. A layer belongs to one network.
   *
   * @throws ShapeError when a layer does not take the number of outputs of the layer before;
   * OptionError for bad options, no layers, or a layer that is part of a network already. Nothing
   * has changed then.
   */
  constructor(layers: Chain<L>, options: NetworkOptions<D> = {}) {
    const given: unknown = layers;
    // `#restore` gives a network: its layers and parameters are checked.
    const network = given instanceof Network ? given : createNetwork(layers as unknown as L, options);
    this.#network = network;
    display(this, "Sequential", (shown) => shown.summary(), network);
    refuseClones(this);
  }

  /** The layers, from the inputs to the outputs. */
  get layers(): LayersOf<L, D> {
    return Sequential.#of(this).layers as LayersOf<L, D>;
  }

  /** The number of inputs: the length of a sample. */
  get inputs(): Inputs<L> {
    return Sequential.#of(this).inputs as Inputs<L>;
  }

  /** The number of outputs for a sample. */
  get outputs(): Outputs<L> {
    return Sequential.#of(this).outputs as Outputs<L>;
  }

  /** The type of all numbers: `"float64"` or `"float32"`. */
  get dtype(): D {
    return Sequential.#of(this).dtype as D;
  }

  /** The seed, given or drawn: the same seed, data and options repeat a training. */
  get seed(): number {
    return Sequential.#of(this).seed;
  }

  /** What computes: `net.engine.name` is `"simd"` or `"reference"`. */
  get engine(): Engine {
    return Sequential.#of(this).engine;
  }

  /** Every weight and bias, live, in one vector: W row by row, then b, layer by layer. */
  get parameters(): VectorOf<D> {
    return Sequential.#of(this).share() as VectorOf<D>;
  }

  /**
   * The outputs for a Matrix, for rows, or for one sample, in the network's dtype. A sample's
   * output is the same, bit for bit, alone and in any batch.
   *
   * @throws ShapeError for rows of the wrong length; DataError for no rows, or a value or parameter
   * that is not a finite number.
   */
  predict(x: MatrixLike): Matrix<VectorOf<D>>;
  /** The outputs for rows: one vector for each. */
  predict(x: readonly Sample[]): VectorOf<D>[];
  /** The outputs for one sample. */
  predict<X extends Sample | readonly []>(x: X & OfLength<X, Inputs<L>>): VectorOf<D>;
  predict(x: Sample | Samples): Matrix | Vector[] | Vector {
    return predictGiven(Sequential.#of(this), x);
  }

  /**
   * A forward pass with every z and a: samples × the layer's outputs. A single sample becomes one
   * row.
   *
   * @throws ShapeError for rows of the wrong length; DataError for no rows or a value that is not a
   * finite number.
   */
  forward(x: Samples): Forward<VectorOf<D>>;
  /** A forward pass of one sample, which becomes one row: every z and a. */
  forward<X extends Sample | readonly []>(x: X & OfLength<X, Inputs<L>>): Forward<VectorOf<D>>;
  forward(x: Sample | Samples): Forward {
    return inspectForward(Sequential.#of(this), x);
  }

  /**
   * A backward pass from the result of `forward`: δ = ∂E/∂z and the gradient of every layer, with
   * the network's present weights, for E = Σ wᵢ Lᵢ / n over the n samples.
   *
   * @throws NotDifferentiableError when an activation is not differentiable; ShapeError, DataError
   * or OptionError for arguments that do not fit.
   */
  backward(
    forward: Forward,
    target: Sample | Samples,
    loss: Loss,
    options: BackwardOptions = {},
  ): Backward<VectorOf<D>> {
    return inspectBackward(Sequential.#of(this), forward, target, loss, options) as Backward<VectorOf<D>>;
  }

  /**
   * Trains, one value per epoch; `break` stops it. Everything is checked before the first epoch.
   * Edits of the parameters between two epochs count.
   *
   * @throws DivergenceError when a number stops being finite; the network keeps the parameters of
   * the last good epoch. OptionError, ShapeError, DataError, NotDifferentiableError or FormatError
   * for arguments that do not fit, at the call.
   */
  train<Name extends string = never>(
    x: Samples,
    t: Samples,
    options: TrainOptions<Name>,
  ): Generator<Epoch<Name>, History<Name>, void>;
  train(x: Samples, t: Samples, options: TrainOptions): Generator<Epoch, History, void> {
    const network = Sequential.#of(this);
    checkIdle(network, "train");
    return trainEpochs(network, readPlan(network, "train", x, t, options));
  }

  /**
   * Trains to the end. The same network, seed, data and options give the same bits. A second `fit`
   * goes on: with a new order of the samples, and with the same optimizer object its memory and
   * schedule too, so that n calls of one epoch are one call of n epochs.
   *
   * @throws as `train`.
   */
  fit<Name extends string = never>(x: Samples, t: Samples, options: TrainOptions<Name>): History<Name>;
  fit(x: Samples, t: Samples, options: TrainOptions): History {
    const network = Sequential.#of(this);
    checkIdle(network, "fit");
    return trainToEnd(network, readPlan(network, "fit", x, t, options));
  }

  /**
   * Trains to the end as `fit` does, to the same bits, and lets other tasks run every few
   * milliseconds (not within a step of lbfgs or levenbergMarquardt). Until it ends, the network can
   * predict but not start another training. An abort resolves.
   *
   * @throws as `train`: the promise rejects.
   */
  fitAsync<Name extends string = never>(
    x: Samples,
    t: Samples,
    options: AsyncTrainOptions<Name>,
  ): Promise<History<Name>>;
  async fitAsync(x: Samples, t: Samples, options: AsyncTrainOptions): Promise<History> {
    const network = Sequential.#of(this);
    checkIdle(network, "fitAsync");
    return trainAsync(network, readPlan(network, "fitAsync", x, t, options));
  }

  /**
   * One update by these samples as one batch, for data that arrive over time. The network remembers
   * the optimizer's state, unless one is given. Returns E before the update.
   *
   * @throws as `train`, and OptionError for a schedule that looks at epochs or losses; then neither
   * the parameters nor the state have changed.
   */
  partialFit<State extends OptimizerState>(x: Samples, t: Samples, options: PartialFitOptions<State>): number {
    const network = Sequential.#of(this);
    checkIdle(network, "partialFit");
    return fitBatch(network, x, t, options);
  }

  /**
   * E on some data, and metrics of the outputs.
   *
   * @throws OptionError, ShapeError or DataError for arguments that do not fit.
   */
  evaluate<Name extends string = never>(x: Samples, t: Samples, options: EvaluateOptions<Name>): Evaluation<Name>;
  evaluate(x: Samples, t: Samples, options: EvaluateOptions): Evaluation {
    return evaluateNetwork(Sequential.#of(this), x, t, options);
  }

  /** A line: `Sequential 2 → 4 → 1, 17 parameters, float64`. */
  toString(): string {
    return summaryLine(Sequential.#of(this));
  }

  /** A table of the layers, their sizes and parameters. `console.log(net)` prints it. */
  summary(): string {
    return summaryTable(Sequential.#of(this));
  }

  /** A copy of the network that shares nothing with it, and remembers none of its trainings. */
  clone(): this {
    const network = Sequential.#of(this);
    const { layers, dtype, seed, engine } = network;
    return Sequential.#restore(
      layers.map((layer) => copyLayer(layer)),
      dtype,
      seed,
      engine,
      network.read().slice(),
    ) as this;
  }

  /**
   * The network as JSON; `JSON.stringify(net)` calls it. The network read back predicts the same
   * bits. What it remembers of its trainings is in a checkpoint, not here.
   *
   * @throws DataError for a parameter that is not finite.
   */
  toJSON(): NetworkJson {
    const network = Sequential.#of(this);
    checkParameters(network, "toJSON", network.read());
    return networkToJson(network, network.read());
  }

  /**
   * The network of a `toJSON()`. Pass your own activations in `activations`; they are recognised by
   * name and options.
   *
   * @throws FormatError that names the field and its value.
   */
  static fromJSON(json: unknown, options: { activations?: readonly Activation[]; engine?: Engine } = {}): Sequential {
    const { activations, engine } = readOptions("fromJSON", options, readingOptions);
    const { layers, dtype, seed, parameters } = readNetwork(json, activations);
    const machine = givenMachine("Sequential", "engine", engine);
    return Sequential.#restore(layers, dtype, seed, machine, parameters);
  }

  static #restore(...parts: ConstructorParameters<typeof Network>): Sequential {
    return new Sequential(joinLayers(new Network(...parts)) as never);
  }

  /** What the methods work with, also where they are called on a Proxy of the network. */
  static #of(net: object): Network {
    if (#network in net) return net.#network;
    const found = itself(net);
    need(#network in found, "Sequential", "this", net, "a network");
    return found.#network;
  }
}
