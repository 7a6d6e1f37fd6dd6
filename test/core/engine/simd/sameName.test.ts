import { adam, adamW, Layer, mse, type Optimizer, reference, rmsProp, Sequential, sgd, simd, tanh } from "deltarule";
import { expect, test } from "vitest";

const x = Array.from({ length: 9 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
const t = x.map(([a, b]) => [a * b]);

/** The parameters after a training of a new network. */
function trained(engine: typeof simd, optimizer: Optimizer): number[] {
  const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 3, engine });
  net.fit(x, t, { loss: mse, optimizer, epochs: 5, batchSize: 4, onWarning: () => {} });
  return [...net.parameters];
}

// A training may get the memory of one before it, whose optimizer has the same name.
test.each<[string, () => Optimizer, () => Optimizer]>([
  ["amsgrad", () => adam(), () => adam({ amsgrad: true })],
  ["amsgrad of adamW", () => adamW(), () => adamW({ amsgrad: true })],
  ["centered rmsProp", () => rmsProp(), () => rmsProp({ centered: true })],
  ["rmsProp with momentum", () => rmsProp(), () => rmsProp({ momentum: 0.5 })],
  ["momentum", () => sgd(), () => sgd({ momentum: 0.9 })],
  ["biases that do not decay", () => sgd({ weightDecay: 0.3 }), () => sgd({ weightDecay: 0.3, decayBiases: false })],
])("an option counts after a training without it, and is gone after one with it: %s", (_name, plain, special) => {
  const wanted = [trained(reference, plain()), trained(reference, special())];
  expect(wanted[0]).not.toEqual(wanted[1]);
  for (const [k, make] of [plain, special, plain, special, special].entries())
    expect([k, trained(simd, make())]).toEqual([k, wanted[[0, 1, 0, 1, 1][k]]]);
});
