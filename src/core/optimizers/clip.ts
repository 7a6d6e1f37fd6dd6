import { OptionError } from "../checks/errors.js";
import { checkMethods, checkNumber } from "../checks/options.js";
import { type Vector, vector } from "../numbers/matrix.js";
import type { Progress } from "../schedules/schedule.js";
import type { Optimizer, OptimizerState } from "./optimizer.js";

/** An optimizer that is given `clip(gradient)` in place of the gradient. `clip` fills a vector that it is handed. */
export function clipped<State extends OptimizerState>(
  name: string,
  optimizer: Optimizer<State>,
  max: number,
  clip: (gradient: Vector, into: Vector) => void,
): Optimizer<State> {
  checkMethods(name, "optimizer", optimizer, ["initialize", "step"], "an optimizer such as sgd()");
  checkNumber(name, "max", max, { above: 0 });
  if (optimizer.fullBatch) throw new OptionError(`${name}: ${optimizer.name} chooses the length of its steps itself`);
  let room: Vector = new Float64Array(0);
  const { learningRate } = optimizer;
  return Object.freeze<Optimizer<State>>({
    name: `${name}(${optimizer.name})`,
    initialize: (parameterCount) => optimizer.initialize(parameterCount),
    step: (parameters, gradient, state, context) => {
      const dtype = gradient instanceof Float32Array ? "float32" : "float64";
      if (room.length !== gradient.length || room.constructor !== gradient.constructor)
        room = vector(gradient.length, dtype);
      clip(gradient, room);
      optimizer.step(parameters, room, state, context);
    },
    ...(learningRate && {
      learningRate: (state: State, progress?: Progress) => learningRate.call(optimizer, state, progress),
    }),
  });
}
