import { describable, tellable } from "../checks/describe.js";
import { need, OptionError } from "../checks/errors.js";
import { itself, mark } from "../checks/mark.js";
import { checkMethods, checkNumber } from "../checks/options.js";
import { allFinite, isVector, type Vector } from "../numbers/matrix.js";
import type { Progress } from "../schedules/schedule.js";
import type { Optimizer, OptimizerState } from "./optimizer.js";

/** The number of updates made, the average of each parameter, and the optimizer's own state. */
export type AveragedState<State extends OptimizerState = OptimizerState> = {
  step: number;
  average: Vector;
  optimizer: State;
};

/** An optimizer that keeps a moving average of the parameters, by `averaged`. */
export interface AveragedOptimizer<State extends OptimizerState = OptimizerState>
  extends Optimizer<AveragedState<State>> {
  /**
   * Writes the average into the parameters of a network that this optimizer trains. The function
   * that it returns puts the weights back.
   *
   * @throws OptionError when this optimizer has not updated these parameters yet.
   */
  apply(network: { readonly parameters: Vector }): () => void;
}

/**
 * The optimizer, and beside it a moving average of the parameters p, which often predict better
 * than the last ones: `p̄ ← d p̄ + (1 − d) p` after each update with the decay d, from p̄ = p after
 * the first. Training goes on with p; `apply` brings the average into the network,
 * to predict, evaluate, save or clone it:
 *
 * ```ts
 * import { adam, averaged, Layer, mse, Sequential, tanh } from "deltarule";
 *
 * const [x, t] = [[[0], [1], [2]], [[1], [3], [5]]];
 * const net = new Sequential([new Layer(1, 4, tanh), new Layer(4, 1)]);
 * const optimizer = averaged(adam(), 0.99);
 * net.fit(x, t, { loss: mse, optimizer, epochs: 20 });
 * const putBack = optimizer.apply(net);
 * const steady = net.clone();
 * putBack();
 * ```
 *
 * The average is in the state, and so in checkpoints. Put `clipNorm` and `clipValue` inside:
 * `averaged(clipNorm(adam(), 1), 0.99)`. This is the average of PyTorch's AveragedModel with
 * `get_ema_avg_fn(decay)`, and of Keras' `use_ema`, which brings it in at the end of a training by
 * itself.
 *
 * Source: Polyak and Juditsky 1992.
 *
 * @throws OptionError for a value that is not an optimizer, or a decay that is not from 0 and below
 * 1.
 */
export function averaged<State extends OptimizerState>(
  optimizer: Optimizer<State>,
  decay: number,
): AveragedOptimizer<State> {
  const call = "averaged";
  checkMethods(call, "optimizer", optimizer, ["initialize", "step"], "an optimizer such as adam()");
  checkNumber(call, "decay", decay, { min: 0, below: 1 });
  const { fullBatch, learningRate } = optimizer;
  const name = `${call}(${optimizer.name})`;
  /** The state of each vector of parameters after its last update. */
  const states = new WeakMap<Vector, AveragedState<State>>();
  const piece: AveragedOptimizer<State> = {
    name,
    initialize: (parameterCount) => ({
      step: 0,
      average: new Float64Array(parameterCount),
      optimizer: optimizer.initialize(parameterCount),
    }),
    step: (parameters, gradient, state, context) => {
      optimizer.step(parameters, gradient, state.optimizer, context);
      const { average } = state;
      const kept = state.step === 0 ? 0 : decay;
      state.step++;
      for (let i = 0; i < parameters.length; i++) average[i] = kept * average[i] + (1 - kept) * parameters[i];
      // An update that is not finite is undone, with a state that may be a copy.
      if (allFinite(parameters)) states.set(parameters, state);
    },
    apply: (network) => {
      const parameters = itself(network)?.parameters;
      need(isVector(parameters), `${name}.apply`, "network", network, "a network");
      const state = states.get(parameters);
      if (state === undefined || state.step === 0)
        throw new OptionError(`${name}.apply: it has not updated this network yet`);
      const weights = parameters.slice();
      parameters.set(state.average);
      return () => parameters.set(weights);
    },
    ...(fullBatch && { fullBatch }),
    ...(learningRate && {
      learningRate: (state: AveragedState<State>, progress?: Progress) =>
        learningRate.call(optimizer, state.optimizer, progress),
    }),
  };
  return Object.freeze(describable(mark(piece), call, () => tellable(call, { optimizer, decay })));
}
