import {
  accuracy,
  adam,
  binaryCrossEntropy,
  columns,
  crossEntropy,
  crossValidate,
  DataError,
  DeltaruleError,
  kFold,
  Layer,
  labels,
  minMax,
  mse,
  OptionError,
  Pipeline,
  rmse,
  type Samples,
  Sequential,
  ShapeError,
  sigmoid,
  softmax,
  split,
  standardize,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../helpers/failures.js";

const kinds = ["rose", "lily", "iris"];
const t = Array.from({ length: 60 }, (_, r) => kinds[r % 3]);
const x = t.map((kind, r) => [5e4 + 900 * kinds.indexOf(kind) + 300 * Math.sin(r), 1 + 0.004 * Math.cos(7 * r), r]);
const network = (seed = 3) => new Sequential([new Layer(3, 6, tanh), new Layer(6, 3, softmax)], { seed });
const options = { loss: crossEntropy, optimizer: adam({ learningRate: 0.03 }), epochs: 30 };
const make = (seed?: number) => new Pipeline({ network: network(seed), inputs: standardize, outputs: labels });
const fresh = () => ({ ...options, optimizer: adam({ learningRate: 0.03 }) });
const lists = (rows: Samples) =>
  "data" in rows
    ? Array.from({ length: rows.rows }, (_, r) => Array.from(rows.data).slice(r * rows.columns, (r + 1) * rows.columns))
    : rows.map((row) => Array.from(row));

describe("a pipeline of makers", () => {
  test("trains as its parts by hand, bit for bit", () => {
    const [inputs, outputs] = [standardize(x), labels(t)];
    const net = network();
    net.fit(inputs.transform(x), outputs.encode(t), fresh());
    const pipeline = make();
    expect(pipeline.fitted).toBe(false);
    pipeline.fit(x, t, fresh());
    expect(pipeline.fitted).toBe(true);
    expect(pipeline.network.parameters).toEqual(net.parameters);
    expect(pipeline.probabilities(x)).toEqual([...net.predict(inputs.transform(x))].map((row) => row.slice()));
    expect(pipeline.predict(x)).toEqual(outputs.decode(net.predict(inputs.transform(x))));
    expect(pipeline.predict(x[4])).toBe(pipeline.predict(x)[4]);
    expect(pipeline.evaluate(x, t, { loss: crossEntropy, metrics: [accuracy] })).toEqual(
      net.evaluate(inputs.transform(x), outputs.encode(t), { loss: crossEntropy, metrics: [accuracy] }),
    );
  });

  test("fits the makers without the validation share, whose rows the network holds out too", () => {
    for (const validation of [0.25, { share: 0.25, from: "end" }, { share: 0.25, stratify: true }] as const) {
      const seen: number[][] = [];
      const spy = (rows: Samples) => {
        seen.push(lists(rows).map((row) => row[2]));
        return standardize(rows);
      };
      const pipeline = new Pipeline({ network: network(), inputs: spy, outputs: labels });
      const { epochs } = pipeline.fit(x, t, { ...fresh(), validation });
      expect(seen).toHaveLength(1);
      expect(new Set(seen[0]).size).toBe(45);
      const held = x.map((_, r) => r).filter((r) => !seen[0].includes(r));
      const [hx, ht] = [held.map((r) => x[r]), held.map((r) => t[r])];
      const { loss } = pipeline.evaluate(hx, ht, { loss: crossEntropy });
      expect(loss).toBeCloseTo(epochs[epochs.length - 1].validation?.loss ?? Number.NaN, 12);
      if (typeof validation === "object" && "from" in validation) expect(held[0]).toBe(45);
    }
  });

  test("validates on rows that were given, which the makers do not see", () => {
    const pipeline = make();
    const { epochs } = pipeline.fit(x.slice(0, 45), t.slice(0, 45), {
      ...fresh(),
      validation: [x.slice(45), t.slice(45)],
    });
    const { loss } = pipeline.evaluate(x.slice(45), t.slice(45), { loss: crossEntropy });
    expect(epochs[29].validation?.loss).toBeCloseTo(loss, 12);
    expect(pipeline.inputs?.toJSON()).toEqual(standardize(x.slice(0, 45)).toJSON());
  });

  test("goes on with its fitted parts in a second fit, and resumes to the same bits", async () => {
    const [once, twice, resumed, later] = [make(), make(), make(), make()];
    const adamOf = { ...fresh(), epochs: 3 };
    once.fit(x, t, { ...fresh(), epochs: 6 });
    twice.fit(x, t, adamOf);
    const { inputs } = twice;
    let saved = "";
    twice.fit(x, t, adamOf);
    expect(twice.inputs).toBe(inputs);
    expect(twice.network.parameters).toEqual(once.network.parameters);
    for (const epoch of later.train(x, t, fresh())) {
      if (epoch.epoch !== 3) continue;
      saved = JSON.stringify(epoch.checkpoint());
      break;
    }
    await resumed.fitAsync(x, t, { ...fresh(), epochs: 6, resume: JSON.parse(saved) });
    expect(resumed.network.parameters).toEqual(once.network.parameters);
    expect(resumed.predict(x)).toEqual(once.predict(x));
  });

  test("evaluates in the units of the targets", () => {
    const [r, y] = [x.map((_, i) => [i]), x.map((_, i) => [1000 + 50 * i])];
    const net = new Sequential([new Layer(1, 5, tanh), new Layer(5, 1)], { seed: 1 });
    const pipeline = new Pipeline({ network: net, inputs: minMax({ from: [0, 100] }), outputs: standardize });
    pipeline.fit(r, y, { loss: mse, optimizer: adam({ learningRate: 0.02 }), epochs: 100 });
    const squares = pipeline.predict(r).map(([o], i) => (o - y[i][0]) ** 2);
    const weights = r.map((_, i) => i % 3);
    const { loss } = pipeline.evaluate(r, y, { loss: mse, sampleWeights: weights });
    expect(loss / (squares.reduce((sum, s, i) => sum + s * weights[i], 0) / 60)).toBeCloseTo(1, 12);
    const { metrics } = pipeline.evaluate(r, y, { loss: mse, metrics: [rmse] });
    expect(metrics.rmse ** 2 / (squares.reduce((sum, s) => sum + s) / 60)).toBeCloseTo(1, 12);
  });

  test("takes records, and survives JSON with its columns and labels", () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({
      age: i % 7 === 3 ? null : 20 + ((i * 37) % 50),
      kind: "rgb"[i % 3],
    }));
    const stops = rows.map(({ kind }) => kind === "r");
    const pipeline = new Pipeline({
      network: new Sequential([new Layer(4, 6, tanh), new Layer(6, 1, sigmoid)], { seed: 1 }),
      inputs: columns({ age: { type: "number", missing: "median" }, kind: "category" }),
      outputs: labels([true, false]),
    });
    expect(String(pipeline)).toMatch(/^Pipeline columns, not fitted → Sequential .* → labels$/);
    pipeline.fit(rows, stops, { loss: binaryCrossEntropy, optimizer: adam({ learningRate: 0.03 }), epochs: 100 });
    expect(pipeline.predict(rows)).toEqual(stops);
    expect(pipeline.predict(rows[0])).toBe(true);
    const back = Pipeline.fromJSON<(typeof rows)[number], boolean>(JSON.parse(JSON.stringify(pipeline)));
    expect(back.probabilities(rows)).toEqual(pipeline.probabilities(rows));
    expect(back.predict(rows)).toEqual(stops);
    expect(back.toJSON()).toEqual(pipeline.toJSON());
  });
});

describe("cross-validation of pipelines", () => {
  test("fits each fold's makers to its training rows, as by hand", () => {
    const targets = x.map(([, , r]) => [Math.sin(r), r]);
    const net = (fold: number) => new Sequential([new Layer(3, 4, tanh), new Layer(4, 2)], { seed: fold });
    const by = { loss: mse, epochs: 5 };
    const { folds } = crossValidate(
      (fold) => new Pipeline({ network: net(fold), inputs: standardize, outputs: minMax }),
      x,
      targets,
      { ...by, optimizer: adam(), folds: 4, seed: 2 },
    );
    const byHand = kFold(x, targets, { folds: 4, seed: 2 }).map(({ train, test: held }, fold) => {
      const pipeline = new Pipeline({ network: net(fold), inputs: standardize(train.x), outputs: minMax(train.t) });
      pipeline.fit(train.x, train.t, { ...by, optimizer: adam() });
      return pipeline.evaluate(held.x, held.t, { loss: mse });
    });
    expect(folds).toEqual(byHand);
  });

  test("stratifies by label, and takes records", () => {
    const rows = x.map(([a, b]) => ({ a, b, kind: "same" }));
    const fit = columns({ a: "number", b: "number", kind: "category" });
    const counts: number[][] = [];
    const spy = (given: string[]) => {
      counts.push(kinds.map((kind) => given.filter((label) => label === kind).length));
      return labels(given);
    };
    const { mean } = crossValidate(
      (fold) => new Pipeline({ network: network(fold), inputs: fit, outputs: spy }),
      rows,
      t,
      { ...fresh(), folds: 5, stratify: true, metrics: [accuracy], epochs: 60 },
    );
    expect(counts).toEqual(Array(5).fill([16, 16, 16]));
    expect(mean.metrics.accuracy).toBeGreaterThan(0.8);
  });
});

describe("a refused call", () => {
  test("changes neither the network nor the parts, whatever is wrong", () => {
    const wrong: [unknown, unknown, object][] = [
      [[...x.slice(1), [1, 2]], t, {}],
      [[...x.slice(1), [1, 2, Number.NaN]], t, {}],
      [x, t.slice(1), {}],
      [x, t.map(() => "rose"), {}],
      [x, t.map((name, r) => (r === 5 ? null : name)), {}],
      [x, t, { epochs: -1 }],
      [x, t, { validation: 2 }],
      [x, t, { validation: [x, t.map(() => "tulip")] }],
      [x, t, { unknown: 1 }],
      [[], [], {}],
    ];
    for (const [rows, names, more] of wrong) {
      const pipeline = make();
      const before = pipeline.network.parameters.slice();
      expect(() => pipeline.fit(rows as number[][], names as string[], { ...fresh(), ...more })).toThrow(
        DeltaruleError,
      );
      expect(pipeline.network.parameters).toEqual(before);
      expect(pipeline.fitted).toBe(false);
      expect(() => pipeline.predict(x)).toThrow(
        "predict: the inputs of this pipeline are not fitted yet; call fit first",
      );
    }
  });

  const fitted = make();
  fitted.fit(x, t, { ...fresh(), epochs: 1 });
  const { train } = split(x, x);
  testFailures([
    [
      "predict before fit",
      () => make().predict(x),
      DeltaruleError,
      "predict: the inputs of this pipeline are not fitted yet; call fit first",
    ],
    [
      "toJSON before fit",
      () => make().toJSON(),
      DeltaruleError,
      "toJSON: the inputs of this pipeline are not fitted yet; call fit first",
    ],
    [
      "an unknown label",
      () => fitted.evaluate([x[0]], ["tulip"], { loss: crossEntropy }),
      DataError,
      'labels.encode: label 0 is "tulip", wanted one of "iris", "lily", "rose"',
    ],
    [
      "labels without labels",
      () => new Pipeline({ network: network() }).fit(x, t as never, options),
      DataError,
      'fit: row 0 of the targets is "rose", wanted a row of numbers; give outputs: labels',
    ],
    [
      "numbers as texts, for numbers",
      () => new Pipeline({ network: new Sequential([new Layer(1, 1)]) }).fit([[1]], ["21.7"] as never, { loss: mse }),
      DataError,
      'fit: row 0 of the targets is "21.7", wanted a row of numbers; give [Number("21.7")]',
    ],
    [
      "numbers as texts, for a scaler",
      () =>
        new Pipeline({ network: new Sequential([new Layer(1, 1)]), outputs: standardize }).fit(
          [[1]],
          ["21.7"] as never,
          { loss: mse },
        ),
      DataError,
      'standardize: row 0 of the targets is "21.7", wanted a row of numbers; give [Number("21.7")]',
    ],
    [
      "other classes than outputs",
      () => new Pipeline({ network: network(), outputs: labels(["a", "b"]) }),
      ShapeError,
      "Pipeline: labels has 2 classes, the network gives 3 outputs",
    ],
    [
      "columns of another number than inputs",
      () =>
        new Pipeline({ network: network(), inputs: columns({ k: "category" }), outputs: labels }).fit(
          [{ k: "a" }, { k: "b" }, { k: "a" }],
          ["u", "v", "w"],
          options,
        ),
      ShapeError,
      "fit: columns makes 2 (k=a, k=b), the network takes 3",
    ],
    [
      "a maker of nothing",
      () => new Pipeline({ network: network(), inputs: (() => 1) as never }).fit(train.x, train.t, { loss: mse }),
      OptionError,
      "fit: what the maker of the inputs gave is 1, wanted a scaler such as standardize(x)",
    ],
  ]);
});
