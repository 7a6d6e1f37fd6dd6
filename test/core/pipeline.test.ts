import {
  DataError,
  type Dtype,
  FormatError,
  Layer,
  matrix,
  minMax,
  mse,
  OptionError,
  Pipeline,
  type Scaler,
  Sequential,
  ShapeError,
  sgd,
  standardize,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testFailures } from "../helpers/failures.js";
import { randomFrom } from "../helpers/numeric.js";

const random = randomFrom(71);
const rows = Array.from({ length: 12 }, () => [1000 * random(), random() / 1000 - 7]);
const targets = rows.map(([a, b]) => [3 * a - 200 * b]);
const parts = (dtype: Dtype = "float64") => {
  const [inputs, outputs] = [standardize(rows), minMax(targets)];
  const network = new Sequential([new Layer(2, 4, tanh), new Layer(4, 1)], { seed: 5, dtype });
  network.fit(inputs.transform(rows), outputs.transform(targets), { loss: mse, optimizer: sgd(), epochs: 20 });
  return { network, inputs, outputs };
};
const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe("a pipeline", () => {
  for (const dtype of ["float64", "float32"] as const) {
    test(`of a ${dtype} network predicts as its parts in turn, bit for bit, for rows, matrices and samples`, () => {
      const { network, inputs, outputs } = parts(dtype);
      const pipeline = new Pipeline({ network, inputs, outputs });
      fc.assert(
        fc.property(fc.array(fc.tuple(finite, finite), { minLength: 1, maxLength: 5 }), (x) => {
          const wanted = outputs.inverse(network.predict(inputs.transform(x)));
          const raw = matrix(x.length, 2, x.flat());
          expect(pipeline.predict(raw)).toEqual(wanted);
          expect(pipeline.predict(x)).toEqual(x.map((_, r) => wanted.data.slice(r, r + 1)));
          expect(pipeline.predict(x[0])).toEqual(wanted.data.slice(0, 1));
          expect([...raw.data]).toEqual(x.flat());
        }),
        { seed: 72, numRuns: 40 },
      );
      const Vector = dtype === "float32" ? Float32Array : Float64Array;
      expect(pipeline.predict([1, 2])).toBeInstanceOf(Vector);
    });
  }

  test("predicts in the units of the targets after training", () => {
    const { network, inputs, outputs } = parts();
    network.fit(inputs.transform(rows), outputs.transform(targets), {
      loss: mse,
      optimizer: sgd({ learningRate: 0.2 }),
      epochs: 500,
    });
    const pipeline = new Pipeline({ network, inputs, outputs });
    pipeline.predict(rows).forEach(([answer], r) => {
      expect(Math.abs(answer - targets[r][0])).toBeLessThan(300);
    });
    expect(Math.max(...targets.flat()) - Math.min(...targets.flat())).toBeGreaterThan(1500);
  });

  test("works without either scaler", () => {
    const { network, inputs, outputs } = parts();
    const x = [[0.5, -0.5]];
    expect(new Pipeline({ network }).predict(x)).toEqual(network.predict(x));
    expect(new Pipeline({ network, inputs }).predict(rows)).toEqual(
      toRows(network.predict(inputs.transform(rows)).data),
    );
    expect(new Pipeline({ network, outputs }).predict(x)[0]).toEqual(outputs.inverse(network.predict(x)).data);
  });

  test("survives JSON exactly, with and without scalers", () => {
    for (const dtype of ["float64", "float32"] as const) {
      const { network, inputs, outputs } = parts(dtype);
      for (const made of [{ network, inputs, outputs }, { network, inputs }, { network, outputs }, { network }]) {
        const pipeline = new Pipeline(made);
        const back = Pipeline.fromJSON(JSON.parse(JSON.stringify(pipeline)));
        expect(back.toJSON()).toEqual(pipeline.toJSON());
        expect(back.predict(rows)).toEqual(pipeline.predict(rows));
        expect([back.inputs?.name, back.outputs?.name]).toEqual([made.inputs?.name, made.outputs?.name]);
      }
    }
  });

  test("with a custom activation is read when that is given", () => {
    const sine = { name: "sine", apply: Math.sin, derivative: Math.cos };
    const network = new Sequential([new Layer(1, 2, sine)], { seed: 1 });
    const pipeline = new Pipeline({ network, inputs: minMax([[1], [2]]) });
    const back = Pipeline.fromJSON(pipeline.toJSON(), { activations: [sine] });
    expect(back.predict([1.5])).toEqual(pipeline.predict([1.5]));
  });
});

const toRows = (data: ArrayLike<number>) => Array.from(data, (value) => Float64Array.of(value));

describe("changed JSON", () => {
  const { network, inputs, outputs } = parts();
  const pipeline = new Pipeline({ network, inputs, outputs });
  const json = JSON.parse(JSON.stringify(pipeline));
  const places = (value: unknown, at: readonly string[] = []): (readonly string[])[] =>
    typeof value !== "object" || value === null
      ? [at]
      : [at, ...Object.entries(value).flatMap(([key, part]) => places(part, [...at, key]))];
  const replaced = (value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown => {
    if (key === undefined) return by;
    const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
    const fields = copy as Record<string, unknown>;
    fields[key] = replaced(fields[key], rest, by);
    return copy;
  };

  test("gives the same pipeline or a FormatError, nothing else", () => {
    const strange = fc.oneof(
      fc.constantFrom<unknown>(undefined, null, true, 0, -1, 2.5, 1e308, "", "minMax", [], {}, [1, 2], {
        name: "minMax",
      }),
      fc.jsonValue(),
    );
    let loaded = 0;
    fc.assert(
      fc.property(fc.constantFrom(...places(json)), strange, (place, value) => {
        const changed = replaced(json, place, value);
        let back: Pipeline;
        try {
          back = Pipeline.fromJSON(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          expect((error as Error).message).toMatch(/^fromJSON: /);
          return;
        }
        loaded++;
        expect(back.toJSON()).toEqual(pipeline.toJSON());
      }),
      { seed: 73, numRuns: 600 },
    );
    expect(loaded).toBeLessThan(60);
  });

  const no = (what: string, change: object, sentence: string) =>
    [what, () => Pipeline.fromJSON({ ...json, ...change }), FormatError, `fromJSON: ${sentence}`] as const;
  testFailures([
    [
      "nothing",
      () => Pipeline.fromJSON(null),
      FormatError,
      'fromJSON: format is undefined, wanted "deltarule/pipeline"',
    ],
    no("a network's", json.network, 'format is "deltarule/network", wanted "deltarule/pipeline"'),
    no("another version", { version: 7 }, "version is 7, wanted 1, the version this library reads"),
    no("no network", { network: null }, "the JSON is null, wanted an object"),
    no("another scaler", { inputs: { name: "log" } }, 'inputs is "log", wanted "standardize" or "minMax"'),
    no("no scaler", { outputs: undefined }, 'outputs is undefined, wanted "standardize" or "minMax"'),
    no(
      "no offsets",
      { outputs: { name: "minMax", scales: [1] } },
      "outputs has offsets that are not a list of numbers",
    ),
    no(
      "a scale of 0",
      { outputs: { name: "minMax", offsets: [1], scales: [0] } },
      "outputs has scales that are not a list of numbers other than 0",
    ),
    no(
      "more scales than offsets",
      { outputs: { name: "minMax", offsets: [1], scales: [1, 2] } },
      "outputs has 1 offsets, but 2 scales",
    ),
    no(
      "a wrong checksum",
      { checksum: "" },
      `checksum is "", wanted "${json.checksum}": the file was changed after it was written`,
    ),
  ]);
});

describe("a wrong call", () => {
  const { network, inputs } = parts();
  const own: Scaler = {
    name: "own",
    transform: (x) => inputs.transform(x),
    inverse: (x) => inputs.inverse(x),
    toJSON: () => ({ name: "own" }),
  };
  testFailures([
    [
      "no parts",
      () => new Pipeline(undefined as never),
      OptionError,
      "Pipeline: the options are undefined, wanted an object",
    ],
    ["no network", () => new Pipeline({} as never), OptionError, "Pipeline: network is undefined, wanted a Sequential"],
    [
      "an unknown part",
      () => new Pipeline({ network, scaler: inputs } as never),
      OptionError,
      'Pipeline: there is no option "scaler"; there are network, inputs, outputs',
    ],
    [
      "half a scaler",
      () => new Pipeline({ network, outputs: { name: "half", transform: inputs.transform } as never }),
      OptionError,
      'Pipeline: outputs is the object "half" without a function inverse, wanted a scaler such as standardize(x)',
    ],
    [
      "rows too short",
      () => new Pipeline({ network, inputs }).predict([[1, 2], [3]]),
      ShapeError,
      "predict: row 1 of the inputs has 1 number, the network takes 2",
    ],
    [
      "a sample with NaN",
      () => new Pipeline({ network, inputs }).predict([1, Number.NaN]),
      DataError,
      "predict: number 1 of the sample is NaN, wanted a finite number",
    ],
    [
      "reading a custom scaler",
      () => Pipeline.fromJSON(new Pipeline({ network, inputs: own }).toJSON()),
      FormatError,
      'fromJSON: inputs is "own", wanted "standardize" or "minMax"',
    ],
  ]);
});
