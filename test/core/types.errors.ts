// Code that must not compile, each line under the compiler's sentence, and code that must. Nothing
// here runs: `tsc -p test` is the test, and types.test.ts compares the sentences.
import * as deltarule from "deltarule";
import {
  type Activation,
  accuracy,
  argmax,
  crossValidate,
  type Dtype,
  type Epoch,
  type Evaluation,
  f1,
  type History,
  huber,
  Layer,
  type LayerOptions,
  type Loss,
  logLoss,
  type Matrix,
  type MatrixLike,
  mae,
  matrix,
  type Optimizer,
  Pipeline,
  r2,
  recall,
  rmse,
  type Sample,
  Sequential,
  type SgdState,
  sgd,
  sigmoid,
  squaredError,
  type TrainOptions,
  topK,
  type Vector,
  windows,
} from "deltarule";

const net = new Sequential([new Layer(2, 4, sigmoid), new Layer(4, 1, sigmoid)], { seed: 7 });
const xs = [[0, 0]];
const ts = [[0]];
const loss = squaredError;

// ── What must not compile ────────────────────────────────────────────────────────────────────────

// @ts-expect-error this layer takes 4 inputs, but the layer before it gives 8
export const two = new Sequential([new Layer(2, 8), new Layer(4, 1)]);

export const three = new Sequential([
  new Layer(2, 8),
  new Layer(8, 3),
  // @ts-expect-error this layer takes 5 inputs, but the layer before it gives 3
  new Layer(5, 1),
]);

// @ts-expect-error this sample has 3 numbers, the network takes 2
net.predict([1, 2, 3]);

// @ts-expect-error this sample has 1 numbers, the network takes 2
net.forward([1]);

// @ts-expect-error texts are not numbers
net.predict(["1", "2"]);

// @ts-expect-error flat inputs are not rows
net.fit([0, 1, 1, 0], ts, { loss });

// @ts-expect-error flat targets are not rows
net.evaluate(xs, [0], { loss });

// @ts-expect-error there must be a loss
net.fit(xs, ts, { epochs: 3 });

// @ts-expect-error there must be options
net.train(xs, ts);

// @ts-expect-error there is no such option
net.fit(xs, ts, { loss, epoch: 3 });

// @ts-expect-error there is no such option
new Layer(1, 1, sigmoid, { biasses: [1] });

// @ts-expect-error there is no such option
new Sequential([new Layer(1, 1)], { sead: 1 });

// @ts-expect-error there is no such option
sgd({ lr: 1 });

// @ts-expect-error activations are objects, not names
new Layer(1, 1, "sigmoid");

// @ts-expect-error there are two dtypes
new Sequential([new Layer(1, 1)], { dtype: "float16" });

// @ts-expect-error parameters can be filled but not replaced
net.parameters = new Float64Array(17);

// @ts-expect-error metrics are objects, not names
net.evaluate(xs, ts, { loss, metrics: ["accuracy"] });

// @ts-expect-error no metric has this name
net.evaluate(xs, ts, { loss, metrics: [accuracy, r2] }).metrics.acuracy;

// @ts-expect-error the metric was not asked for
net.evaluate(xs, ts, { loss, metrics: [accuracy] }).metrics.r2;

// @ts-expect-error a loss as a metric has its own name
net.evaluate(xs, ts, { loss, metrics: [mae, huber(2)] }).metrics.mea;

// @ts-expect-error there are no metrics
net.fit(xs, ts, { loss }).epochs[0].metrics.accuracy;

// @ts-expect-error no metric has this name
net.fit(xs, ts, { loss, metrics: [f1], validation: 0.5 }).epochs[0].validation?.metrics.f2;

// @ts-expect-error no metric has this name
net.fit(xs, ts, { loss, metrics: [rmse], onEpoch: ({ metrics }) => console.log(metrics.rsme) });

// @ts-expect-error no metric has this name
net.fitAsync(xs, ts, { loss, metrics: [rmse] }).then(({ epochs }) => epochs[0].metrics.rsme);

// @ts-expect-error no metric has this name
for (const { metrics } of net.train(xs, ts, { loss, metrics: [rmse] })) metrics.rsme;

// @ts-expect-error no metric has this name
new Pipeline({ network: net }).evaluate(xs, ts, { loss, metrics: [recall] }).metrics.racall;

// @ts-expect-error no metric has this name
new Pipeline({ network: net }).fit(xs, ts, { loss, metrics: [recall] }).epochs[0].metrics.racall;

// @ts-expect-error no metric has this name
crossValidate(() => new Sequential([new Layer(2, 1)]), xs, ts, { loss, metrics: [logLoss] }).mean.metrics.logloss;

// @ts-expect-error no metric has this name
crossValidate(() => new Pipeline({ network: net }), xs, ts, { loss, metrics: [logLoss] }).mean.metrics.logloss;

// @ts-expect-error there is no such loss
net.evaluate(xs, ts, { loss: deltarule.sqaredError });

// ── What must compile ────────────────────────────────────────────────────────────────────────────

/** Sizes known only at run time. */
export function atRunTime(width: number, samples: readonly Sample[], from: Matrix): Sequential {
  const sizes = [width, 8, 1];
  const layers = sizes.slice(1).map((size, l) => new Layer(sizes[l], size, sigmoid));
  const mapped: Sequential = new Sequential(layers);
  const mixed = new Sequential([new Layer(width, 4), new Layer(4, width), new Layer(width, 3)]);
  const inputs: number = mixed.inputs;
  const outputs: 3 = mixed.outputs;
  mixed.predict(new Array(inputs + outputs).fill(0) as number[]);
  const rows: Vector[] = mapped.predict(samples);
  const whole: Matrix = mapped.predict(from);
  const one: Vector = mapped.predict(Float32Array.of(1, 2));
  mapped.forward(rows).layers[0].z.data.fill(one[0] + whole.rows);
  return mapped;
}

/** The metrics that were asked for have their names, and that of early stopping too. */
const judged = { loss, metrics: [accuracy, r2, topK(2), mae] };
const own = { name: "bias", compute: (output: Matrix) => output.data[0] };
export const reported: readonly number[] = [
  net.evaluate(xs, ts, { loss, metrics: [accuracy, r2, mae] }).metrics.accuracy,
  net.evaluate(xs, ts, { loss, metrics: [accuracy, topK(2)] }).metrics.top2,
  net.evaluate(xs, ts, { ...judged, metrics: [mae, { name: "own", compute: () => 1 }] }).metrics.own,
  net.evaluate(xs, ts, { loss, metrics: [own, accuracy] }).metrics.bias,
  net.evaluate(xs, ts, judged).metrics.top2,
  net.fit(xs, ts, { ...judged, validation: 0.5 }).epochs[0].metrics.r2,
  net.fit(xs, ts, { loss, earlyStopping: { patience: 3, metric: rmse } }).epochs[0].metrics.rmse,
  net.fit(xs, ts, { loss, metrics: [f1], earlyStopping: { patience: 3, metric: rmse } }).epochs[0].metrics.f1,
  new Pipeline({ network: net }).fit(xs, ts, { loss, metrics: [f1], onEpoch: tell }).epochs[0].metrics.f1,
];

/** What takes any report takes that of any metrics; names known at run time need a general type. */
function tell(epoch: Epoch): number {
  return Object.values(epoch.metrics).length + (epoch.metrics[epoch.validation ? "a" : "b"] ?? 0);
}
net.fit(xs, ts, { loss, onEpoch: tell });
net.fit(xs, ts, { loss, metrics: [accuracy], onEpoch: ({ metrics }) => console.log(metrics.accuracy) });
export const histories: readonly History[] = [net.fit(xs, ts, { loss }), net.fit(xs, ts, { loss, metrics: [r2] })];
export const evaluations: readonly Evaluation[] = [
  net.evaluate(xs, ts, { loss }),
  net.evaluate(xs, ts, { loss, metrics: [accuracy, rmse] }),
];

/** A model of either kind is trained and judged by the same calls. */
export function either(model: Sequential | Pipeline, options: TrainOptions): number[] {
  const history: History = model.fit(xs, ts, options);
  const { metrics } = model.evaluate(xs, ts, { loss, metrics: [accuracy, r2] });
  return [history.epochs[0].metrics["any name"], metrics.accuracy, model.evaluate(xs, ts, { loss }).loss];
}

/** A specific network is a network; its sizes are literal types. */
export const general: Sequential = net;
export const sizes: readonly [2, 1] = [net.inputs, net.outputs];
export const first: Layer<2, 4> = net.layers[0];
export const twin: typeof net = net.clone();

/** The compiler knows a network's vectors by its dtype, and calls their overloaded methods. */
const single = new Sequential([new Layer(2, 3)], { dtype: "float32" });
export const sum: number = net.predict([1, 2]).reduce((a, b) => a + b, 0);
export const sums: number[] = net.predict(xs).map((row) => row.reduce((a, b) => a + b, 0));
export const singles: Float32Array[] = [
  single.predict([1, 2]).map((value) => value),
  single.predict(matrix(1, 2)).data,
  single.forward([1, 2]).layers[0].z.data,
  single.backward(single.forward([1, 2]), [1, 2, 3], loss).gradient,
  single.parameters,
  single.layers[0].weights.data,
  single.clone().parameters,
];
export const doubles: readonly (Float64Array | null)[] = [net.layers[1].biases, net.predict(matrix(1, 2)).data];
export const dtypes: readonly ["float64", "float32"] = [net.dtype, single.dtype];
export const piped: Float32Array = new Pipeline({ network: single }).predict([1, 2]);

/** A dtype known only at run time gives either; so does a network of which nothing is known. */
export function eitherDtype(dtype: Dtype, of: Sequential, listed: readonly number[]): Vector[] {
  const given: Sequential = new Sequential([new Layer(2, 1)], { dtype });
  // @ts-expect-error a Vector may be either
  const narrow: Float64Array = given.parameters;
  const general: readonly Sequential[] = [net, single, given, of];
  const mapped = new Sequential(listed.map((size) => new Layer(size, size)));
  const double: Float64Array = mapped.predict([1]);
  return [narrow, double, of.predict([1]), ...general.map(({ parameters }) => parameters)];
}

// @ts-expect-error its numbers are float32
export const wrong: Float64Array = single.parameters;

/** Samples of the right length, rows of any, single targets. */
net.predict([1, 2]);
net.predict([1, 2] as const);
net.predict(Float64Array.of(1, 2));
net.predict([
  [1, 2],
  [3, 4, 5],
]);
net.predict(matrix(1, 2));
net.backward(net.forward([1, 2]), [1], loss).layers[0].delta.data.fill(0);
net.backward(net.forward(xs), ts, loss, { sampleWeights: [1] });

/** Optional values passed on, under exactOptionalPropertyTypes. */
export function handedOn(given: { epochs?: number; bias?: boolean; seed?: number }): Sequential {
  const options: TrainOptions = {
    loss,
    epochs: given.epochs,
    optimizer: undefined,
    validation: undefined,
    signal: undefined,
    targetLoss: undefined,
  };
  const layer: LayerOptions = { bias: given.bias, weights: undefined, biases: undefined, initializer: undefined };
  const made = new Sequential([new Layer(2, 1, undefined, layer)], { seed: given.seed, dtype: undefined });
  made.fit(xs, ts, options);
  return made;
}

/** The signal of an AbortController, and validation in both forms. */
net.fit(xs, ts, { loss, signal: new AbortController().signal, validation: [xs, ts] });
net.fit(xs, ts, { loss, signal: { aborted: false }, validation: 0.5 });

/** An optimizer with its own state is an optimizer. */
export const plain: Optimizer = sgd();
export const precise: Optimizer<SgdState> = sgd({ learningRate: (step, { epoch }) => 1 / (1 + step + epoch) });
net.fit(xs, ts, { loss, optimizer: precise });

/** Literals get the types of their parameters from the annotation. */
export const cube: Activation = { name: "cube", apply: (z) => z ** 3, derivative: (z, a) => (3 * a) / z };
export const rows: Activation = {
  name: "rows",
  applyRow: (z, into) => into.set(Array.from(z)),
  backwardRow: (_z, _a, gradient, into) => into.set(Array.from(gradient)),
};
export const slope: number = cube.derivative(1, 1);
export const quartic: Loss = {
  name: "quartic",
  value: (output, target) => (output[0] - target[0]) ** 4,
  gradient: (output, target, into) => {
    into[0] = 4 * (output[0] - target[0]) ** 3;
  },
};

/** Matrices: rows are of the network's dtype, and any array of numbers is data. */
export const rowsOfSingles: Float32Array[] = [...single.predict(matrix(1, 2))];
export const rowOfDoubles: Float64Array = net.predict({ rows: 1, columns: 2, data: [1, 2] }).row(0);
export const literal: MatrixLike = { rows: 2, columns: 1, data: Int32Array.of(1, 2) };
export const iterable: Iterable<Vector> = matrix([[1, 2], Float32Array.of(3, 4)]);
export const places: readonly [number, number[], number[], number[]] = [
  argmax([1, 2]),
  argmax([[1, 2]]),
  argmax(literal),
  argmax(net.predict(matrix(xs))),
];
net.fit(literal, { rows: 2, columns: 1, data: [0, 1] }, { loss });
net.fit(net.predict(xs), [...matrix(ts)], { loss });
export const forecast: { x: Matrix; t: Matrix } = windows([1, 2, 3], { length: 1, horizon: 1 });

// @ts-expect-error data is an array of numbers, not of big integers
net.predict({ rows: 1, columns: 2, data: BigInt64Array.of(1n, 2n) });

// @ts-expect-error one row is no matrix
matrix([1, 2]);

// @ts-expect-error what is like a matrix has no rows to iterate over
export const bare: Matrix = literal;
