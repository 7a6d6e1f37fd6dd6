import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { classesOf, repeat } from "./data.js";

function make({ widths, hidden, output }) {
  const last = widths.length - 2;
  return tf.sequential({
    layers: widths.slice(1).map((units, l) =>
      tf.layers.dense({
        units,
        activation: l === last ? output : hidden,
        ...(l === 0 && { inputShape: [widths[0]] }),
      }),
    ),
  });
}

const tensor = (data, columns) => tf.tensor2d(data, [data.length / columns, columns]);

async function start(backend) {
  if (backend === "wasm") {
    const { setThreadsCount, setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    const main = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(join(dirname(main), "/"));
    setThreadsCount(1);
  }
  await tf.setBackend(backend);
  await tf.ready();
}

export async function open({ backend }) {
  await start(backend);
  return {
    train(workload, { x, t }) {
      const { widths, loss, optimizer, learningRate, batch } = workload;
      const [inputs, outputs] = [widths[0], widths.at(-1)];
      const model = make(workload);
      const classes = loss === "crossEntropy";
      // Its squared error lacks the factor ½, so the rate gets it.
      const rate = classes ? learningRate : learningRate / 2;
      model.compile({
        optimizer: tf.train[optimizer](rate),
        loss: classes ? "categoricalCrossentropy" : "meanSquaredError",
      });
      const [samples, targets] = [tensor(x, inputs), tensor(t, outputs)];
      const options = { batchSize: batch, shuffle: false, verbose: 0, yieldEvery: "never" };
      return {
        epochs: (epochs) => model.fit(samples, targets, { ...options, epochs }),
        classes: (rows) =>
          classesOf(
            tf.tidy(() => model.predict(tensor(rows, inputs)).dataSync()),
            outputs,
          ),
      };
    },
    predict(workload, x) {
      const model = make(workload);
      const { batch, widths } = workload;
      const batches = Array.from({ length: x.length / widths[0] / batch }, (_, k) =>
        tensor(x.slice(k * batch * widths[0], (k + 1) * batch * widths[0]), widths[0]),
      );
      return {
        calls: repeat((i) =>
          tf.tidy(() => model.predict(batches[i % batches.length], { batchSize: batch }).dataSync()),
        ),
      };
    },
  };
}
