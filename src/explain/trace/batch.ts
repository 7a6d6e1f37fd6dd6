import type { Forward, Loss, Matrix, Sequential, Vector } from "../../core/index.js";
import { isSmoothed, linkFor, pick, smoothTarget } from "../../core/internal.js";
import { traceLossFunction } from "./functions.js";
import { combined } from "./means.js";
import { gradientsAtOutputs, type SamplePass } from "./neuron.js";
import { type GivenBatch, tracePass } from "./pass.js";
import { largestPlaces, restOf } from "./places.js";
import type { BatchTrace, LossTrace, SampleTrace } from "./trace.js";

/** The samples of a batch, each by its own loss, without its weight and without a penalty. */
export function traceBatch(parts: Omit<SamplePass, "gradients">, forward: Forward, given: GivenBatch): BatchTrace {
  const { net, limit } = parts;
  const { x, t, weights, loss } = given;
  const alone = Array.from({ length: x.rows }, (_, r) => rowOf(forward, r));
  const backwards = alone.map((pass, r) => net.backward(pass, pick(t, [r]), loss));
  const weighted = (r: number): number => weights[r] * backwards[r].loss;
  const chosen = largestPlaces(x.rows, limit.samples, weighted);
  const samples = chosen.map((r): SampleTrace => {
    const [forward, backward, target] = [alone[r], backwards[r], targetOf(t, r)];
    const gradients = gradientsAtOutputs(net, forward, backward, target, loss);
    const pass: SamplePass = { ...parts, forward, backward, gradients, update: null, checker: null };
    return { index: r, weight: weights[r], ...tracePass(pass, target, loss, null) };
  });
  return { size: x.rows, samples, rest: restOf(x.rows, chosen, weighted) };
}

/** Row r of a forward pass, as a pass of its own. */
function rowOf({ input, layers }: Forward, r: number): Forward {
  const rows = layers.map(({ z, a }) => ({ z: pick(z, [r]), a: pick(a, [r]) }));
  return { input: pick(input, [r]), layers: rows, output: rows[rows.length - 1].a };
}

function targetOf(t: Matrix, r: number): Vector {
  return pick(t, [r]).data;
}

/** The loss of a batch: E, with the means of z, a and t. */
export function meanLoss(
  net: Sequential,
  whole: Loss,
  { layers }: Forward,
  t: Matrix,
  chosen: readonly number[],
  E: number,
): LossTrace {
  const { z, a } = layers[layers.length - 1];
  const share = isSmoothed(whole) ? (whole.options?.share ?? 0) : null;
  const loss = isSmoothed(whole) ? whole.loss : whole;
  const given = combined(t, 1 / t.rows).data;
  const target = share === null ? given : Float64Array.from(given, (one) => smoothTarget(one, share, given.length));
  return {
    function: traceLossFunction(loss),
    linked: linkFor(loss, net.layers[net.layers.length - 1].activation) !== undefined,
    terms: chosen.map((k) => ({ index: k, z: z.data[k], a: a.data[k], target: target[k], value: null })),
    rest: restOf(net.outputs, chosen, () => 0),
    outputs: net.outputs,
    smoothed: share,
    total: Array.from(target).reduce((sum, one) => sum + one, 0),
    value: E,
  };
}
