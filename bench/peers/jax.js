// jax-js refers to Float16Array when it loads; Node has it from version 24. Nothing here is
// float16.
globalThis.Float16Array ??= Uint16Array;
const { defaultDevice, init, jit, nn, numpy: np, random, tree, valueAndGrad } = await import("@jax-js/jax");

import { classesOf, repeat } from "./data.js";

const activations = { sigmoid: nn.sigmoid, tanh: np.tanh, relu: nn.relu, softmax: nn.softmax };

const array = (data, columns) => np.array(data).reshape([data.length / columns, columns]);
const toBatches = (data, columns, batch) =>
  Array.from({ length: Math.ceil(data.length / columns / batch) }, (_, k) =>
    array(data.slice(k * batch * columns, (k + 1) * batch * columns), columns),
  );

function makeParameters({ widths }) {
  return widths.slice(1).map((width, l) => ({
    W: random.normal(random.key(l), [widths[l], width]).mul(Math.sqrt(2 / widths[l])),
    b: np.zeros([width]),
  }));
}

/** z of the last layer. jax-js consumes a value where it is used, unless `.ref` is passed. */
function logits(parameters, x, { hidden }) {
  return parameters.reduce((a, { W, b }, l) => {
    const z = np.dot(a, W).add(b);
    return l === parameters.length - 1 ? z : activations[hidden](z);
  }, x);
}

/** The mean loss over samples, written out: jax-js has no losses. */
function lossOf(parameters, x, t, workload) {
  const [count] = x.shape;
  const z = logits(parameters, x, workload);
  if (workload.output === "softmax")
    return nn
      .logSoftmax(z)
      .mul(t)
      .sum()
      .mul(-1 / count);
  return np
    .square(activations[workload.output](z).sub(t))
    .sum()
    .mul(0.5 / count);
}

// jax-js has its optimizers in another package, `@jax-js/optax`; these are its formulas.
const zeros = (parameters) => tree.map((p) => np.zeros(p.shape), parameters);
const optimizers = {
  sgd: {
    start: () => [],
    step: (parameters, gradient, state, rate) => [tree.map((p, g) => p.sub(g.mul(rate)), parameters, gradient), state],
  },
  adam: {
    start: (parameters) => [zeros(parameters), zeros(parameters), np.array(0)],
    step(parameters, gradient, [m, v, count], rate) {
      const next = count.add(1);
      const first = np.array(1).sub(np.power(0.9, next.ref));
      const second = np.array(1).sub(np.power(0.999, next.ref));
      const m1 = tree.map((one, g) => one.mul(0.9).add(g.ref.mul(0.1)), m, gradient);
      const v1 = tree.map((one, g) => one.mul(0.999).add(np.square(g).mul(0.001)), v, gradient);
      const moved = tree.map(
        (p, one, two) =>
          p.sub(
            one
              .div(first.ref)
              .mul(rate)
              .div(np.sqrt(two.div(second.ref)).add(1e-8)),
          ),
        parameters,
        tree.ref(m1),
        tree.ref(v1),
      );
      first.dispose();
      second.dispose();
      return [moved, [m1, v1, next]];
    },
  },
};

export async function open() {
  await init("wasm");
  defaultDevice("wasm");
  return {
    train(workload, { x, t }) {
      const { widths, batch, optimizer, learningRate } = workload;
      const { start, step } = optimizers[optimizer];
      const [inputs, outputs] = [widths[0], widths.at(-1)];
      const xs = toBatches(x, inputs, batch);
      const ts = toBatches(t, outputs, batch);
      const update = jit((parameters, state, input, target) => {
        const [loss, gradient] = valueAndGrad((p) => lossOf(p, input, target, workload))(tree.ref(parameters));
        return [...step(parameters, gradient, state, learningRate), loss];
      });
      const infer = jit((parameters, input) => nn.softmax(logits(parameters, input, workload)));
      let parameters = makeParameters(workload);
      let state = start(tree.ref(parameters));
      return {
        async epochs(count) {
          for (let i = 0; i < count; i++)
            for (let k = 0; k < xs.length; k++) {
              const [moved, kept, loss] = update(parameters, state, xs[k].ref, ts[k].ref);
              [parameters, state] = [moved, kept];
              // Without this, operations pile up unevaluated and every step gets slower.
              await loss.data();
            }
        },
        classes: (samples) => classesOf(infer(tree.ref(parameters), array(samples, inputs)).dataSync(), outputs),
      };
    },
    predict(workload, x) {
      const parameters = makeParameters(workload);
      const infer = jit((of, input) => activations[workload.output](logits(of, input, workload)));
      const batches = toBatches(x, workload.widths[0], workload.batch);
      return {
        calls: repeat((i) => infer(tree.ref(parameters), batches[i % batches.length].ref).data()),
      };
    },
  };
}
