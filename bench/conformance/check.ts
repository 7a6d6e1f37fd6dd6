import * as deltarule from "deltarule";
import { type Activation, Layer, type Loss, Sequential } from "deltarule";
import { checkGradient, checkGradients, checkOptimizer, type GradientReport, referenceRule } from "deltarule/testing";
import type { GradientCase, Like, OptimizerCase, Peer } from "./peer.js";

/**
 * The result of a check. `convention`: right up to a constant factor. `other`: the right gradient
 * of another function.
 */
export interface Verdict {
  readonly kind: "right" | "convention" | "other" | "wrong" | "failed";
  /**
   * The checker's diagnosis; empty when all is right. A `convention` with a diagnosis is another
   * form of the same rule.
   */
  readonly message: string;
  readonly factor?: number;
}

const sizes = [2, 4, 3] as const;
const input = [[0.6, -0.4]];
const target = [[0.8, 0.3, 0.6]];
const points = 3;

type Subject = Pick<Peer, "package" | "precision" | "method" | "tolerance">;

/** Checks one gradient at several random points. */
export function gradientVerdict(
  one: GradientCase,
  { package: name, precision, method = "richardson", tolerance }: Subject,
): Verdict {
  try {
    const at = Array.from({ length: points }, (_, seed) => randomPoint(one.parameters ?? 27, seed + 1));
    const value = (p: Float64Array): number => one.value(p);
    const options = { precision, method, name, tolerance };
    const gradient = (p: Float64Array) => Float64Array.from(one.gradient(p));
    const check = (f: typeof value) => at.map((p) => checkGradient(f, gradient, p, options));
    const reports = check(value);
    const other = one.like === undefined ? null : otherFunction(one, one.like, at, precision);
    if (reports.every(({ ok }) => ok))
      return other === null ? { kind: "right", message: "" } : { kind: "other", message: other };
    const factor = ratioOf(reports[0]);
    if (Number.isFinite(factor) && check((p) => factor * value(p)).every(({ ok }) => ok))
      return { kind: "convention", message: "", factor };
    const { like } = one;
    const layered = other !== null || like === undefined ? [] : at.map((p) => layeredReport(one, like, p, precision));
    return wrong([...layered, ...reports]);
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

/** The first diagnosis with a known cause; diagnoses by layer come first. */
function wrong(reports: readonly GradientReport[]): Verdict {
  const diagnoses = reports.flatMap(({ diagnosis }) => (diagnosis === null ? [] : [diagnosis]));
  const { message } = diagnoses.find(({ pattern }) => pattern !== "unknown") ??
    diagnoses[0] ?? { message: "nothing could be compared." };
  return { kind: "wrong", message };
}

/** The factor between the gradient and the right one, where their directions agree. */
function ratioOf({ entries }: GradientReport): number {
  const sum = (of: (entry: GradientReport["entries"][number]) => number) =>
    entries.reduce((total, entry) => (entry.status === "kink" ? total : total + of(entry)), 0);
  return sum(({ analytic, numeric }) => analytic * numeric) / sum(({ numeric }) => numeric ** 2);
}

/** The text where the library's E is not that of the requested activation. */
function otherFunction(
  one: GradientCase,
  like: Like,
  at: readonly Float64Array[],
  precision: Peer["precision"],
): string | null {
  const differs = (as: Like): boolean =>
    at.some((p) =>
      layeredReport(one, as, p, precision).entries.some(
        ({ parameter, status }) => parameter === "loss" && status === "fail",
      ),
    );
  if (!differs(like)) return null;
  const [hidden, output] = like.activations;
  const asked = typeof hidden === "string" ? hidden : hidden.name;
  const really = elementwise.find((name) => name !== hidden && !differs({ ...like, activations: [name, output] }));
  return really === undefined ? `E is not that of a network with ${asked}.` : `E is that of a network with ${really}.`;
}

const elementwise = [
  "identity",
  "sigmoid",
  "tanh",
  "relu",
  "leakyRelu",
  "elu",
  "selu",
  "softplus",
  "softsign",
  "gelu",
  "geluTanh",
  "silu",
  "hardSigmoid",
];

/**
 * Checks the library's gradient on deltarule's network with the same parameters: with layers, the
 * report recognizes more causes.
 */
function layeredReport(
  { value, gradient }: GradientCase,
  like: Like,
  p: Float64Array,
  precision: Peer["precision"],
): GradientReport {
  const [inputs, hidden, outputs] = sizes;
  const [first, last] = like.activations.map(activationOf);
  const net = new Sequential([new Layer(inputs, hidden, first), new Layer(hidden, outputs, last)], { seed: 1 });
  net.parameters.set(p);
  const times = like.times ?? 1;
  const given = Float64Array.from(gradient(p), (one) => one / (like.trains ?? times));
  const loss = value(p) / times;
  const x = like.input ?? input;
  const t = like.target === undefined ? target : rowsOf(like.target);
  const tolerance = precision === "float32" ? 1e-3 : 1e-5;
  const backward = () => ({ loss, layers: split(given) });
  return checkGradients(net, x, t, lossOf(like.loss), { backward, tolerance });
}

function rowsOf(target: Exclude<Like["target"], undefined>): readonly (readonly number[])[] {
  return typeof target[0] === "number" ? [target as readonly number[]] : (target as readonly (readonly number[])[]);
}

function split(p: Float64Array): { weights: Float64Array; biases: Float64Array }[] {
  let at = 0;
  const take = (count: number) => {
    at += count;
    return p.subarray(at - count, at);
  };
  return [0, 1].map((l) => ({ weights: take(sizes[l] * sizes[l + 1]), biases: take(sizes[l + 1]) }));
}

const made: Readonly<Record<string, Activation>> = { leakyRelu: deltarule.leakyRelu(), elu: deltarule.elu() };

function activationOf(name: string | Activation): Activation {
  if (typeof name !== "string") return name;
  return made[name] ?? (deltarule as unknown as Record<string, Activation>)[name];
}

function lossOf(name: string): Loss {
  return name === "huber" ? deltarule.huber() : (deltarule as unknown as Record<string, Loss>)[name];
}

/** Numbers in (−1, 1) that float32 represents exactly. */
function randomPoint(length: number, seed: number): Float64Array {
  let state = seed * 2654435761;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround(state / 2 ** 31 - 1);
  });
}

/** Checks one optimizer on the checker's own sequence of gradients. */
export function optimizerVerdict({ name, rule, options, start }: OptimizerCase, wide: boolean): Verdict {
  const steps = new WeakMap<object, ReturnType<OptimizerCase["start"]>>();
  const optimizer = {
    name,
    initialize: (): { made: number } => ({ made: 1 }),
    step: (
      parameters: Float64Array | Float32Array,
      gradient: Float64Array | Float32Array,
      state: { made: number },
    ): void => {
      // A float32 library starts each step at 0, and its change is added here in float64: the
      // rounding of a parameter would hide small steps.
      const at = wide ? Float64Array.from(parameters) : new Float64Array(parameters.length);
      const step = steps.get(state) ?? start(at);
      steps.set(state, step);
      const after = step(Float64Array.from(gradient), at);
      for (let k = 0; k < parameters.length; k++) parameters[k] = wide ? after[k] : parameters[k] + after[k];
    },
  };
  try {
    const reference = typeof rule === "string" ? referenceRule(rule, options) : rule(options);
    const report = checkOptimizer(optimizer, reference, wide ? {} : { tolerance: 1e-3 });
    if (report.ok) return { kind: "right", message: "" };
    const { message = "" } = report.diagnosis ?? {};
    if (message === "ε stands inside the root.") return { kind: "convention", message };
    const from = report.firstDivergent === null ? "" : ` (From step ${report.firstDivergent} on.)`;
    return { kind: "wrong", message: `${message}${from}` };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
