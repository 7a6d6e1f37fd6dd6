import { Layer, Sequential, sgd, sigmoid, squaredError } from "deltarule";
import type { Output } from "./output.js";
import { progress } from "./progress.js";
import type { Result } from "./results.js";

// biome-ignore format: a truth table
const x = [[0, 0], [0, 1], [1, 0], [1, 1]];
const t = [[0], [1], [1], [0]];
const epochs = 5000;

export async function runXor(out: Output): Promise<Omit<Result, "seconds">> {
  const net = new Sequential([new Layer(2, 4, sigmoid), new Layer(4, 1, sigmoid)], { seed: 7 });
  const report = progress(out, { epochs, samples: 4, batchSize: 4, every: 500 });
  const optimizer = report.watch(sgd({ learningRate: 2 }));
  const options = { loss: squaredError, optimizer, epochs, batchSize: 4, targetLoss: 0.001 };
  for (const epoch of net.train(x, t, options)) await report.epoch(epoch);
  report.end();

  const outputs = net.predict(x);
  out.line(`  ${x.map((row, r) => `${row.join(" ")} → ${outputs[r]?.[0]?.toFixed(3)}`).join("     ")}`);
  const wrong = outputs.filter((a, r) => Math.round(a[0] ?? Number.NaN) !== t[r]?.[0]).length;
  return { name: "XOR", measure: "accuracy", score: 1 - wrong / x.length, goal: { atLeast: 1 } };
}
