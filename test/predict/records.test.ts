import {
  adam,
  binaryCrossEntropy,
  columns,
  crossEntropy,
  DataError,
  FormatError,
  Layer,
  labels,
  matrix,
  Pipeline,
  Sequential,
  sigmoid,
  softmax,
  standardize,
  tanh,
} from "deltarule";
import { loadPredictor } from "deltarule/predict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { changedTexts } from "../helpers/jsonTexts.js";

const saved = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const records = Array.from({ length: 24 }, (_, i) => ({
  age: i % 5 === 2 ? null : String(20 + ((i * 7) % 30)),
  kind: ["red", "green", "blue"][i % 3],
}));
const answers = records.map(({ kind }) => (kind === "red" ? "stop" : "go"));
const options = { optimizer: adam({ learningRate: 0.05 }), epochs: 60, onWarning: () => undefined };

function ofRecords(dtype: "float32" | "float64" = "float64") {
  const pipeline = new Pipeline({
    network: new Sequential([new Layer(4, 5, tanh), new Layer(5, 1, sigmoid)], { seed: 2, dtype }),
    inputs: columns({
      age: { type: "number", missing: "median" },
      kind: { type: "category", unknown: "ignore" },
    }),
    outputs: labels<"go" | "stop">,
  });
  pipeline.fit(records, answers as ("go" | "stop")[], { loss: binaryCrossEntropy, ...options });
  return pipeline;
}

test.each(["float64", "float32"] as const)("records in, labels out, to the bits of the pipeline in %s", (dtype) => {
  const pipeline = ofRecords(dtype);
  const predictor = loadPredictor<"go" | "stop", (typeof records)[number]>(saved(pipeline));
  expect(predictor.predict(records)).toEqual(answers);
  expect(predictor.probabilities(records)).toEqual(pipeline.probabilities(records));
  expect(predictor.predict({ age: null, kind: "red" })).toBe("stop");
  expect(predictor.predict({ age: null, kind: "violet" })).toBe(pipeline.predict([{ age: null, kind: "violet" }])[0]);
});

test("rows in, labels of three classes out", () => {
  const x = records.map((_, i) => [i, (i % 3) - 1]);
  const t = records.map((_, i) => i % 3);
  const pipeline = new Pipeline({
    network: new Sequential([new Layer(2, 6, tanh), new Layer(6, 3, softmax)], { seed: 1 }),
    inputs: standardize,
    outputs: labels<0 | 1 | 2>,
  });
  pipeline.fit(x, t as (0 | 1 | 2)[], { loss: crossEntropy, ...options });
  const predictor = loadPredictor<0 | 1 | 2>(saved(pipeline));
  expect(predictor.predict(x)).toEqual(pipeline.predict(x));
  expect(predictor.predict(x[4] as number[])).toBe(1);
  const plain = matrix(x);
  expect(predictor.predict({ rows: plain.rows, columns: plain.columns, data: [...plain.data] })).toEqual(t);
});

test("bad records are sentences", () => {
  const { predict } = loadPredictor<string, object>(saved(ofRecords()));
  expect(() => predict([{ age: "old", kind: "red" }])).toThrow('row 0, column "age" is "old", wanted a finite number');
  expect(() => predict([])).toThrow(DataError);
  expect(() => predict([[1, 2, 3, 4]])).toThrow("row 0 is an array of 4, wanted a record");
  expect(() => predict({ age: 3 })).toThrow('column "kind" is a gap');
});

test("a file that was changed is refused, or read to the same bits", () => {
  const pipeline = ofRecords();
  const wanted = pipeline.probabilities(records);
  let refused = 0;
  fc.assert(
    fc.property(changedTexts(saved(pipeline)), (text) => {
      let changed: ReturnType<typeof loadPredictor<string, object>>;
      try {
        changed = loadPredictor(JSON.parse(text));
      } catch (error) {
        if (!(error instanceof FormatError) || !error.message.startsWith("loadPredictor: ")) throw error;
        refused++;
        return;
      }
      expect(changed.probabilities(records)).toEqual(wanted);
    }),
    { seed: 6, numRuns: 300 },
  );
  expect(refused).toBeGreaterThan(150);
});
