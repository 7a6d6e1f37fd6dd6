// A program that every supported compiler checks against the packed types: strict, without DOM and
// Node types.
import {
  type Activation,
  accuracy,
  type Backward,
  type Engine,
  type Epoch,
  type Forward,
  type History,
  Layer,
  type Matrix,
  type NetworkJson,
  type Optimizer,
  oneHot,
  Sequential,
  type SgdState,
  ShapeError,
  sgd,
  sigmoid,
  simdFrom,
  softmax,
  split,
  squaredError,
  standardize,
  type TrainOptions,
  type Vector,
} from "deltarule";
import { type SourceOptions, toSource } from "deltarule/formats";
import kernels from "deltarule/kernels.wasm";
import { loadCheckpoint, saveCheckpoint } from "deltarule/node";
import { loadPredictor } from "deltarule/predict";
import { type CheckOptions, checkGradients, checkOptimizer, type GradientReport } from "deltarule/testing";

const sine: Activation = { name: "sine", apply: (z) => z - z ** 3 / 6, derivative: (z) => 1 - z ** 2 / 2 };
export const net = new Sequential([new Layer(2, 4, sigmoid), new Layer(4, 3, sine), new Layer(3, 1, softmax)], {
  seed: 7,
});
export const inputs: 2 = net.inputs;
export const outputs: 1 = net.outputs;

export const row: Vector = net.predict([0, 1]);
export const rows = net.predict([
  [0, 1],
  [1, 1],
]);
/** The methods of what a network gives can be called: the compiler knows which vectors they are. */
const single = new Sequential([new Layer(2, 3)], { dtype: "float32", seed: 1 });
export const total: number = net.predict([0, 1]).reduce((sum, value) => sum + value, 0);
export const highest: number = rows[0]?.reduce((top, value) => (value > top ? value : top), 0) ?? 0;
export const singles: Float32Array = single.predict([1, 2]).map((value) => 2 * value);
export const doubles: Float64Array = net.layers[0].weights.data;
export const models: readonly Sequential[] = [net, single];
export function made(options: { dtype?: "float64" | "float32" | undefined }): Vector {
  return new Sequential([new Layer(2, 3)], options).predict([1, 2]);
}
export const table: Matrix = net.predict(oneHot([0, 1], 2));
export const first: number | undefined = rows[0]?.[0];

/** Optional values of a user must pass through under exactOptionalPropertyTypes. */
export function train(epochs?: number, signal?: { aborted: boolean }, onEpoch?: (epoch: Epoch) => void): History {
  const optimizer: Optimizer<SgdState> = sgd({ learningRate: (step, { epoch }) => 1 / (1 + step + epoch) });
  const options: TrainOptions = { loss: squaredError, optimizer, epochs, signal, onEpoch, metrics: [accuracy] };
  return net.fit([[0, 1]], [[1]], options);
}

/** A module of kernels, as Cloudflare Workers import it. */
export const engine: Engine = simdFrom(kernels);

export const forward: Forward = net.forward([0, 1]);
export const backward: Backward = net.backward(forward, [1], squaredError);
export const delta: Matrix | undefined = backward.layers[0]?.delta;
export const json: NetworkJson = net.toJSON();
export const copy: Sequential = Sequential.fromJSON(JSON.parse(JSON.stringify(json)));
export const predicted: Vector = loadPredictor(json).predict([0, 1]);
export const predictedRows: Vector[] = loadPredictor(json, { activations: [sine] }).predict([[0, 1]]);
export const anySize: Sequential = new Sequential([4, 3, 2].map((size) => new Layer(size + 1, size)));
export const parts = split([[1], [2]], [[1], [2]], { fraction: 0.5, seed: 1 });
export const scaled: Matrix = standardize(parts.train.x).transform(parts.test.x);
export const caught = (error: unknown): string => (error instanceof ShapeError ? error.message : "");

export const options: SourceOptions = { language: "c", name: "predictXor" };
export const source: string = toSource(net, { language: "ts" });
export const save = (epoch: Epoch): void => saveCheckpoint("run.checkpoint", epoch);
export const resume: TrainOptions = { loss: squaredError, resume: loadCheckpoint("run.checkpoint") };

export function judge(method?: CheckOptions["method"]): GradientReport {
  if (!checkOptimizer(sgd(), "sgd").ok) throw new Error("sgd");
  return checkGradients(net, [0, 1], [1], squaredError, {
    method,
    backward: (net, x, t, loss) => net.backward(net.forward(x), t, loss),
  });
}
