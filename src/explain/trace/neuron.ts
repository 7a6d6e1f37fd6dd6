import type { Backward, Forward, Loss, Sequential, Vector } from "../../core/index.js";
import { dtypeOf, isRowwise, linkFor, plain } from "../../core/internal.js";
import type { DerivativeCheck, TrialUpdate } from "./experiments.js";
import { lenderOf } from "./functions.js";
import type { ParameterTrace } from "./parameterTrace.js";
import { largestPlaces, restOf, type ShownPlaces, type TraceLimit } from "./places.js";
import type { JacobianTerm, NeuronTrace } from "./trace.js";

/**
 * The passes of one sample, or the means of a batch in one row, with everything else that a trace
 * of its neurons needs.
 */
export interface SamplePass {
  readonly net: Sequential;
  readonly forward: Forward;
  readonly backward: Backward;
  /**
   * ∂E/∂a of each layer; `null` for the last one where the loss gives δ directly, and in the means
   * of a batch.
   */
  readonly gradients: readonly (Vector | null)[];
  readonly places: ShownPlaces;
  readonly update: TrialUpdate | null;
  readonly checker: DerivativeCheck | null;
  readonly limit: TraceLimit;
}

/** The trace of neuron j in layer l. */
export function traceNeuron(pass: SamplePass, l: number, j: number): NeuronTrace {
  const { net, forward, backward } = pass;
  const { inputs, weights, biases, activation } = net.layers[l];
  const before = l === 0 ? forward.input.data : forward.layers[l - 1].a.data;
  const product = (i: number): number => roundedProduct(before[i], weights.data[j * inputs + i], before);
  const chosen = pass.places.terms(l, j);
  const start = net.layers.slice(0, l).reduce((sum, layer) => sum + layerSize(layer), 0);
  const parameter = (at: number): ParameterTrace => traceParameter(pass, l, start + at);
  const [z, a, delta] = [forward.layers[l].z.data[j], forward.layers[l].a.data[j], backward.layers[l].delta.data[j]];
  const gradient = pass.gradients[l]?.[j] ?? null;
  const elementwise = gradient === null || isRowwise(activation) ? null : activation;
  return {
    index: j,
    terms: chosen.map((from) => ({
      from,
      weight: parameter(j * inputs + from),
      value: before[from],
      product: product(from),
    })),
    rest: restOf(inputs, chosen, product),
    bias: biases === null ? null : parameter(weights.data.length + j),
    z,
    a,
    gradient,
    ...arrivalsAt(pass, l, j),
    slope: elementwise?.derivative(z, a) ?? null,
    lent: elementwise === null ? null : (lenderOf(activation)?.apply(z) ?? null),
    ...jacobianAt(pass, l, j),
    delta,
  };
}

/** The terms of ∂E/∂a: each δ of the next layer, times the weight from neuron j. */
function arrivalsAt(
  { net, backward, limit }: SamplePass,
  l: number,
  j: number,
): Pick<NeuronTrace, "arrivals" | "arrivalsRest"> {
  const next = net.layers[l + 1];
  if (next === undefined) return { arrivals: [], arrivalsRest: null };
  const delta = backward.layers[l + 1].delta.data;
  const weightTo = (k: number): number => next.weights.data[k * next.inputs + j];
  const product = (k: number): number => roundedProduct(delta[k], weightTo(k), delta);
  const chosen = largestPlaces(next.outputs, limit.terms, product);
  return {
    arrivals: chosen.map((to) => ({ to, delta: delta[to], weight: weightTo(to), product: product(to) })),
    arrivalsRest: restOf(next.outputs, chosen, product),
  };
}

/**
 * The terms of δ where f works on rows: each ∂E/∂a of the layer, times ∂a/∂z by neuron j. A
 * backward pass from one a at a time gives that column of the Jacobian.
 */
function jacobianAt(
  { net, forward, gradients, limit }: SamplePass,
  l: number,
  j: number,
): Pick<NeuronTrace, "jacobian" | "jacobianRest"> {
  const { activation } = net.layers[l];
  const gradient = gradients[l];
  if (!isRowwise(activation) || gradient === null) return { jacobian: [], jacobianRest: null };
  const [z, a] = [forward.layers[l].z.data, forward.layers[l].a.data];
  const entries = Array.from(a, (_, of): JacobianTerm => {
    const [one, into] = [new Float64Array(a.length), new Float64Array(a.length)];
    one[of] = 1;
    activation.backwardRow(z, a, one, into);
    return { of, a: a[of], gradient: gradient[of], slope: into[j], product: gradient[of] * into[j] };
  });
  const chosen = largestPlaces(entries.length, limit.terms, (of) => entries[of].product);
  return {
    jacobian: chosen.map((of) => entries[of]),
    jacobianRest: restOf(entries.length, chosen, (of) => entries[of].product),
  };
}

function traceParameter({ net, backward, update, checker }: SamplePass, l: number, at: number): ParameterTrace {
  const gradient = backward.gradient[at];
  return {
    value: net.parameters[at],
    gradient,
    check: checker?.(l, at, gradient) ?? null,
    next: update?.next[at] ?? null,
    velocity: update?.velocity?.[at] ?? null,
    memory: update?.memoryOf(at) ?? null,
  };
}

function layerSize({ weights, biases }: Sequential["layers"][number]): number {
  return weights.data.length + (biases?.length ?? 0);
}

/** A product as the engine rounds it in the dtype of `like`. */
function roundedProduct(one: number, other: number, like: Vector): number {
  return dtypeOf(like) === "float32" ? Math.fround(one * other) : one * other;
}

/**
 * ∂E/∂a of each layer, from the δ that `backward` returned, by the kernel that it uses inside: the
 * same bits. `null` for the last layer where the loss gives δ directly.
 */
export function gradientsAtOutputs(
  { layers }: Sequential,
  forward: Forward,
  backward: Backward,
  target: Vector,
  loss: Loss,
): readonly (Vector | null)[] {
  return layers.map(({ activation }, l) => {
    const gradient = forward.layers[l].a.data.slice().fill(0);
    const next = layers[l + 1];
    if (next !== undefined)
      plain.kernels.gradA(oneRow(backward.layers[l + 1].delta.data), next.weights, oneRow(gradient));
    else if (linkFor(loss, activation) !== undefined) return null;
    else loss.gradient(forward.output.data, target, gradient);
    return gradient;
  });
}

/** A row as a block for the kernels. */
function oneRow(data: Vector): Parameters<typeof plain.kernels.gradA>[0] {
  return { rows: 1, columns: data.length, data, row: () => data };
}
