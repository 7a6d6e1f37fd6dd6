import { builtIn } from "../checks/builtIn.js";
import { OptionError } from "../checks/errors.js";
import { number, readOptions } from "../checks/options.js";
import type { Grid, Vector } from "../numbers/matrix.js";
import type { Optimizer } from "./optimizer.js";

/** Options of {@link levenbergMarquardt}. */
export interface LevenbergMarquardtOptions {
  /** μ of the first step, above 0; 0.001 by default. */
  damping?: number | undefined;
}

/** μ of the next step. */
export type LevenbergMarquardtState = { damping: number };

const leastDamping = 1e-20;
const mostDamping = 1e10;
const mostParameters = 5000;

/**
 * Levenberg and Marquardt's method, for full batches and for `squaredError` and `mse`: with the
 * residuals r and their Jacobian J, `p ← p − (JᵀJ + μI)⁻¹ Jᵀr`. A step that lowers E is taken, and
 * μ shrinks, down to a third of it when the linear model predicts E well. A step that does not
 * lower E is tried again with μ multiplied by 2, then 4, 8, …; beyond μ = 10¹⁰ the parameters stay.
 * For small networks: memory grows with the square of the number of parameters.
 *
 * Source: Hagan and Menhaj 1994; Nielsen 1999 for μ (Madsen, Nielsen and Tingleff 2004, Algorithm
 * 3.16).
 *
 * ```ts
 * import { Layer, levenbergMarquardt, mse, Sequential, tanh } from "deltarule";
 *
 * const net = new Sequential([new Layer(1, 4, tanh), new Layer(4, 1)], { seed: 1 });
 * const x = [[-1], [-0.5], [0], [0.5], [1]];
 * const t = [[1], [0.25], [0], [0.25], [1]];
 * const { epochs } = net.fit(x, t, { loss: mse, optimizer: levenbergMarquardt(), epochs: 20 });
 * epochs[epochs.length - 1].loss < 1e-4; // true
 * ```
 *
 * @throws OptionError for an option that is unknown or out of range, a loss that is not a sum of
 * squares, more than 5000 parameters, and a step without a context.
 */
export function levenbergMarquardt(options: LevenbergMarquardtOptions = {}): Optimizer<LevenbergMarquardtState> {
  const { damping } = readOptions("levenbergMarquardt", options, {
    damping: number(0.001, { above: 0, max: mostDamping }),
  });
  const optimizer: Optimizer<LevenbergMarquardtState> = {
    name: "levenbergMarquardt",
    fullBatch: true,
    initialize: (parameterCount) => {
      if (parameterCount > mostParameters) {
        throw new OptionError(
          `levenbergMarquardt: ${parameterCount} parameters are more than ${mostParameters}, take lbfgs`,
        );
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
      for (let growth = 2; state.damping <= mostDamping; state.damping *= growth, growth *= 2) {
        const change = solveDamped(JtJ, state.damping, Jtr);
        if (change === null) continue;
        for (let i = 0; i < start.length; i++) parameters[i] = start[i] - change[i];
        const decrease = before - context.evaluate(parameters);
        if (!(decrease > 0)) continue;
        const share = 2 * (decrease / predictedDecrease(change, state.damping, Jtr)) - 1;
        state.damping = Math.max(state.damping * Math.max(1 / 3, 1 - share * share * share), leastDamping);
        return;
      }
      parameters.set(start);
      state.damping = mostDamping;
    },
  };
  return builtIn(optimizer, () => ({ damping }));
}

/** The decrease of E by the change Δ if the residuals were linear: `½ Δᵀ(μΔ + Jᵀr)`. */
function predictedDecrease(change: Vector, damping: number, Jtr: Vector): number {
  let sum = 0;
  for (let i = 0; i < change.length; i++) sum += change[i] * (damping * change[i] + Jtr[i]);
  return sum / 2;
}

/** JᵀJ, of which only the lower half is filled in, and Jᵀr. */
function normalEquations({ rows, columns, data }: Grid, residuals: Vector): { JtJ: Grid; Jtr: Vector } {
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

/**
 * x of `(A + μI) x = b`, for a symmetric A of which only the lower half is read; `null` when
 * A + μI is not positive definite.
 *
 * Source: Golub and Van Loan 2013, Algorithm 4.2.1 (Cholesky's factorization, row by row).
 */
function solveDamped(A: Grid, damping: number, b: Vector): Vector | null {
  const size = A.rows;
  const L = Float64Array.from(A.data);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = L[i * size + j] + (i === j ? damping : 0);
      for (let k = 0; k < j; k++) sum -= L[i * size + k] * L[j * size + k];
      if (i === j && !(sum > 0)) return null;
      L[i * size + j] = i === j ? Math.sqrt(sum) : sum / L[j * size + j];
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] -= L[i * size + k] * x[k];
    x[i] /= L[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] -= L[k * size + i] * x[k];
    x[i] /= L[i * size + i];
  }
  return x;
}
