import { ADAM } from "../checks/codes.js";
import { checkNames, checkNumber } from "../checks/options.js";
import { pow } from "../numbers/elementary/index.js";
import type { Vector } from "../numbers/matrix.js";
import { checkRate, rateAt } from "../schedules/rate.js";
import type { Rate } from "../schedules/schedule.js";
import type { Optimizer } from "./optimizer.js";
import { type Rule, ruled, scalars } from "./rule.js";

/** Options of {@link adam} and {@link adamW}. */
export interface AdamOptions {
  /** η, from 0; 0.001 unless given. */
  learningRate?: Rate | undefined;
  /** β₁ in [0, 1), how long the mean of the gradient remembers; 0.9 unless given. */
  beta1?: number | undefined;
  /** β₂ in [0, 1), how long the mean of its square remembers; 0.999 unless given. */
  beta2?: number | undefined;
  /** ε from 0, added to the root; 1e−8 unless given. */
  epsilon?: number | undefined;
  /** λ from 0; 0 for adam and 0.01 for adamW unless given. */
  weightDecay?: number | undefined;
}

/** The number of updates made, and the running means m of g and v of g² of each parameter. */
export type AdamState = { step: number; m: Vector; v: Vector };

/** Where weight decay comes in: `gradient`, as λp in g; or `parameters`, as p (1 − ηλ) before the update. */
type Decay = "gradient" | "parameters";

/** Adam's update, with either kind of weight decay. */
export function adamRule(
  name: string,
  options: AdamOptions,
  decay: Decay,
  decayByDefault: number,
): Optimizer<AdamState> {
  checkNames(name, options, ["learningRate", "beta1", "beta2", "epsilon", "weightDecay"]);
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = decayByDefault } = options;
  checkRate(name, learningRate);
  checkNumber(name, "beta1", beta1, { min: 0, below: 1 });
  checkNumber(name, "beta2", beta2, { min: 0, below: 1 });
  checkNumber(name, "epsilon", epsilon, { min: 0 });
  checkNumber(name, "weightDecay", weightDecay, { min: 0 });
  const l2 = decay === "gradient" ? weightDecay : 0;
  const shrink = decay === "parameters" ? weightDecay : 0;
  const rule: Rule<AdamState> = {
    code: ADAM,
    constants: [l2, beta1, beta2],
    next: (state, progress, into, at) => {
      const rate = rateAt(name, learningRate, state.step, progress);
      state.step++;
      // √v/c + ε = (√v + εc)/c, which saves a division per parameter.
      const c = Math.sqrt(1 - pow(beta2, state.step));
      into[at] = (rate / (1 - pow(beta1, state.step))) * c;
      into[at + 1] = epsilon * c;
      into[at + 2] = 1 - rate * shrink;
    },
    memories: ({ m, v }) => [m, v],
  };
  return ruled<AdamState>(rule, {
    name,
    initialize: (parameterCount) => ({
      step: 0,
      m: new Float64Array(parameterCount),
      v: new Float64Array(parameterCount),
    }),
    step: (parameters, gradient, state, context) => {
      rule.next(state, context, scalars, 0);
      const [size, addend, keep] = scalars;
      const { m, v } = state;
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i] + l2 * parameters[i];
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        parameters[i] = parameters[i] * keep - (size * m[i]) / (Math.sqrt(v[i]) + addend);
      }
    },
    learningRate: (state, progress) => rateAt(name, learningRate, state.step, progress),
  });
}
