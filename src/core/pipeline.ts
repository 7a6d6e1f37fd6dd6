import type { Activation } from "./activations/activation.js";
import { display } from "./checks/display.js";
import { need } from "./checks/errors.js";
import type { Json } from "./checks/json.js";
import { itself } from "./checks/mark.js";
import { readOptions } from "./checks/options.js";
import { type RowsOf, readRowList } from "./data/rowList.js";
import type { Engine } from "./engine/engine.js";
import type { OfLength } from "./network/chain.js";
import type { Layer } from "./network/layer.js";
import type { Network } from "./network/network.js";
import { type Dtype, type Matrix, type MatrixLike, toRows, type Vector, type VectorOf } from "./numbers/matrix.js";
import type { Sample } from "./numbers/samples.js";
import { evaluateRaw } from "./pipeline/evaluateRaw.js";
import { pipelineJson, readPipeline } from "./pipeline/json.js";
import {
  checkFits,
  type FittedParts,
  inputsOption,
  isLabels,
  isMaker,
  needFitted,
  outputsOption,
  type PartsNow,
  type PipelineParts,
  readNetworkPart,
} from "./pipeline/parts.js";
import { prepareTraining, readGiven, throughOutputs } from "./pipeline/prepare.js";
import type { PipelineFitAsyncOptions, PipelineFitOptions, Predicted, PredictedRows } from "./pipeline/types.js";
import { networkIn, type Sequential } from "./sequential.js";
import type { Epoch } from "./training/checkpoint.js";
import { checkIdle, trainAsync, trainEpochs, trainToEnd } from "./training/drive.js";
import type { EvaluateOptions } from "./training/evaluate.js";
import type { Evaluation, History } from "./training/history.js";
import { type AsyncTrainOptions, type Plan, readPlan } from "./training/plan.js";

/**
 * A network with what its inputs and outputs go through, kept together: raw rows in, labels or raw
 * numbers out. Makers (`standardize`, `minMax`, `columns({ … })`, `labels`) are fitted by `fit`, on
 * the training rows alone: without the validation share, and in `crossValidate` without the test
 * rows. Once fitted, they stay as they are: a second `fit` goes on with them.
 *
 * ```ts
 * import {
 *   crossEntropy, labels, Layer, Pipeline, Sequential, softmax, standardize,
 * } from "deltarule";
 *
 * const network = new Sequential([new Layer(1, 3, softmax)], { seed: 1 });
 * const sizes = new Pipeline({ network, inputs: standardize, outputs: labels });
 * const names = ["L", "M", "S", "L", "M", "S"];
 * sizes.fit([[900], [30], [4], [850], [25], [5]], names, { loss: crossEntropy });
 * sizes.predict([[910], [3]]); // ["L", "S"]
 * ```
 *
 * `X` is the type of a row: a record where the inputs are columns. `T` is that of a target: a
 * label, known where the labels are: `labels(["cat", "dog"])`, or `labels<"cat" | "dog">` for a
 * maker.
 */
export class Pipeline<X = Sample, const T = Sample, D extends Dtype = Dtype> {
  /** The network inside: it takes scaled inputs and gives scaled outputs. */
  readonly network: Sequential<readonly Layer[], D>;
  #parts: PartsNow;

  /**
   * @throws OptionError when a part is not what it should be; ShapeError for labels or columns of
   * another number than the network's.
   */
  constructor(parts: PipelineParts<X, T, D>) {
    const { network, inputs, outputs } = readOptions("Pipeline", parts, {
      network: readNetworkPart<D>,
      inputs: inputsOption,
      outputs: outputsOption,
    });
    checkFits("Pipeline", { inputs, outputs }, network);
    this.network = network;
    this.#parts = { inputs, outputs };
    display(this, "Pipeline", (shown) => `${shown}\n${shown.network.summary()}`);
  }

  /** Whether nothing is left to fit: `fit` has been called, or there are no makers. */
  get fitted(): boolean {
    const { inputs, outputs } = Pipeline.#of(this).#parts;
    return !isMaker(inputs) && !isMaker(outputs);
  }

  /** What the inputs go through; `null` for nothing, and for a maker before `fit`. */
  get inputs(): FittedParts["inputs"] {
    const { inputs } = Pipeline.#of(this).#parts;
    return isMaker(inputs) ? null : inputs;
  }

  /** What the targets go through; `null` for nothing, and for a maker before `fit`. */
  get outputs(): FittedParts["outputs"] {
    const { outputs } = Pipeline.#of(this).#parts;
    return isMaker(outputs) ? null : outputs;
  }

  /**
   * Fits the makers, then trains as the network's `fit`, to the same bits as by hand. Losses and
   * metrics of the epochs are of scaled targets; `evaluate` is in raw units. When anything is
   * refused, the makers are not fitted and the network has not changed.
   *
   * A checkpoint of `onEpoch` holds the network. To resume, give the same rows to a new pipeline,
   * or read the pipeline's JSON: either way the parts are the same, and so are the bits.
   *
   * @throws as the network's `fit` and the makers; DataError for an unknown label.
   */
  fit<Name extends string = never>(x: RowsOf<X>, t: RowsOf<T>, options: PipelineFitOptions<X, T, Name>): History<Name>;
  fit(x: RowsOf<X>, t: RowsOf<T>, options: PipelineFitOptions<X, T>): History {
    const { network, plan } = Pipeline.#of(this).#plan("fit", x, t, options);
    return trainToEnd(network, plan);
  }

  /**
   * The same, one value per epoch; `break` stops it.
   *
   * @throws as `fit`.
   */
  train<Name extends string = never>(
    x: RowsOf<X>,
    t: RowsOf<T>,
    options: PipelineFitOptions<X, T, Name>,
  ): Generator<Epoch<Name>, History<Name>, void>;
  train(x: RowsOf<X>, t: RowsOf<T>, options: PipelineFitOptions<X, T>): Generator<Epoch, History, void> {
    const { network, plan } = Pipeline.#of(this).#plan("train", x, t, options);
    return trainEpochs(network, plan);
  }

  /**
   * Trains as `fit` does, to the same bits, and lets other tasks run in between.
   *
   * @throws as `fit`: the promise rejects.
   */
  fitAsync<Name extends string = never>(
    x: RowsOf<X>,
    t: RowsOf<T>,
    options: PipelineFitAsyncOptions<X, T, Name>,
  ): Promise<History<Name>>;
  async fitAsync(x: RowsOf<X>, t: RowsOf<T>, options: PipelineFitAsyncOptions<X, T>): Promise<History> {
    const { network, plan } = Pipeline.#of(this).#plan("fitAsync", x, t, options);
    return trainAsync(network, plan);
  }

  /** Checks everything, then keeps the fitted parts: from here on, the training may begin. */
  #plan(
    call: Plan["call"],
    x: RowsOf<unknown>,
    t: RowsOf<unknown>,
    options: PipelineFitAsyncOptions<X, T>,
  ): { network: Network; plan: Plan } {
    const network = networkIn(this.network);
    need(network !== undefined, call, "network", this.network, "a Sequential");
    checkIdle(network, call);
    const { validation } = Object(options);
    const ready = prepareTraining(call, network, this.#parts, x, t, validation);
    const given: AsyncTrainOptions =
      validation === undefined ? (options as AsyncTrainOptions) : { ...options, validation: ready.validation };
    const plan = readPlan(network, call, ready.x, ready.t, given);
    this.#parts = ready.fitted;
    return { network, plan };
  }

  /**
   * Labels where the outputs are labels, else numbers in the units of the targets: for rows or
   * records, for a Matrix, or for one sample or record.
   *
   * @throws DeltaruleError before `fit`, where there are makers; ShapeError for rows of the wrong
   * length; DataError for no rows, or a value that does not fit.
   */
  predict(x: MatrixLike): PredictedRows<T, D>;
  /** The labels, or the numbers in the units of the targets: one for each row. */
  predict(x: readonly X[]): Predicted<T, D>[];
  /** The label, or the numbers in the units of the targets, of one sample. */
  // The overload of Sequential: the compiler then resolves a call on `Sequential | Pipeline`.
  predict<One extends Sample | readonly []>(x: One & OfLength<One, number>): Predicted<T, D>;
  /** The label, or the numbers in the units of the targets, of one row or record. */
  predict(x: X): Predicted<T, D>;
  predict(x: unknown): unknown {
    const { form, output, fitted } = Pipeline.#of(this).#run("predict", x);
    const { outputs } = fitted;
    if (isLabels(outputs)) return form === "one" ? outputs.decode(output)[0] : outputs.decode(output);
    return inForm(form, outputs === null ? output : outputs.inverse(output));
  }

  /**
   * The network's own outputs, for rows, a Matrix or one sample: of labels in one column, the
   * probability of `classes[1]`.
   *
   * @throws as `predict`.
   */
  probabilities(x: MatrixLike): Matrix<VectorOf<D>>;
  /** The network's own outputs: one vector for each row. */
  probabilities(x: readonly X[]): VectorOf<D>[];
  /** The network's own outputs for one sample. */
  probabilities<One extends Sample | readonly []>(x: One & OfLength<One, number>): VectorOf<D>;
  /** The network's own outputs for one row or record. */
  probabilities(x: X): VectorOf<D>;
  probabilities(x: unknown): Matrix | Vector[] | Vector {
    const { form, output } = Pipeline.#of(this).#run("probabilities", x);
    return inForm(form, output);
  }

  #run(call: string, x: unknown): { form: "matrix" | "rows" | "one"; output: Matrix; fitted: FittedParts } {
    const fitted = needFitted(call, this.#parts);
    const given = readGiven(call, this.network, fitted, x);
    return { form: given.form, output: this.network.predict(given.x), fitted };
  }

  /**
   * E and metrics of the predictions: of scaled targets in their own units, of labels on the
   * columns of 0 and 1.
   *
   * @throws DeltaruleError before `fit`, where there are makers; OptionError, ShapeError or
   * DataError for arguments that do not fit.
   */
  evaluate<Name extends string = never>(x: RowsOf<X>, t: RowsOf<T>, options: EvaluateOptions<Name>): Evaluation<Name>;
  evaluate(x: RowsOf<X>, t: RowsOf<T>, options: EvaluateOptions): Evaluation {
    const call = "evaluate";
    const self = Pipeline.#of(this);
    const fitted = needFitted(call, self.#parts);
    const inputs = readGiven(call, self.network, fitted, x).x;
    const targets = readRowList(call, "targets", t);
    const { outputs } = fitted;
    const isScaled = outputs !== null && !isLabels(outputs);
    const raw = throughOutputs(call, self.network, isScaled ? { ...fitted, outputs: null } : fitted, targets);
    return isScaled
      ? evaluateRaw(self.network, outputs, inputs, raw, options)
      : self.network.evaluate(inputs, raw, options);
  }

  /** A line: `Pipeline standardize → Sequential 2 → 4 → 1, 17 parameters, float64 → minMax`. */
  toString(): string {
    const { network } = this;
    const { inputs, outputs } = Pipeline.#of(this).#parts;
    return `Pipeline ${inputs ? `${partTitle(inputs)} → ` : ""}${network}${outputs ? ` → ${partTitle(outputs)}` : ""}`;
  }

  /**
   * Network and fitted parts as JSON. What is read back predicts the same bits and labels.
   *
   * @throws DeltaruleError before `fit`, where there are makers.
   */
  toJSON(): Json {
    const self = Pipeline.#of(this);
    return pipelineJson(self.network, needFitted("toJSON", self.#parts));
  }

  /**
   * The pipeline of a `toJSON()` with the library's own parts. `activations` are the activations of
   * your own that it uses. The compiler cannot read the file: say `X` and `T` where they are not
   * rows of numbers, `Pipeline.fromJSON<Row, "cat" | "dog">(json)`.
   *
   * @throws FormatError that names the field and its value.
   */
  static fromJSON<X = Sample, T = Sample>(
    json: unknown,
    options: { activations?: readonly Activation[]; engine?: Engine } = {},
  ): Pipeline<X, T> {
    const { network, fitted } = readPipeline(json, options);
    const pipeline = new Pipeline<X, T>({ network });
    pipeline.#parts = fitted;
    return pipeline;
  }

  /** The pipeline itself, also where the methods are called on a Proxy of it. */
  static #of<X, T, D extends Dtype>(given: Pipeline<X, T, D>): Pipeline<X, T, D> {
    if (#parts in given) return given;
    const found = itself(given);
    need(#parts in found, "Pipeline", "this", given, "a pipeline");
    return found;
  }
}

function inForm(form: "matrix" | "rows" | "one", output: Matrix): Matrix | Vector[] | Vector {
  return form === "matrix" ? output : form === "one" ? output.data : toRows(output);
}

function partTitle(part: NonNullable<PartsNow["inputs" | "outputs"]>): string {
  return isMaker(part) ? `${part.name || "a maker"}, not fitted` : part.name;
}
