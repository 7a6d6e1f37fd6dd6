/**
 * Measures how long `fitAsync` blocks the event loop while networks of several sizes train: the
 * longest and the 99th percentile of the times between two turns, in milliseconds.
 *
 *     npx tsx --tsconfig test/tsconfig.json bench/eventLoop.ts
 */
import { adam, crossEntropy, Layer, relu, Sequential, softmax } from "deltarule";
import { follow, randomDigits, spread } from "./turns.js";

async function measure(title: string, widths: readonly number[], rows: number, batchSize: number): Promise<void> {
  const layers = widths
    .slice(1)
    .map((width, l) => new Layer(widths[l], width, l === widths.length - 2 ? softmax : relu));
  const net = new Sequential(layers as Layer[], { seed: 1 });
  const [x, t] = randomDigits(rows, widths[0]);
  const validation = randomDigits(Math.min(rows, 500), widths[0]);
  const start = performance.now();
  const training = net.fitAsync(x, t, { loss: crossEntropy, optimizer: adam(), epochs: 2, batchSize, validation });
  // The call reads and copies the data before its first turn; that time is reported separately.
  const opened = performance.now() - start;
  const gaps: number[] = [];
  const stop = follow(gaps, setImmediate);
  await training;
  stop();
  const total = performance.now() - start;
  console.log(`${title}: ${spread(gaps)}; first call ${opened.toFixed(1)} ms, ${(total / 1000).toFixed(1)} s in all`);
}

await measure("digits, 784-64-10, batches of 128", [784, 64, 10], 2000, 128);
await measure("digits, 784-64-10, batches of 2000", [784, 64, 10], 2000, 2000);
await measure("large, 784-1000-10, batches of 128", [784, 1000, 10], 500, 128);
await measure("small, 4-8-10, batches of 8", [4, 8, 10], 20_000, 8);
