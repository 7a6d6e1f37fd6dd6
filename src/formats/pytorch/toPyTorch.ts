import type { Checkpoint, Loss, Optimizer, OptimizerState } from "../../core/index.js";
import { adam, OptionError, Pipeline, Sequential } from "../../core/index.js";
import {
  canonical,
  checkIsLoss,
  checkIsOptimizer,
  checkNames,
  checkParameters,
  checkpointParts,
  flawOf,
  isRecord,
  isVector,
  itself,
  need,
  plainFromJson,
  show,
} from "../../core/internal.js";
import { toSafetensors } from "../safetensors/network.js";
import { stateToSafetensors } from "../safetensors/state.js";
import { usualLoss } from "./losses.js";
import { modelFile } from "./modelFile.js";
import { trainFile } from "./trainFile.js";

/** Options of {@link toPyTorch}. */
export interface PyTorchOptions {
  /**
   * One of the library's losses. By default crossEntropy after softmax, binaryCrossEntropy after
   * sigmoid, else mse.
   */
  loss?: Loss | undefined;
  /**
   * sgd, adam, adamW, rmsProp or adaGrad, also within clipNorm and clipValue, with a learning rate
   * that is a number or a schedule of updates; `adam({ learningRate: 0.003 })` by default, as in
   * `fit`.
   */
  optimizer?: Optimizer | undefined;
  /**
   * The state of this optimizer to go on from: that of `partialFit`, or a checkpoint of a training
   * with the same parameters as the network.
   */
  state?: OptimizerState | Checkpoint | undefined;
}

/** The files that {@link toPyTorch} gives, by name. */
export type PyTorchFiles = Readonly<
  Record<"model.py" | "train.py", string> &
    Record<"weights.safetensors", Uint8Array> &
    Partial<Record<"optimizer.safetensors", Uint8Array>>
>;

/**
 * Writes a network as a PyTorch program that trains on: `model.py` with its modules, `train.py`
 * with the loss and the optimizer, `weights.safetensors` as {@link toSafetensors} writes it, and
 * with `state` `optimizer.safetensors` as {@link stateToSafetensors} writes it. Put them into one
 * folder; the program needs PyTorch 1.13 or newer and no other package.
 *
 * `train.py` runs in one process, or in several with DistributedDataParallel. They share each
 * batch, whose gradient is the mean over its samples however they are shared out. Without shuffling
 * and dropout, the losses and parameters are those of `fit` here but for rounding. softmax with
 * crossEntropy, and sigmoid with binaryCrossEntropy, are computed from logits. The program writes
 * its results in the same form, for {@link fromSafetensors} and {@link stateFromSafetensors}.
 *
 * ```ts
 * import { adam, Layer, mse, Sequential, tanh } from "deltarule";
 * import { fromSafetensors, toPyTorch } from "deltarule/formats";
 *
 * const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 7 });
 * const files = toPyTorch(net, { loss: mse, optimizer: adam() });
 * Object.keys(files); // ["model.py", "train.py", "weights.safetensors"]
 * const back = fromSafetensors(files["weights.safetensors"]);
 * back.predict([1, 2])[0] === net.predict([1, 2])[0]; // true
 * ```
 *
 * @throws OptionError for an activation, a loss, an optimizer or a schedule that is your own or
 * that PyTorch does not have, for a Pipeline, and for a state that is not the optimizer's;
 * DataError for a parameter that is not finite.
 */
export function toPyTorch(net: Sequential, options: PyTorchOptions = {}): PyTorchFiles {
  const network: unknown = itself(net);
  if (network instanceof Pipeline)
    throw new OptionError(`toPyTorch: the model is a Pipeline, wanted its network: pipeline.network, with scaled rows`);
  need(network instanceof Sequential, "toPyTorch", "the model", network, "a Sequential");
  checkParameters(network, "toPyTorch", network.parameters);
  checkNames("toPyTorch", options, ["loss", "optimizer", "state"]);
  const { layers } = network;
  const loss = itself(options.loss ?? usualLoss(layers[layers.length - 1].activation));
  const optimizer = itself(options.optimizer ?? adam({ learningRate: 0.003 }));
  const modules = modelFile(network);
  checkIsLoss(network, "toPyTorch", loss);
  checkIsOptimizer("toPyTorch", optimizer);
  const files = {
    "model.py": modules,
    "train.py": trainFile({ loss, optimizer, network }),
    "weights.safetensors": toSafetensors(network),
  };
  if (options.state === undefined) return files;
  if (options.optimizer === undefined)
    throw new OptionError(`toPyTorch: state is given without its optimizer, wanted { optimizer, state }`);
  return { ...files, "optimizer.safetensors": stateToSafetensors(readState(network, optimizer, options.state)) };
}

/** The state that was given, or that of the checkpoint that was given, checked. */
function readState(network: Sequential, optimizer: Optimizer, given: unknown): OptimizerState {
  const wanted = `the state of ${optimizer.name} for ${network.parameters.length} parameters, or a checkpoint`;
  need(isRecord(given), "toPyTorch", "state", given, wanted);
  const like = optimizer.initialize(network.parameters.length);
  const state = given.format === "deltarule/checkpoint" ? stateIn(given, network, optimizer, like) : given;
  const flaw = flawOf(state, like, "state") ?? flawOf(like, state, "a new state");
  if (flaw !== null || !isRecord(state)) throw new OptionError(`toPyTorch: ${flaw}: take ${wanted}`);
  const checked: OptimizerState = {};
  for (const [name, part] of Object.entries(state)) {
    const numbers = isVector(part) ? part : [Number(part)];
    const wrong = numbers.findIndex((value) => !Number.isFinite(value));
    need(wrong === -1, "toPyTorch", `state.${name}`, numbers[wrong], "finite numbers");
    checked[name] = isVector(part) ? part : numbers[0];
  }
  return checked;
}

/** The optimizer's state in a checkpoint, which must be of this network as it is. */
function stateIn(checkpoint: unknown, network: Sequential, optimizer: Optimizer, like: OptimizerState): unknown {
  const fail = (sentence: string): never => {
    throw new OptionError(`toPyTorch: state: ${sentence}`);
  };
  const { saved, name, state } = checkpointParts(checkpoint, fail);
  if (name !== optimizer.name)
    fail(`the checkpoint is of the optimizer ${show(name)}, the one given is ${show(optimizer.name)}`);
  const { layers, parameters } = network.toJSON();
  if (canonical(saved.layers) !== canonical(layers) || saved.parameters !== parameters)
    fail("the checkpoint has other parameters than the network; take Sequential.fromJSON(checkpoint.network)");
  return plainFromJson(state, like);
}
