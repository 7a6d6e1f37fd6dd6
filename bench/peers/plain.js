// A network written by hand: loops over typed arrays, one sample at a time.
import { argmax, cycle, toViews } from "./data.js";

/** f(z), and f′ as a function of a. */
const activations = {
  sigmoid: [(z) => 1 / (1 + Math.exp(-z)), (a) => a * (1 - a)],
  tanh: [(z) => Math.tanh(z), (a) => 1 - a * a],
  relu: [(z) => (z > 0 ? z : 0), (a) => (a > 0 ? 1 : 0)],
};

function makeLayer(inputs, outputs, name) {
  const [f, slope] = activations[name] ?? [];
  const range = Math.sqrt(6 / (inputs + outputs));
  const W = new Float64Array(outputs * inputs).map(() => (2 * Math.random() - 1) * range);
  const b = new Float64Array(outputs);
  const steps = [W, b].map((values) => ({
    values,
    gradient: new Float64Array(values.length),
    m: new Float64Array(values.length),
    v: new Float64Array(values.length),
  }));
  const [dW, db] = steps.map(({ gradient }) => gradient);
  const [a, delta] = [new Float64Array(outputs), new Float64Array(outputs)];
  return { inputs, outputs, f, slope, W, b, dW, db, a, delta, steps };
}

function softmax(a) {
  let max = -Infinity;
  for (let j = 0; j < a.length; j++) if (a[j] > max) max = a[j];
  let sum = 0;
  for (let j = 0; j < a.length; j++) {
    a[j] = Math.exp(a[j] - max);
    sum += a[j];
  }
  for (let j = 0; j < a.length; j++) a[j] /= sum;
}

function forward({ inputs, outputs, f, W, b, a }, input) {
  for (let j = 0, k = 0; j < outputs; j++) {
    let z = b[j];
    for (let i = 0; i < inputs; i++) z += W[k++] * input[i];
    a[j] = f === undefined ? z : f(z);
  }
  if (f === undefined) softmax(a);
}

/** Adds the gradient of one sample. */
function accumulate({ inputs, outputs, dW, db, delta }, input) {
  for (let j = 0, k = 0; j < outputs; j++) {
    const d = delta[j];
    db[j] += d;
    for (let i = 0; i < inputs; i++) dW[k++] += d * input[i];
  }
}

/** δ of a layer from δ of the next layer. */
function back({ a, delta, slope }, next) {
  delta.fill(0);
  for (let j = 0, k = 0; j < next.outputs; j++) {
    const d = next.delta[j];
    for (let i = 0; i < delta.length; i++) delta[i] += d * next.W[k++];
  }
  for (let i = 0; i < delta.length; i++) delta[i] *= slope(a[i]);
}

const optimizers = {
  sgd({ values, gradient }, rate, count) {
    const scaled = rate / count;
    for (let k = 0; k < values.length; k++) values[k] -= scaled * gradient[k];
  },
  adam({ values, gradient, m, v }, rate, count, step) {
    const [first, second] = [1 - 0.9 ** step, 1 - 0.999 ** step];
    for (let k = 0; k < values.length; k++) {
      const g = gradient[k] / count;
      m[k] = 0.9 * m[k] + 0.1 * g;
      v[k] = 0.999 * v[k] + 0.001 * g * g;
      values[k] -= (rate / first) * (m[k] / (Math.sqrt(v[k] / second) + 1e-8));
    }
  },
};

function make({ widths, hidden, output }) {
  const last = widths.length - 2;
  const layers = widths.slice(1).map((width, l) => makeLayer(widths[l], width, l === last ? output : hidden));
  const predict = (x) => {
    let input = x;
    for (const layer of layers) {
      forward(layer, input);
      input = layer.a;
    }
    return input;
  };
  return { layers, last: layers[last], predict };
}

function learn({ layers, last, predict }, x, t) {
  const a = predict(x);
  for (let j = 0; j < a.length; j++) last.delta[j] = (a[j] - t[j]) * (last.slope === undefined ? 1 : last.slope(a[j]));
  for (let l = layers.length - 1; l > 0; l--) {
    accumulate(layers[l], layers[l - 1].a);
    back(layers[l - 1], layers[l]);
  }
  accumulate(layers[0], x);
}

export const open = () => ({
  train(workload, { x, t, rows }) {
    const { widths, optimizer, learningRate, batch } = workload;
    const net = make(workload);
    const [inputs, targets] = [toViews(Float64Array.from(x), widths[0]), toViews(Float64Array.from(t), widths.at(-1))];
    const move = optimizers[optimizer];
    let step = 0;
    const update = (count) => {
      step++;
      for (const { steps } of net.layers)
        for (const one of steps) {
          move(one, learningRate, count, step);
          one.gradient.fill(0);
        }
    };
    const epoch = () => {
      for (let from = 0; from < rows; from += batch) {
        const to = Math.min(rows, from + batch);
        for (let r = from; r < to; r++) learn(net, inputs[r], targets[r]);
        update(to - from);
      }
    };
    return {
      epochs(count) {
        for (let i = 0; i < count; i++) epoch();
      },
      classes: (samples) => toViews(samples, widths[0]).map((row) => argmax(net.predict(row))),
    };
  },
  network: (workload) => make(workload).predict,
  predict(workload, x) {
    const { predict } = make(workload);
    const rows = toViews(Float64Array.from(x), workload.widths[0]);
    const calls = cycle(rows, (row) => predict(row).slice());
    return { calls: (count) => calls(count * workload.batch) };
  },
});
