import type { Loss, Sample, Samples } from "../../core/index.js";
import {
  checkFunction,
  checkIsLoss,
  checkMethods,
  checkNumber,
  isSample,
  readInputs,
  readSampleWeights,
  readTargets,
} from "../../core/internal.js";
import { type CheckOptions, readOptions } from "../gradient/options.js";
import type { GradientReport } from "../gradient/report.js";
import { type Check, finish } from "./check.js";
import { checkDouble } from "./double.js";
import { withNudges } from "./resample.js";
import { checkSingle } from "./single.js";
import { type BackwardPass, type CheckedNetwork, copyOf } from "./target.js";

/** Options of {@link checkGradients}. */
export interface CheckGradientsOptions<Net extends CheckedNetwork = CheckedNetwork> extends CheckOptions {
  /** What each sample counts for in E = Σ wᵢ Lᵢ / n, from 0; all 1 unless given. */
  sampleWeights?: Sample | undefined;
  /** Another backward pass to check in place of the network's own: another library's, or one with a mistake put in. */
  backward?: BackwardPass<Net> | undefined;
  /** At most so many entries of each part are compared, drawn by the seed; all unless given. `directional` compares 1000 where it must. */
  maxEntries?: number | undefined;
}

/**
 * Compares every derivative of a network's backward pass with difference quotients of its forward pass: ∂E/∂W, ∂E/∂b, every δ = ∂E/∂z and ∂E/∂x. Since
 * δ is checked layer by layer, the report names the first layer that is wrong, and often why.
 *
 * The backward pass runs once on other inputs, then twice on these: results that depend on what was before are found. The parameters
 * are bit for bit as they were when it returns or throws. An activation that borrows its slope (`surrogate`) is checked against
 * the slope it borrows. A float32 network is compared with its float64 copy, and that with difference quotients.
 *
 * @throws OptionError, ShapeError or DataError for options or data that do not fit; whatever the network throws.
 */
export function checkGradients<Net extends CheckedNetwork>(
  net: Net,
  x: Sample | Samples,
  t: Sample | Samples,
  loss: Loss,
  options: CheckGradientsOptions<Net> = {},
): GradientReport {
  const call = "checkGradients";
  checkMethods(
    call,
    "network",
    { name: "", ...{ forward: net?.forward, backward: net?.backward } },
    ["forward", "backward"],
    "a Sequential",
  );
  const { sampleWeights, backward, maxEntries } = options;
  const single = net.dtype === "float32";
  const plan = readOptions(call, options, { tolerance: single ? 1e-3 : 1e-5 }, [
    "sampleWeights",
    "backward",
    "maxEntries",
  ]);
  if (backward !== undefined) checkFunction(call, "backward", backward, "a function that gives gradients");
  if (maxEntries !== undefined) checkNumber(call, "maxEntries", maxEntries, { integer: true, min: 1 });
  const network = copyOf(net);
  checkIsLoss(network, call, loss);
  const inputs = readInputs(network, call, x);
  const targets = readTargets(
    network,
    call,
    inputs.rows === 1 && isSample(t) ? [t] : (t as Samples),
    inputs.rows,
    loss,
  );
  const data = { x: inputs, t: targets, weights: readSampleWeights(call, sampleWeights, inputs.rows) };
  const check = { net, data, loss, plan, backward, maxEntries: maxEntries ?? Infinity };
  const closed = network.layers.findIndex(
    ({ activation }) => "differentiable" in activation && activation.differentiable === false,
  );
  if (closed !== -1) return notDifferentiable(check, closed);
  return withNudges(check, (nudged, notes) => (single ? checkSingle(nudged, notes) : checkDouble(nudged, notes)));
}

function notDifferentiable<Net extends CheckedNetwork>(check: Check<Net>, layer: number): GradientReport {
  const { name } = check.net.layers[layer].activation;
  const message = `layer ${layer}'s ${name} is not differentiable, so there is no gradient to check; surrogate(${name}, sigmoid) borrows a slope.`;
  const diagnosis = { pattern: "not differentiable", scope: "from a layer down", ratio: null, message } as const;
  return finish(check, [], { diagnosis, notes: [], broken: true });
}
