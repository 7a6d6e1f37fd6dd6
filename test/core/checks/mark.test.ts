import {
  accuracy,
  adam,
  clipNorm,
  crossEntropy,
  crossValidate,
  Layer,
  leakyRelu,
  Pipeline,
  reference,
  Sequential,
  sgd,
  softmax,
  standardize,
  step,
  surrogate,
  tanh,
} from "deltarule";
import { networkSvg } from "deltarule/charts";
import { explain } from "deltarule/explain";
import { fromSafetensors, toOnnx, toSafetensors } from "deltarule/formats";
import { checkGradients } from "deltarule/testing";
import { describe, expect, test } from "vitest";
import { behind, isOfAnotherCopy, itself, keptFor, mark } from "../../../src/core/checks/mark.js";
import { isBuiltIn } from "../../../src/core/internal.js";
import { wrappings } from "../../helpers/proxies.js";

const x = [
  [0, 1],
  [1, 0.5],
  [0.25, 1],
  [1, 1],
];
const t = [
  [1, 0],
  [0, 1],
  [1, 0],
  [0, 1],
];
const make = () => new Sequential([new Layer(2, 3, tanh), new Layer(3, 2, softmax)], { seed: 7 });
const numbers = (json: unknown) =>
  JSON.parse(JSON.stringify(json, (name, value) => (name === "durationMs" ? 0 : value)));

describe.each(Object.entries(wrappings))("behind a %s proxy", (_name, wrap) => {
  test("every method of a network does what it does without", () => {
    const [net, proxy] = [make(), wrap(make())];
    const loss = wrap(crossEntropy);
    const options = { loss: crossEntropy, metrics: [accuracy], epochs: 3, optimizer: adam({ learningRate: 0.1 }) };
    const wrapped = { ...options, loss, metrics: [wrap(accuracy)], optimizer: wrap(options.optimizer) };
    expect([proxy.inputs, proxy.outputs, proxy.dtype, proxy.seed, proxy.engine.name]).toEqual([
      2,
      2,
      "float64",
      7,
      "simd",
    ]);
    expect(proxy.predict([0, 1])).toEqual(net.predict([0, 1]));
    expect(numbers(proxy.predict(x))).toEqual(numbers(net.predict(x)));
    expect(numbers(proxy.forward(x))).toEqual(numbers(net.forward(x)));
    const back = net.backward(net.forward(x), t, crossEntropy);
    expect(numbers(proxy.backward(proxy.forward(x), t, loss))).toEqual(numbers(back));
    expect(numbers(proxy.fit(x, t, wrapped))).toEqual(numbers(net.fit(x, t, options)));
    expect([...proxy.train(x, t, wrapped)]).toHaveLength([...net.train(x, t, options)].length);
    const state = () => options.optimizer.initialize(17);
    const update = net.partialFit(x, t, { loss: crossEntropy, optimizer: options.optimizer, state: state() });
    expect(proxy.partialFit(x, t, { loss, optimizer: wrapped.optimizer, state: state() })).toBe(update);
    expect(proxy.evaluate(x, t, { loss, metrics: [accuracy] })).toEqual(
      net.evaluate(x, t, { loss: crossEntropy, metrics: [accuracy] }),
    );
    const copies = [proxy.clone(), Sequential.fromJSON(wrap(JSON.parse(JSON.stringify(proxy))))];
    for (const copy of copies) expect(copy.predict([0, 1])).toEqual(net.predict([0, 1]));
    expect(proxy.parameters).toEqual(net.parameters);
    expect(proxy.summary()).toBe(net.summary());
    expect(String(proxy)).toBe(String(net));
    expect(proxy.layers[1].weights.data).toEqual(net.layers[1].weights.data);
    expect(proxy.layers[1].biases).toEqual(net.layers[1].biases);
  });

  test("a training in the background is known to be one", async () => {
    const [net, proxy] = [make(), wrap(make())];
    const training = itself(proxy).fitAsync(x, t, { loss: crossEntropy, epochs: 3 });
    expect(() => proxy.fit(x, t, { loss: crossEntropy })).toThrow("is training in a fitAsync");
    net.fit(x, t, { loss: crossEntropy, epochs: 3 });
    await training;
    expect(proxy.parameters).toEqual(net.parameters);
  });

  test("pieces are the library's own", () => {
    const layers = [new Layer(2, 3, wrap(leakyRelu(0.2))), new Layer(3, 2, wrap(softmax))].map((layer) => wrap(layer));
    const net = new Sequential(wrap(layers), { seed: 7, engine: wrap(reference) });
    expect(net.engine).toBe(reference);
    expect(net.layers.map(({ activation }) => activation)).toEqual([leakyRelu(0.2), softmax]);
    expect(JSON.stringify(net)).not.toContain("custom");
    expect(isBuiltIn(wrap(crossEntropy))).toBe(true);
    expect(surrogate(wrap(step), wrap(tanh))).toBe(surrogate(step, tanh));
    // The closed form: −ln of a softmax that is 0.
    const sure = new Sequential([new Layer(1, 2, wrap(softmax), { weights: [[1000], [-1000]] })]);
    expect(sure.backward(sure.forward([1]), [0, 1], wrap(crossEntropy)).loss).toBe(2000);
    expect(() => new Sequential([wrap(net.layers[0])])).toThrow("layer 0 is part of a network already");
  });

  test("pipelines, files, derivations, pictures and checks take the network", () => {
    const [net, proxy] = [make(), wrap(make())];
    const parts = { network: net, inputs: standardize(x) };
    const pipeline = new Pipeline(wrap({ network: proxy, inputs: wrap(parts.inputs) }));
    expect(wrap(pipeline).predict([0, 1])).toEqual(new Pipeline(parts).predict([0, 1]));
    expect(JSON.stringify(wrap(pipeline))).toBe(JSON.stringify(new Pipeline(parts)));
    expect(toSafetensors(proxy)).toEqual(toSafetensors(net));
    expect(toOnnx(wrap(pipeline))).toEqual(toOnnx(new Pipeline(parts)));
    expect(fromSafetensors(toSafetensors(proxy)).predict([0, 1])).toEqual(net.predict([0, 1]));
    const options = { loss: crossEntropy, optimizer: sgd() };
    const trace = explain(net, [0, 1], [1, 0], options);
    expect(numbers(explain(proxy, [0, 1], [1, 0], { ...options, loss: wrap(crossEntropy) }))).toEqual(numbers(trace));
    expect(networkSvg(proxy)).toBe(networkSvg(net));
    expect(checkGradients(proxy, x, t, wrap(crossEntropy)).ok).toBe(true);
    const folds = { loss: crossEntropy, folds: 2, epochs: 1 };
    expect(crossValidate(() => wrap(make()), x, t, folds)).toEqual(crossValidate(make, x, t, folds));
    expect(() => crossValidate(() => proxy, x, t, folds)).toThrow("an earlier network again");
  });
});

test("an object that inherits from a piece is another piece", () => {
  const twice = Object.create(tanh, { apply: { value: (z: number) => 2 * tanh.apply(z) } });
  expect([behind(twice), itself(twice), isBuiltIn(twice)]).toEqual([undefined, twice, false]);
  expect(new Layer(1, 1, twice).activation).toBe(twice);
});

test("what is kept for an object is found behind proxies, and not for an object that inherits from it", () => {
  const kept = {};
  const marked = mark({ a: 1 }, kept);
  for (const value of [marked, ...Object.values(wrappings).map((wrap) => wrap(marked))]) {
    expect(keptFor(value)).toBe(kept);
  }
  for (const value of [Object.create(marked), mark({}), { ...marked }, null, 3]) expect(keptFor(value)).toBeUndefined();
});

test("marks do not show", () => {
  const marked = mark({ a: 1 });
  expect(marked).toEqual({ a: 1 });
  expect(Object.keys(marked)).toEqual(["a"]);
  expect(behind(marked)).toBe(marked);
  expect([behind({}), behind(null), behind(1), behind(undefined)]).toEqual(Array(4).fill(undefined));
  expect([marked, {}, null, 3, sgd(), clipNorm(sgd(), 1)].map(isOfAnotherCopy)).toEqual(Array(6).fill(false));
});
