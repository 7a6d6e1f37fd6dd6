/**
 * The page of bench/eventLoopChromium.ts: measures the times between two turns of its event loop
 * and between two frames.
 */
import { adam, crossEntropy, Layer, relu, Sequential, softmax } from "deltarule";
import { follow, randomDigits, spread } from "./turns.js";

// Types of the page, which Node's types lack.
declare function requestAnimationFrame(call: () => void): void;
interface Channel {
  readonly port1: { onmessage: () => void };
  readonly port2: { postMessage(message: null): void };
}

const [x, t] = randomDigits(4000, 784);

async function run(batchSize: number): Promise<string> {
  const net = new Sequential([new Layer(784, 64, relu), new Layer(64, 10, softmax)], { seed: 1, dtype: "float32" });
  const turns: number[] = [];
  const frames: number[] = [];
  const training = net.fitAsync(x, t, { loss: crossEntropy, optimizer: adam(), epochs: 2, batchSize });
  const { port1, port2 } = new MessageChannel() as unknown as Channel;
  const stops = [
    follow(turns, (call) => {
      port1.onmessage = call;
      port2.postMessage(null);
    }),
    follow(frames, requestAnimationFrame),
  ];
  await training;
  for (const stop of stops) stop();
  return `784-64-10, batches of ${batchSize}: turns ${spread(turns)}; frames ${spread(frames)}`;
}

const results = [await run(128), await run(4000)];
await fetch("/results", { method: "POST", body: results.join("\n") });
