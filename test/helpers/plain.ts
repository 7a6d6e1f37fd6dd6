import { type Activation, binaryCrossEntropy, crossEntropy, type Loss, poisson, softmax } from "deltarule";

/** A layer in plain arrays: weights by neuron, biases, activation. */
export interface PlainLayer {
  readonly W: number[][];
  readonly b: number[] | null;
  readonly f: Activation;
}

/**
 * A network, data and a loss in plain arrays. E is computed here independently: the library
 * provides only f(z) and L(o, t).
 */
export interface Problem {
  readonly layers: readonly PlainLayer[];
  readonly x: number[][];
  readonly t: readonly (readonly number[])[];
  readonly loss: Loss;
  /** The sample weights wᵢ. */
  readonly counts: readonly number[];
}

/**
 * Records on which piece of each piecewise function a pass ran. Two passes with the same print ran
 * on the same pieces.
 */
export interface Trace {
  print: number;
  /** The smallest distance to a joint of two pieces. */
  nearest: number;
}

/** E = Σ wᵢ Lᵢ / n. */
export function lossOf(problem: Problem, trace?: Trace): number {
  return problem.x.reduce((sum, _, sample) => sum + lossOfSample(problem, sample, trace), 0);
}

/** The part of E from one sample. */
export function lossOfSample(problem: Problem, sample: number, trace?: Trace): number {
  return lossFrom(problem, sample, 0, preactivations(problem.layers[0], problem.x[sample]), trace);
}

/** The part of E from one sample, given z of layer `from`. */
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
  // The joints of mae, huber and hinge. Other losses are smooth there, where a joint does no harm.
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
  if (f.applyRow !== softmax.applyRow) throw new Error(`write ${f.name} out here too`);
  const top = Math.max(...z);
  const powers = z.map((one) => Math.exp(one - top));
  const total = powers.reduce((sum, one) => sum + one, 0);
  return powers.map((one) => one / total);
}

/** L. With the activation of its link, it is a formula of z that does not overflow. */
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
  const mean = (each: readonly number[]): number => each.reduce((sum, one) => sum + one, 0) / z.length;
  if (loss.name === "focal") {
    const { gamma } = loss.options ?? {};
    return mean(
      z.map((one, k) => {
        const missed = 1 / (1 + Math.exp(target[k] === 1 ? one : -one));
        if (target[k] !== 0 && target[k] !== 1) return loss.value([output[k]], [target[k]]);
        return missed ** gamma * softplus(target[k] === 1 ? -one : one);
      }),
    );
  }
  if (loss === poisson) {
    const logOf = (one: number): number => (one < -30 ? one : Math.log(softplus(one)));
    return mean(z.map((one, k) => softplus(one) - target[k] * logOf(one)));
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
