import {
  type Activation,
  DataError,
  Layer,
  leakyRelu,
  OptionError,
  Pipeline,
  relu,
  type Sample,
  Sequential,
  ShapeError,
  sigmoid,
  softmax,
  standardize,
  surrogate,
} from "deltarule";
import { type SourceOptions, toSource } from "deltarule/formats";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const square: Activation = { name: "square", apply: (z) => z * z, derivative: (z) => 2 * z };
const other: Activation = { name: "square", apply: (z) => -z * z, derivative: (z) => -2 * z };
const rows: Activation = { name: "rows", applyRow: () => {}, backwardRow: () => {} };
const net = (...activations: Activation[]): Sequential =>
  new Sequential(
    activations.map((activation): Layer => new Layer(2, 2, activation)),
    { seed: 1 },
  );
const js = (model: Sequential | Pipeline, options: Partial<SourceOptions> = {}) =>
  toSource(model, { language: "js", ...options });
const load = (code: string, name = "predict") =>
  new Function(`${code.replace(/^export /gm, "")}; return { predict: ${name}, predictInto: ${name}Into };`)() as {
    predict(sample: Sample): number[];
    predictInto<Output>(sample: Sample, output: Output): Output;
  };

describe("the functions of a file", () => {
  test("predict returns a new array, predictInto fills the array that it is given", () => {
    const model = net(sigmoid);
    const { predict, predictInto } = load(js(model));
    const first = predict([1, 2]);
    expect(first).not.toBe(predict([1, 2]));
    expect(first).toEqual([...model.predict([1, 2])]);
    const sample = new Float64Array([3, 4]);
    const wanted = [...model.predict([3, 4])];
    expect(predictInto(sample, sample)).toBe(sample);
    expect([...sample]).toEqual(wanted);
    expect(first).toEqual([...model.predict([1, 2])]);
  });

  test("refuse a sample of another length", () => {
    const { predict } = load(js(net(sigmoid)));
    expect(() => predict([1])).toThrow(new RangeError("predict: the sample has 1 numbers, wanted 2"));
  });

  test("have the given name, which begins with predict", () => {
    const model = net(sigmoid);
    expect(load(js(model, { name: "predictPrice" }), "predictPrice").predict([1, 2])).toEqual([
      ...model.predict([1, 2]),
    ]);
    expect(toSource(model, { language: "c", name: "predictPrice" })).toContain(
      "\nvoid predictPrice(const double *sample, double *output) {",
    );
  });

  test("use the expression that is given for your own activation, also inside a surrogate", () => {
    const model = net(square, sigmoid, surrogate(square as never, sigmoid), leakyRelu(0.3));
    const { predict } = load(js(model, { activations: { square: "z * z" } }));
    expect(predict([0.5, 2])).toEqual([...model.predict([0.5, 2])]);
    const c = toSource(net(square), { language: "c", activations: { square: "z * z" } });
    expect(c).toContain("static double nn_own0(double z) {\n  return z * z;\n}");
  });

  test("stand behind a comment that no name of an activation can end", () => {
    const evil: Activation = { ...square, name: "*/ boom(); /*\nboom();//" };
    const activations = { [evil.name]: "z * z" };
    const model = net(evil);
    expect(load(js(model, { activations })).predict([1, 2])).toEqual([...model.predict([1, 2])]);
    expect(toSource(model, { language: "c", activations })).not.toContain("boom();");
  });
});

describe("of the library's functions, a file has only those that the network needs", () => {
  test.each([
    ["relu", relu, /exp\(|geometric|power/],
    ["sigmoid", sigmoid, /expm1|log1p|erf|tanh|DataView|sumError/],
    ["softmax", softmax, /expm1|log1p|erf|tanh|DataView|sumError/],
  ])("for %s", (_, activation, absent) => {
    for (const language of ["js", "ts", "c"] as const)
      expect(toSource(net(activation), { language })).not.toMatch(absent);
  });
});

describe("C", () => {
  test("looks like this for a small network with scalers", () => {
    const layer = new Layer(2, 1, leakyRelu(0.5), { weights: [[2, -0.5]], biases: [0.1] });
    const network: Sequential = new Sequential([layer as Layer], { dtype: "float32", seed: 1 });
    const model = new Pipeline({
      network,
      inputs: standardize([
        [0, 1],
        [2, 5],
      ]),
    });
    expect(toSource(model, { language: "c" })).toBe(`/*
 * A neural network, 2 → 1 leakyRelu, float32, its scalers included. Written by deltarule's toSource.
 * C99. Compile with -ffp-contract=off (gcc's -std=c99 implies it) and without -ffast-math for the same bits as in JavaScript.
 */

#include <math.h>
#include <stdint.h>
#include <string.h>

/* The elementary functions need doubles of 64 bits. */
typedef char doubleHas64Bits[sizeof(double) == 8 ? 1 : -1];

enum { predictInputs = 2, predictOutputs = 1 };

/* Fills output[1] from sample[2]. */
void predict(const float *sample, float *output);

static float single(double x) {
  volatile float rounded = (float)x;
  return rounded;
}

static double nn_leakyRelu(double z, double slope) {
  return z > 0.0 ? z : slope * z;
}

static const double offsetsIn[2] = {
  1.0, 3.0,
};
static const double scalesIn[2] = {
  1.0, 2.0,
};
static const float W0[2] = {
  2.0f, -0.5f,
};
static const float b0[1] = {
  0.100000001f,
};

void predict(const float *sample, float *output) {
  float x[2];
  for (int i = 0; i < 2; i++) x[i] = single((sample[i] - offsetsIn[i]) / scalesIn[i]);
  float a0[1];
  for (int j = 0; j < 1; j++) {
    float sum = b0[j];
    for (int i = 0; i < 2; i++) sum += x[i] * W0[2 * j + i];
    a0[j] = single(nn_leakyRelu(sum, 0.5));
  }
  for (int k = 0; k < 1; k++) output[k] = a0[k];
}
`);
  });
});

describe("toSource refuses", () => {
  const broken = net(sigmoid);
  broken.parameters[5] = Number.NaN;
  const lopsided = new Pipeline({ network: net(sigmoid), inputs: standardize([[1, 2, 3]]) });
  testFailures([
    [
      "an activation of your own without an expression",
      () => js(net(sigmoid, square)),
      OptionError,
      `toSource: layer 1's square is an activation of your own: give it as an expression of z, { activations: { "square": "…" } }`,
    ],
    [
      "an activation of your own that works on rows",
      () => js(net(rows)),
      OptionError,
      "toSource: layer 0's rows is an activation of your own that works on whole rows, which has no source here",
    ],
    [
      "one expression for two activations",
      () => js(net(square, other), { activations: { square: "z * z" } }),
      OptionError,
      "toSource: activations.square: 2 different activations have that name",
    ],
    [
      "an expression that no layer uses",
      () => js(net(sigmoid), { activations: { sine: "Math.sin(z)" } }),
      OptionError,
      "toSource: activations.sine: no layer's activation has that name",
    ],
    [
      "an empty expression",
      () => js(net(square), { activations: { square: " " } }),
      OptionError,
      'toSource: activations.square is " ", wanted an expression of z',
    ],
    [
      "expressions that are no object",
      () => js(net(square), { activations: [] as never }),
      OptionError,
      "toSource: activations are an array of 0, wanted expressions by name",
    ],
    [
      "an unknown language",
      () => js(net(sigmoid), { language: "rust" as never }),
      OptionError,
      'toSource: language is "rust", wanted "js", "ts" or "c"',
    ],
    [
      "a name that does not begin with predict",
      () => js(net(sigmoid), { name: "class" }),
      OptionError,
      'toSource: name is "class", wanted "predict" or one that begins so, such as "predictXor"',
    ],
    [
      "an unknown option",
      () => js(net(sigmoid), { minify: true } as never),
      OptionError,
      'toSource: there is no option "minify"; there are language, name, activations',
    ],
    [
      "a parameter that is NaN",
      () => js(broken),
      DataError,
      "toSource: layer 0's biases[1] is NaN, wanted a finite number",
    ],
    [
      "a value that is no model",
      () => js({} as never),
      OptionError,
      "toSource: the model is an object, wanted a Sequential or a Pipeline",
    ],
    [
      "a scaler of another number of columns",
      () => js(lopsided),
      ShapeError,
      "toSource: the scaler of the inputs has 3 columns, the network's are 2",
    ],
  ]);
});
