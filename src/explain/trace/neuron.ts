import type { Backward, Forward, Sequential, Vector } from "../../core/index.js";
import { isRowwise, vector } from "../../core/internal.js";
import type { Checker } from "./differences.js";
import { lenderOf } from "./functions.js";
import { type Limit, largest, restOf } from "./select.js";
import type { JacobianTerm, NeuronTrace, ParameterTrace } from "./trace.js";
import type { Update } from "./update.js";

/** One sample's pass forward and backward, and all that goes with it. */
export interface Pass {
  readonly net: Sequential;
  readonly forward: Forward;
  readonly backward: Backward;
  /** ∂E/∂a of each layer. */
  readonly gradients: readonly (Vector | null)[];
  readonly update: Update | null;
  readonly checker: Checker | null;
  readonly limit: Limit;
}

/** Neuron j of layer l. */
export function traceNeuron(pass: Pass, l: number, j: number): NeuronTrace {
  const { net, forward, backward, limit } = pass;
  const { inputs, weights, biases, activation } = net.layers[l];
  const before = l === 0 ? forward.input.data : forward.layers[l - 1].a.data;
  const product = (i: number): number => times(before[i], weights.data[j * inputs + i], before);
  const chosen = largest(inputs, limit.terms, product);
  const start = net.layers.slice(0, l).reduce((sum, layer) => sum + sizeOf(layer), 0);
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

/** δ of the next layer through each weight from neuron j. */
function arrivalsAt(
  { net, backward, limit }: Pass,
  l: number,
  j: number,
): Pick<NeuronTrace, "arrivals" | "arrivalsRest"> {
  const next = net.layers[l + 1];
  if (next === undefined) return { arrivals: [], arrivalsRest: null };
  const delta = backward.layers[l + 1].delta.data;
  const weightTo = (k: number): number => next.weights.data[k * next.inputs + j];
  const product = (k: number): number => times(delta[k], weightTo(k), delta);
  const chosen = largest(next.outputs, limit.terms, product);
  return {
    arrivals: chosen.map((to) => ({ to, delta: delta[to], weight: weightTo(to), product: product(to) })),
    arrivalsRest: restOf(next.outputs, chosen, product),
  };
}

/** What every a of the layer hands back to z of neuron j, where f works on rows: its Jacobian, found by going back from one a at a time. */
function jacobianAt(
  { net, forward, gradients, limit }: Pass,
  l: number,
  j: number,
): Pick<NeuronTrace, "jacobian" | "jacobianRest"> {
  const { activation } = net.layers[l];
  const gradient = gradients[l];
  if (!isRowwise(activation) || gradient === null) return { jacobian: [], jacobianRest: null };
  const [z, a] = [forward.layers[l].z.data, forward.layers[l].a.data];
  const entries = Array.from(a, (_, of): JacobianTerm => {
    const [one, into] = [vector(a.length, "float64"), vector(a.length, "float64")];
    one[of] = 1;
    activation.backwardRow(z, a, one, into);
    return { of, a: a[of], gradient: gradient[of], slope: into[j], product: gradient[of] * into[j] };
  });
  const chosen = largest(entries.length, limit.terms, (of) => entries[of].product);
  return {
    jacobian: chosen.map((of) => entries[of]),
    jacobianRest: restOf(entries.length, chosen, (of) => entries[of].product),
  };
}

function traceParameter({ net, backward, update, checker }: Pass, l: number, at: number): ParameterTrace {
  const gradient = backward.gradient[at];
  return {
    value: net.parameters[at],
    gradient,
    check: checker?.(l, at, gradient) ?? null,
    next: update?.next[at] ?? null,
    velocity: update?.velocity?.[at] ?? null,
  };
}

function sizeOf({ weights, biases }: Sequential["layers"][number]): number {
  return weights.data.length + (biases?.length ?? 0);
}

/** A product as the engine rounds it, in the precision of `like`. */
function times(one: number, other: number, like: Vector): number {
  return like instanceof Float32Array ? Math.fround(one * other) : one * other;
}
