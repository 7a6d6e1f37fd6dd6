import { type Activation, binaryCrossEntropy, crossEntropy, type Loss, softmax } from "deltarule";

/** A layer in plain arrays: weights by neuron, biases, activation. */
export interface PlainLayer {
  readonly W: number[][];
  readonly b: number[] | null;
  readonly f: Activation;
}

/** A network, some data and a loss in plain arrays: E written out again, with nothing of the library but f(z) and L(o, t). */
export interface Problem {
  readonly layers: readonly PlainLayer[];
  readonly x: number[][];
  readonly t: readonly (readonly number[])[];
  readonly loss: Loss;
  /** wᵢ. */
  readonly counts: readonly number[];
}

/** Tells on which piece of every piecewise function a pass went: two passes with the same print took the same pieces. */
export interface Trace {
  print: number;
  /** How near to a joint of two pieces it came. */
  nearest: number;
}

/** E = Σ wᵢ Lᵢ / n. */
export function lossOf(problem: Problem, trace?: Trace): number {
  return problem.x.reduce((sum, _, sample) => sum + lossOfSample(problem, sample, trace), 0);
}

/** The sample's part of E. */
export function lossOfSample(problem: Problem, sample: number, trace?: Trace): number {
  return lossFrom(problem, sample, 0, preactivations(problem.layers[0], problem.x[sample]), trace);
}

/** The sample's part of E when layer `from` has this z. */
export function lossFrom(problem: Problem, sample: number, from: number, z: readonly number[], trace?: Trace): number {
  const { layers, t, loss, counts } = problem;
  let last = z;
  for (let l = from; ; l++) {
    const { f } = layers[l];
    if (trace !== undefined && "apply" in f) for (const one of last) notePieces(trace, one, [0, ...(f.kinks ?? [])]);
    if (l === layers.length - 1) break;
    last = preactivations(layers[l + 1], activate(f, last));
  }
  const output = activate(layers[layers.length - 1].f, last);
  const { delta = 1 } = loss.options ?? {};
  // The joints of mae, huber and hinge; the other losses are smooth there too, which does no harm.
  if (trace !== undefined) {
    output.forEach((o, k) => {
      notePieces(trace, o - t[sample][k], [-delta, 0, delta]);
      notePieces(trace, o * t[sample][k], [1]);
    });
  }
  return (counts[sample] / t.length) * lossAfter(layers[layers.length - 1].f, loss, last, output, t[sample]);
}

/** z of every layer for this sample. */
export function preactivationsOf({ layers, x }: Problem, sample: number): number[][] {
  const all: number[][] = [];
  let a = x[sample];
  for (const layer of layers) {
    all.push(preactivations(layer, a));
    a = activate(layer.f, all[all.length - 1]);
  }
  return all;
}

function preactivations({ W, b }: PlainLayer, a: readonly number[]): number[] {
  return W.map((weights, j) => weights.reduce((sum, w, i) => sum + w * a[i], 0) + (b === null ? 0 : b[j]));
}

function activate(f: Activation, z: readonly number[]): number[] {
  if ("apply" in f) return z.map((one) => f.apply(one));
  if (f !== softmax) throw new Error(`write ${f.name} out here too`);
  const top = Math.max(...z);
  const powers = z.map((one) => Math.exp(one - top));
  const total = powers.reduce((sum, one) => sum + one, 0);
  return powers.map((one) => one / total);
}

/** L, and where a logarithm meets the activation that it is linked to, by a formula of z that keeps its digits. */
function lossAfter(
  f: Activation,
  loss: Loss,
  z: readonly number[],
  output: readonly number[],
  target: readonly number[],
): number {
  if (loss.link?.activation !== f) return loss.value(output, target);
  if (loss === binaryCrossEntropy) {
    const each = z.map((one, k) => target[k] * softplus(-one) + (1 - target[k]) * softplus(one));
    return each.reduce((sum, one) => sum + one, 0) / z.length;
  }
  if (loss !== crossEntropy) throw new Error(`write the link of ${loss.name} out here too`);
  const top = Math.max(...z);
  const all = top + Math.log(z.reduce((sum, one) => sum + Math.exp(one - top), 0));
  return target.reduce((sum, one, k) => sum + one * (all - z[k]), 0);
}

function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

function notePieces(trace: Trace, value: number, joints: readonly number[]): void {
  for (const joint of joints) {
    trace.print = (Math.imul(trace.print, 31) + (value > joint ? 1 : 2)) | 0;
    trace.nearest = Math.min(trace.nearest, Math.abs(value - joint));
  }
}
