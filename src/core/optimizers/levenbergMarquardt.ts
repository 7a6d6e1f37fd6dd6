import { OptionError } from "../checks/errors.js";
import { checkNames, checkNumber } from "../checks/options.js";
import type { Matrix, Vector } from "../numbers/matrix.js";
import { solve } from "./cholesky.js";
import type { Optimizer } from "./optimizer.js";

/** Options of {@link levenbergMarquardt}. */
export interface LevenbergMarquardtOptions {
  /** μ of the first step, above 0; 0.001 unless given. */
  damping?: number | undefined;
}

/** μ of the next step. */
export type LevenbergMarquardtState = { damping: number };

const lowest = 1e-20;
const highest = 1e10;
const most = 5000;

/**
 * Levenberg and Marquardt's method, of full batches, for `squaredError` and `mse`: with the residuals r and their Jacobian J,
 * `p ← p − (JᵀJ + μI)⁻¹ Jᵀr`. A step that lowers E is taken, and μ shrinks to as little as a third, the better the linear model
 * foretold it; one that does not is tried again with μ grown by 2, 4, 8, … up to 10¹⁰, where the parameters stay. For small networks: memory
 * grows with the square of the parameters.
 *
 * Source: Hagan and Menhaj 1994; Nielsen 1999 for μ (Madsen, Nielsen and Tingleff 2004, Algorithm 3.16).
 *
 * @throws OptionError for an option that is unknown or out of range, a loss that is no sum of squares, more than 5000 parameters, and
 * a step without a context.
 */
export function levenbergMarquardt(options: LevenbergMarquardtOptions = {}): Optimizer<LevenbergMarquardtState> {
  checkNames("levenbergMarquardt", options, ["damping"]);
  const { damping = 0.001 } = options;
  checkNumber("levenbergMarquardt", "damping", damping, { above: 0, max: highest });
  return Object.freeze<Optimizer<LevenbergMarquardtState>>({
    name: "levenbergMarquardt",
    fullBatch: true,
    initialize: (parameterCount) => {
      if (parameterCount > most) {
        throw new OptionError(`levenbergMarquardt: ${parameterCount} parameters are more than ${most}, take lbfgs`);
      }
      return { damping };
    },
    step: (parameters, _gradient, state, context) => {
      if (context === undefined)
        throw new OptionError("levenbergMarquardt: a step needs its context, for the Jacobian");
      const { residuals, jacobian } = context.jacobian();
      const { JtJ, Jtr } = normalEquations(jacobian, residuals);
      const before = context.evaluate(parameters);
      const start = parameters.slice();
      for (let growth = 2; state.damping <= highest; state.damping *= growth, growth *= 2) {
        const change = solve(JtJ, state.damping, Jtr);
        if (change === null) continue;
        for (let i = 0; i < start.length; i++) parameters[i] = start[i] - change[i];
        const gain = before - context.evaluate(parameters);
        if (!(gain > 0)) continue;
        const share = 2 * (gain / expected(change, state.damping, Jtr)) - 1;
        state.damping = Math.max(state.damping * Math.max(1 / 3, 1 - share * share * share), lowest);
        return;
      }
      parameters.set(start);
      state.damping = highest;
    },
  });
}

/** How much lower E would be after the change if the residuals were linear: `½ Δᵀ(μΔ + Jᵀr)`. */
function expected(change: Vector, damping: number, Jtr: Vector): number {
  let sum = 0;
  for (let i = 0; i < change.length; i++) sum += change[i] * (damping * change[i] + Jtr[i]);
  return sum / 2;
}

/** JᵀJ, of which only the lower half is filled, and Jᵀr. */
function normalEquations({ rows, columns, data }: Matrix, residuals: Vector): { JtJ: Matrix; Jtr: Vector } {
  const product = new Float64Array(columns * columns);
  const Jtr = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    const at = r * columns;
    for (let i = 0; i < columns; i++) {
      const value = data[at + i];
      if (value === 0) continue;
      Jtr[i] += value * residuals[r];
      for (let j = 0; j <= i; j++) product[i * columns + j] += value * data[at + j];
    }
  }
  return { JtJ: { rows: columns, columns, data: product }, Jtr };
}
