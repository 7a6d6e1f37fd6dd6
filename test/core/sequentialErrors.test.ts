import { DataError, Layer, OptionError, Sequential, ShapeError, sigmoid, tanh } from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures, thrownBy } from "../helpers/failures.js";

const net = () => new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 7 });
const joined = () => net().layers[0];
const wide: readonly Layer[] = [new Layer(2, 8), new Layer(4, 1)];

describe("Sequential", () => {
  testFailures([
    [
      "layers that do not fit",
      () => new Sequential(wide),
      ShapeError,
      "Sequential: layer 1: this layer takes 4 inputs, but the layer before it gives 8",
    ],
    [
      "no layers",
      () => new Sequential([]),
      OptionError,
      "Sequential: layers are an array of 0, wanted an array of at least one Layer",
    ],
    [
      "layers that are null",
      () => new Sequential(null as never),
      OptionError,
      "Sequential: layers are null, wanted an array of at least one Layer",
    ],
    [
      "a layer that is none",
      () => new Sequential([{ inputs: 1, outputs: 1 }] as never),
      OptionError,
      "Sequential: layer 0 is an object, wanted a Layer",
    ],
    [
      "a hole among the layers",
      () => new Sequential(Object.assign(new Array<Layer>(2), { 0: new Layer(1, 1) })),
      OptionError,
      "Sequential: layer 1 is undefined, wanted a Layer",
    ],
    [
      "a layer of another network",
      () => new Sequential([joined()]),
      OptionError,
      "Sequential: layer 0 is part of a network already; make a new Layer, or clone() the network",
    ],
    [
      "a layer twice",
      () => ((same) => new Sequential([same, new Layer(1, 1), same]))(new Layer(1, 1)),
      OptionError,
      "Sequential: layer 2 is layer 0 again; make a new Layer for each place",
    ],
    [
      "an unknown option",
      () => new Sequential([new Layer(1, 1)], { sead: 1 } as never),
      OptionError,
      'Sequential: there is no option "sead"; there are dtype, seed, engine; did you mean seed?',
    ],
    [
      "an unknown dtype",
      () => new Sequential([new Layer(1, 1)], { dtype: "float16" as never }),
      OptionError,
      'Sequential: dtype is "float16", wanted "float64" or "float32"',
    ],
    [
      "a negative seed",
      () => new Sequential([new Layer(1, 1)], { seed: -1 }),
      OptionError,
      "Sequential: seed is -1, wanted a whole number from 0 to 9007199254740991",
    ],
    [
      "an engine by name",
      () => new Sequential([new Layer(1, 1)], { engine: "simd" as never }),
      OptionError,
      'Sequential: engine is "simd", wanted an engine such as reference',
    ],
    [
      "an initializer that gives NaN",
      () => new Sequential([new Layer(1, 1), new Layer(1, 1, sigmoid, { initializer: () => Number.NaN })]),
      OptionError,
      "Sequential: layer 1's initializer gave NaN, wanted a finite number",
    ],
    [
      "weights beyond float32",
      () => new Sequential([new Layer(2, 1, sigmoid, { weights: [[1, 1e39]] })], { dtype: "float32" }),
      DataError,
      "Sequential: number 1 of layer 0's weights is 1e+39, beyond float32",
    ],
    [
      "biases beyond float32",
      () => new Sequential([new Layer(1, 1, sigmoid, { biases: [-4e38] })], { dtype: "float32" }),
      DataError,
      "Sequential: number 0 of layer 0's biases is -4e+38, beyond float32",
    ],
  ]);

  const failing: readonly (readonly [string, (layer: Layer) => unknown])[] = [
    ["layers that do not fit", (layer) => new Sequential([layer, new Layer(4, 1) as Layer])],
    ["a bad option", (layer) => new Sequential([layer], { seed: 0.5 })],
    ["something that is no layer", (layer) => new Sequential([layer, null as never])],
    [
      "a later initializer that throws",
      (layer) =>
        new Sequential([
          layer,
          new Layer(layer.outputs, 1, tanh, {
            initializer: () => {
              throw new Error("no");
            },
          }) as Layer,
        ]),
    ],
    [
      "a later initializer that gives infinity",
      (layer) => new Sequential([layer, new Layer(layer.outputs, 1, tanh, { initializer: () => Infinity }) as Layer]),
    ],
  ];
  for (const [what, fail] of failing) {
    test(`a layer is free to join a network after ${what}`, () => {
      const layer: Layer = new Layer(2, 3, tanh);
      expect(thrownBy(() => fail(layer))).toBeInstanceOf(Error);
      expect(new Sequential([layer], { seed: 1 }).layers[0]).toBe(layer);
    });
  }
});
