import * as deltarule from "deltarule";
import { expect, test } from "vitest";

/** The names that this first part of the library exports. */
const foundation = [
  "Layer",
  "Sequential",
  "matrix",
  "argmax",
  "identity",
  "sigmoid",
  "step",
  "tanh",
  "relu",
  "leakyRelu",
  "softplus",
  "softmax",
  "surrogate",
  "elu",
  "selu",
  "softsign",
  "gelu",
  "geluTanh",
  "silu",
  "hardSigmoid",
  "squaredError",
  "mse",
  "mae",
  "huber",
  "binaryCrossEntropy",
  "crossEntropy",
  "hinge",
  "sgd",
  "glorot",
  "he",
  "leCun",
  "accuracy",
  "rmse",
  "oneHot",
  "standardize",
  "split",
  "reference",
  "DeltaruleError",
  "ShapeError",
  "DataError",
  "OptionError",
  "NotDifferentiableError",
  "DivergenceError",
  "FormatError",
];

test("each of these names is exported", () => {
  expect(foundation.filter((name) => !(name in deltarule))).toEqual([]);
});

test("there is no default export, and no export is undefined", () => {
  expect("default" in deltarule).toBe(false);
  for (const [name, value] of Object.entries(deltarule)) expect([name, typeof value]).not.toEqual([name, "undefined"]);
});

test("objects that are exported are frozen", () => {
  const loose = Object.entries(deltarule).filter(([, value]) => typeof value === "object" && !Object.isFrozen(value));
  expect(loose.map(([name]) => name)).toEqual([]);
});

test("an object is exported under its own name", () => {
  for (const [name, value] of Object.entries(deltarule)) {
    if (typeof value === "object") expect(value).toMatchObject({ name });
  }
});
