import {
  type Activation,
  glorot,
  he,
  type Initializer,
  identity,
  Layer,
  leakyRelu,
  relu,
  Sequential,
  sigmoid,
  squaredError,
  tanh,
} from "deltarule";
import { expect, test } from "vitest";

const given = () =>
  new Sequential(
    [
      new Layer(2, 3, tanh, {
        weights: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        biases: [7, 8, 9],
      }),
      new Layer(3, 1, identity, { weights: [[10, 11, 12]], bias: false }),
      new Layer(1, 2, sigmoid, { weights: [[13], [14]], biases: [15, 16] }),
    ],
    { seed: 3 },
  );
const flat = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

test("parameters are W row by row, then b, layer by layer", () => {
  expect([...given().parameters]).toEqual(flat);
});

test("parameters, weights and biases share one memory, and predictions follow it", () => {
  const net = given();
  const [first, second] = net.layers;
  expect(second.biases).toBeNull();
  first.weights.data[3] = -4;
  if (first.biases) first.biases[2] = -9;
  expect(net.parameters[3]).toBe(-4);
  expect(net.parameters[8]).toBe(-9);
  net.parameters[11] = -12;
  expect([...second.weights.data]).toEqual([10, 11, -12]);
  net.parameters.fill(0);
  expect([...net.predict([1, 1])]).toEqual([0.5, 0.5]);
  net.parameters[14] = 800;
  expect(net.predict([1, 1])[0]).toBe(1);
  net.parameters[14] = Infinity;
  expect(() => net.predict([1, 1])).toThrow("predict: layer 2's biases[0] is Infinity, wanted a finite number");
});

test("it has its sizes, dtype, seed and engine, and its list of layers is frozen", () => {
  const net = given();
  expect([net.inputs, net.outputs, net.dtype, net.seed, net.engine.name]).toEqual([
    2,
    2,
    "float64",
    3,
    net.engine.name,
  ]);
  expect(net.engine.name).toMatch(/^(reference|simd)$/);
  expect(Object.isFrozen(net.layers)).toBe(true);
});

test("the list of layers is copied: later changes of it have no effect", () => {
  const layers: Layer[] = [new Layer(1, 1)];
  const net = new Sequential(layers, { seed: 1 });
  layers.push(new Layer(1, 1));
  expect(net.layers).toHaveLength(1);
});

test("given weights and biases are copied", () => {
  const weights = [[1]];
  const biases = [2];
  const net = new Sequential([new Layer(1, 1, identity, { weights, biases })], { seed: 1 });
  net.parameters.fill(5);
  expect([weights, biases]).toEqual([[[1]], [2]]);
});

test("the same seed gives the same bits and another seed other bits, in every layer", () => {
  const make = (seed: number) => new Sequential([new Layer(4, 4, tanh), new Layer(4, 4, relu)], { seed });
  expect(make(5).parameters).toEqual(make(5).parameters);
  for (const other of [6, 5 + 2 ** 32, 0, Number.MAX_SAFE_INTEGER]) {
    const [one, two] = [make(5), make(other)];
    for (const l of [0, 1] as const) expect(one.layers[l].weights.data).not.toEqual(two.layers[l].weights.data);
  }
  expect(make(5).layers[0].weights.data.map(Math.sign)).not.toEqual(make(5).layers[1].weights.data.map(Math.sign));
});

test("a layer's initial weights depend on the seed and its place, not on the layers around it", () => {
  const short = new Sequential([new Layer(2, 3, tanh)], { seed: 9 });
  const long = new Sequential([new Layer(2, 3, tanh), new Layer(3, 50, relu)], { seed: 9 });
  expect(long.layers[0].weights).toEqual(short.layers[0].weights);
});

test("a network without a seed draws one, and the same seed gives the same network", () => {
  const layers = () => [new Layer(3, 3, tanh), new Layer(3, 1)];
  const drawn = new Sequential(layers());
  expect(Number.isSafeInteger(drawn.seed)).toBe(true);
  expect(new Sequential(layers(), { seed: drawn.seed }).parameters).toEqual(drawn.parameters);
  const seeds = new Set(Array.from({ length: 8 }, () => new Sequential(layers()).seed));
  expect(seeds.size).toBeGreaterThan(1);
});

test("a layer draws with its activation's initializer by default, and its biases within ±1/√inputs", () => {
  const reach = (activation: Activation, initializer?: Initializer) => {
    const net = new Sequential([new Layer(50, 100, activation, { initializer })], { seed: 1 });
    const biases = Array.from(net.layers[0].biases ?? [], Math.abs);
    expect(Math.max(...biases)).toBeLessThanOrEqual(1 / Math.sqrt(50));
    expect(Math.max(...biases)).toBeGreaterThan(0.95 / Math.sqrt(50));
    return Math.max(...net.layers[0].weights.data.map(Math.abs));
  };
  const glorotLimit = Math.sqrt(6 / 150);
  const heLimit = Math.sqrt(6 / 50);
  for (const [measured, limit] of [
    [reach(tanh), glorotLimit],
    [reach(relu), heLimit],
    [reach(leakyRelu()), heLimit],
    [reach(tanh, he), heLimit],
    [reach(relu, glorot), glorotLimit],
  ]) {
    expect(measured).toBeLessThanOrEqual(limit);
    expect(measured).toBeGreaterThan(0.99 * limit);
  }
});

test("a user's initializer is called for each weight, row by row, with the layer's sizes", () => {
  const asked: number[][] = [];
  const count: Initializer = (inputs, outputs, random) => {
    asked.push([inputs, outputs, Number(random() < 1)]);
    return asked.length;
  };
  const net = new Sequential([new Layer(3, 2, tanh, { initializer: count })], { seed: 1 });
  expect([...net.layers[0].weights.data]).toEqual([1, 2, 3, 4, 5, 6]);
  expect(asked).toEqual(new Array(6).fill([3, 2, 1]));
});

test("clone gives the same network and shares nothing", () => {
  const net = given();
  const twin = net.clone();
  expect(twin).toBeInstanceOf(Sequential);
  expect(twin.parameters).toEqual(net.parameters);
  expect([twin.seed, twin.dtype, twin.engine]).toEqual([net.seed, net.dtype, net.engine]);
  expect(twin.layers.map((layer) => layer.biases === null)).toEqual([false, true, false]);
  expect(twin.toJSON()).toEqual(net.toJSON());
  const before = net.predict([0.1, 0.2]);
  expect(twin.predict([0.1, 0.2])).toEqual(before);
  twin.parameters.fill(0);
  twin.fit([[1, 1]], [[0, 1]], { loss: squaredError, epochs: 2 });
  expect([...net.parameters]).toEqual(flat);
  expect(net.predict([0.1, 0.2])).toEqual(before);
  expect(net.layers[0]).not.toBe(twin.layers[0]);
});

test("clone in float32 has the same bits, and calls no initializer", () => {
  let asked = 0;
  const third: Initializer = () => {
    asked++;
    return 1 / 3;
  };
  const net = new Sequential([new Layer(2, 2, tanh, { initializer: third })], { seed: 1, dtype: "float32" });
  expect(net.clone().clone().parameters).toEqual(net.parameters);
  expect(net.parameters[0]).toBe(Math.fround(1 / 3));
  expect(asked).toBe(4);
});

test("a user's activation works forward and backward", () => {
  const cube: Activation = { name: "cube", apply: (z) => z ** 3, derivative: (z) => 3 * z * z };
  const net = new Sequential([new Layer(1, 1, cube, { weights: [[2]], biases: [1] })], { seed: 1 });
  expect(net.predict([1])[0]).toBe(27);
  const { loss, layers, gradient } = net.backward(net.forward([1]), [26], squaredError);
  expect([loss, layers[0].delta.data[0], ...gradient]).toEqual([0.5, 27, 27, 27]);
});

test("beside given weights the biases start at 0", () => {
  const net = new Sequential([new Layer(1, 2, tanh, { weights: [[1], [2]] })], { seed: 1 });
  expect([...(net.layers[0].biases ?? [])]).toEqual([0, 0]);
});

test("a user's row-wise activation works forward and backward", () => {
  const reversed: Activation = {
    name: "reversed",
    applyRow: (z, into) => into.set(Array.from(z).reverse()),
    backwardRow: (_z, _a, gradient, into) => into.set(Array.from(gradient).reverse()),
  };
  const net = new Sequential(
    [
      new Layer(2, 2, reversed, {
        bias: false,
        weights: [
          [1, 0],
          [0, 1],
        ],
      }),
    ],
    { seed: 1 },
  );
  expect([...net.predict([3, 4])]).toEqual([4, 3]);
  const { layers, input } = net.backward(net.forward([3, 4]), [3, 1], squaredError);
  expect([...layers[0].delta.data]).toEqual([2, 1]);
  expect([...input.data]).toEqual([2, 1]);
});

test("backward takes the network's present weights, and changes neither network nor forward pass", () => {
  const net = given();
  const pass = net.forward([
    [1, 2],
    [3, 4],
  ]);
  const copy = structuredClone(pass);
  net.parameters.set(flat.map((value) => value / 100));
  const before = net.parameters.slice();
  const back = net.backward(
    net.forward([
      [1, 2],
      [3, 4],
    ]),
    [
      [0, 1],
      [1, 0],
    ],
    squaredError,
  );
  back.gradient.fill(0);
  expect([...back.layers[0].weights.data]).toEqual([0, 0, 0, 0, 0, 0]);
  expect(net.parameters).toEqual(before);
  expect(pass).toEqual(copy);
});
