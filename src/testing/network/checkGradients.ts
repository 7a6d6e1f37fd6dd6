import type { Loss, Regularization, Sample, Samples } from "../../core/index.js";
import {
  checkFunction,
  checkMethods,
  checkNumber,
  givenRegularization,
  itself,
  readBatch,
} from "../../core/internal.js";
import { makeNudge, mostNudges } from "../gradient/moves.js";
import { type CheckOptions, readCheckPlan } from "../gradient/options.js";
import type { GradientReport } from "../gradient/report.js";
import { withData } from "../matrices.js";
import { hasSlope } from "../pieces/library.js";
import { checkDouble, checkSingle, networkReport } from "./check.js";
import { keepParameters } from "./passes.js";
import { type BackwardPass, type CheckedNetwork, float64Copy, type NetworkCheck, ownBackward } from "./target.js";

/** Options of {@link checkGradients}. */
export interface CheckGradientsOptions<Net extends CheckedNetwork = CheckedNetwork> extends CheckOptions {
  /** The weight wᵢ of each sample in E = Σ wᵢ Lᵢ / n, from 0; all 1 unless given. */
  sampleWeights?: Sample | undefined;
  /** Adds `l1 Σ|w| + l2/2 Σw²` over the weights, not the biases, to E, which is then checked. */
  regularization?: Regularization | undefined;
  /** Another backward pass to check in place of the network's own. */
  backward?: BackwardPass<Net> | undefined;
  /**
   * At most this many entries of each part are compared, drawn by the seed; all unless given, and
   * at most 1000 where `directional` compares entries.
   */
  maxEntries?: number | undefined;
}

/**
 * Compares all derivatives of a network's backward pass with difference quotients of its forward
 * pass: ∂E/∂W, ∂E/∂b, every δ = ∂E/∂z and ∂E/∂x. Since δ is checked layer by layer, the report
 * names the first wrong layer, and often the cause.
 *
 * The backward pass runs once on other inputs and then twice on these, which reveals results that
 * depend on earlier calls. The parameters are bit for bit the same after the call, also when it
 * throws. A `surrogate` is checked against the derivative that it uses. A float32 network is
 * compared with its float64 copy, and the copy with difference quotients.
 *
 * ```ts
 * import { Layer, mse, Sequential, tanh } from "deltarule";
 * import { checkGradients } from "deltarule/testing";
 *
 * const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 1 });
 * checkGradients(net, [[1, 2], [-1, 0]], [[0], [1]], mse).ok; // true
 * ```
 *
 * @throws OptionError, ShapeError or DataError for options or data that do not fit; whatever the
 * network throws.
 */
export function checkGradients<Net extends CheckedNetwork>(
  network: Net,
  x: Sample | Samples,
  t: Sample | Samples,
  given: Loss,
  options: CheckGradientsOptions<Net> = {},
): GradientReport {
  const call = "checkGradients";
  const [net, loss] = [itself(network), itself(given)];
  const passes = { name: "", forward: net?.forward, backward: net?.backward };
  checkMethods(call, "network", passes, ["forward", "backward"], "a Sequential");
  const { sampleWeights, backward, maxEntries } = options;
  const single = net.dtype === "float32";
  const own = ["sampleWeights", "regularization", "backward", "maxEntries"];
  const plan = readCheckPlan(call, options, { tolerance: single ? 1e-3 : 1e-5 }, own);
  if (backward !== undefined) checkFunction(call, "backward", backward, "a function that gives gradients");
  if (maxEntries !== undefined) checkNumber(call, "maxEntries", maxEntries, { integer: true, min: 1 });
  const data = readBatch(float64Copy(net), call, x, t, loss, sampleWeights);
  const check: NetworkCheck = {
    net,
    backward:
      backward === undefined ? ownBackward(net, loss) : (_forward, x, t, options) => backward(net, x, t, loss, options),
    data,
    loss,
    penalty: givenRegularization(call, "regularization", options.regularization),
    plan,
    maxEntries: maxEntries ?? Infinity,
  };
  const closed = net.layers.findIndex(({ activation }) => !hasSlope(activation));
  if (closed !== -1) return notDifferentiable(check, closed);
  return resampleKinks(check, single ? checkSingle : checkDouble);
}

function notDifferentiable(check: NetworkCheck, layer: number): GradientReport {
  const { name } = check.net.layers[layer].activation;
  const message = `layer ${layer}'s ${name} is not differentiable, so there is no gradient to check; surrogate(${name}, sigmoid) uses sigmoid's derivative.`;
  const diagnosis = { pattern: "not differentiable", scope: "from a layer down", ratio: null, message } as const;
  return networkReport(check, [], { diagnosis, notes: [], broken: true });
}

/**
 * Runs a check. With `kinks: "resample"`, runs it again with parameters and inputs moved a little
 * at random while entries are on a kink, and then restores the parameters bit for bit.
 */
function resampleKinks(
  check: NetworkCheck,
  run: (check: NetworkCheck, notes: readonly string[]) => GradientReport,
): GradientReport {
  const { net, data, plan } = check;
  let report = run(check, []);
  if (plan.kinks !== "resample" || report.totals.kink === 0) return report;
  const before = report.totals.kink;
  const restore = keepParameters(net);
  const nudge = makeNudge(plan.seed);
  try {
    for (let round = 1; round <= mostNudges && report.totals.kink > 0; round++) {
      restore();
      for (const { weights, biases } of net.layers) {
        weights.data.set(weights.data.map(nudge));
        biases?.set(biases.map(nudge));
      }
      const x = withData(data.x, data.x.data.map(nudge));
      const note = `${before} entries were on a kink: parameters and inputs were moved at random by up to 1 %, ${round === 1 ? "once" : `${round} times`}.`;
      report = run({ ...check, data: { ...data, x } }, [note]);
    }
    return report;
  } finally {
    restore();
  }
}
