import type { Scaler } from "../../core/index.js";
import { identity, sigmoid } from "../../core/index.js";
import type { Fail } from "../fail.js";
import { type Draft, foldAfter, foldBefore, inputScaler, outputScaler } from "./fold.js";
import type { Stage } from "./stages.js";
import type { Affine, Linear } from "./steps.js";

/** The layers of a perceptron, and the scalers around it. */
export interface Assembled {
  readonly layers: readonly Draft[];
  readonly inputs: Scaler | null;
  readonly outputs: Scaler | null;
}

/** Between two layers: a scaler has two, and may be undone and done again. */
const mostWaiting = 16;

type Waiting = Affine & { readonly title: string };

/** Makes layers of the stages. A stretch or shift between two layers goes into their weights; before and after all, into scalers. */
export function layersOf(stages: readonly Stage[], fail: Fail): Assembled {
  const layers: Draft[] = [];
  const before: Waiting[] = [];
  let waiting: Waiting[] = [];
  for (const stage of stages) {
    const last = layers.at(-1);
    switch (stage.kind) {
      case "linear":
        if (last === undefined) layers.push(start(stage));
        else {
          if (stage.inputs !== last.outputs)
            fail(`the number of columns that ${stage.title} takes`, stage.inputs, `${last.outputs}, what comes before`);
          layers.push(start(stage));
          foldBefore(layers[layers.length - 1], waiting, fail);
        }
        waiting = [];
        break;
      case "activation":
        if (stage.activation === identity) break;
        if (last === undefined || last.activation !== identity)
          return fail(stage.title, stage.activation.name, "Gemm or MatMul before each activation");
        foldAfter(last, waiting, fail);
        waiting = [];
        last.activation = stage.activation;
        break;
      case "columns":
        if (last !== undefined && last.outputs !== stage.count)
          fail(`the number of columns of ${stage.title}`, stage.count, `${last.outputs}, what comes before`);
        break;
      case "pair":
        if (last?.activation !== sigmoid || last.outputs !== 1 || waiting.length > 0)
          return fail(stage.title, "1 − p and p", "one sigmoid right before");
        makePair(last);
        break;
      default:
        if (last === undefined) before.push(stage);
        else if (isBias(stage, last, waiting)) foldAfter(last, [stage], fail);
        else waiting.push(stage);
        if (Math.max(before.length, waiting.length) > mostWaiting)
          fail(`the number of shifts and stretches up to ${stage.title}`, mostWaiting + 1, `at most ${mostWaiting}`);
    }
  }
  const [first] = layers;
  if (first === undefined) return fail("the number of Gemm and MatMul", 0, "at least 1: the network has no layer");
  return {
    layers,
    inputs: inputScaler(before, first.inputs, fail),
    outputs: outputScaler(waiting, layers[layers.length - 1].outputs, fail),
  };
}

function start({ inputs, outputs, double, weights, biases }: Linear): Draft {
  return { inputs, outputs, double, weights, biases, activation: identity };
}

/** The first Add after a product is its bias. */
function isBias(stage: Affine, last: Draft, waiting: readonly Affine[]): boolean {
  return stage.kind === "add" && last.biases === null && last.activation === identity && waiting.length === 0;
}

/** σ(−z) = 1 − σ(z): the first of two outputs has everything negative. */
function makePair(layer: Draft): void {
  const twice = (numbers: Float64Array): Float64Array => {
    const both = new Float64Array(2 * numbers.length);
    both.set(numbers.map((number) => -number));
    both.set(numbers, numbers.length);
    return both;
  };
  layer.weights = twice(layer.weights);
  if (layer.biases !== null) layer.biases = twice(layer.biases);
  layer.outputs = 2;
}
