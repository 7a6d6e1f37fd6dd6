import {
  adam,
  adamW,
  clipNorm,
  crossEntropy,
  Layer,
  lbfgs,
  mse,
  type Optimizer,
  relu,
  rmsProp,
  Sequential,
  sgd,
  sigmoid,
  skipMissing,
  softmax,
  squaredError,
} from "deltarule";
import { explain, toHtml, toLatex, toMarkdown, toText } from "deltarule/explain";
import { describe, expect, it } from "vitest";
import { allParameters, notesNetwork } from "../../helpers/explain.js";
import { expectClose } from "../../helpers/numeric.js";

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const t = [[0], [1], [1], [0]];

const make = (dtype: "float64" | "float32" = "float64") =>
  new Sequential([new Layer(2, 3, sigmoid), new Layer(3, 1, sigmoid)], { seed: 3, dtype });

const optimizers: [string, () => Optimizer][] = [
  ["sgd", () => sgd({ learningRate: 0.5 })],
  ["momentum", () => sgd({ learningRate: 0.5, momentum: 0.9 })],
  ["nesterov", () => sgd({ learningRate: 0.5, momentum: 0.9, nesterov: true })],
  ["adam", () => adam({ learningRate: 0.1 })],
  ["adamW", () => adamW({ learningRate: 0.1 })],
  ["rmsProp", () => rmsProp()],
  ["clipNorm(adam)", () => clipNorm(adam(), 0.1)],
  ["lbfgs", () => lbfgs()],
];

describe("explain of a batch", () => {
  it.each(optimizers)("takes the step that fit takes, to the same bits, by %s", (_, optimizer) => {
    for (const dtype of ["float64", "float32"] as const) {
      const weights = [1, 2, 0.5, 3];
      const trace = explain(make(dtype), x, t, { loss: mse, optimizer: optimizer(), sampleWeights: weights });
      const next = allParameters(trace).map((one) => one.next);
      const trained = make(dtype);
      const options = { loss: mse, optimizer: optimizer(), batchSize: 4, epochs: 1, shuffle: false };
      trained.fit(x, t, { ...options, sampleWeights: weights, onWarning: () => {} });
      expect(next).toEqual([...trained.parameters]);
      expect(trace.update?.outputs.map(({ value }) => value)).toEqual([...trained.predict(x)].map(([o]) => o));
    }
  });

  it.each(optimizers)("goes on from a given state as partialFit does, by %s", (_, maker) => {
    const net = make();
    const optimizer = maker();
    const state = optimizer.initialize(net.parameters.length);
    for (let step = 0; step < 3; step++) {
      const trace = explain(net, x, t, { loss: mse, optimizer, state });
      net.partialFit(x, t, { loss: mse, optimizer, state });
      expect(allParameters(trace).map(({ next }) => next)).toEqual([...net.parameters]);
    }
  });

  it("has the mean of the samples' losses and derivatives, worked by hand", () => {
    // z = w x: with w = 2, x = 1, t = 0 the loss ½(2 − 0)² is 2, its slope 2; with x = 3, t = 3, 4.5 and 9.
    const line = new Sequential([new Layer(1, 1, undefined, { weights: [[2]], bias: false })]);
    const data = [
      [[1], [3]],
      [[0], [3]],
    ] as const;
    const plain = explain(line, ...data, { loss: squaredError, optimizer: sgd({ learningRate: 0.1 }) });
    expect(plain.batch?.samples.map(({ loss }) => loss.value)).toEqual([2, 4.5]);
    expect(plain.batch?.samples.map(({ layers }) => layers[0].neurons[0].terms[0].weight.gradient)).toEqual([2, 9]);
    expect(plain.loss.value).toBe(3.25);
    const [neuron] = plain.layers[0].neurons;
    expect(neuron.terms[0].weight).toMatchObject({ value: 2, gradient: 5.5, next: 2 - 0.1 * 5.5 });
    // The means: of x 2, of z 4, and of the samples' δ, 2 and 3.
    expect([neuron.terms[0].value, neuron.z, neuron.delta]).toEqual([2, 4, 2.5]);
    expect(toText(plain)).toMatch(/∂E\/∂w₁₂ = \(∂L₁\/∂w₁₂ \+ ∂L₂\/∂w₁₂\)\/2\n\s+= \(2 \+ 9\)\/2\n\s+= 5\.5/);
    expect(toText(plain)).toContain("w₁₂  := w₁₂ - η · ∂E/∂w₁₂   = 2 - 0.1·5.5   = 1.45");
    const weighted = explain(line, ...data, { loss: squaredError, sampleWeights: [3, 1] });
    expect(weighted.loss.value).toBe(5.25);
    expect(weighted.layers[0].neurons[0].terms[0].weight.gradient).toBe(7.5);
    expect(toText(weighted)).toMatch(/E = \(3·L₁ \+ 1·L₂\)\/2\n\s+= \(3·2 \+ 1·4\.5\)\/2\n\s+= 5\.25/);
  });

  it("has each sample's numbers as backward gives them for it alone", () => {
    const net = make();
    const trace = explain(net, x, t, { loss: squaredError, check: true });
    expect(trace.batch?.samples.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    for (const { index, layers, loss, inputs } of trace.batch?.samples ?? []) {
      const forward = net.forward(x[index]);
      const backward = net.backward(forward, t[index], squaredError);
      expect(loss.value).toBe(backward.loss);
      expect(inputs.map(({ value }) => value)).toEqual(x[index]);
      for (const [l, { neurons }] of layers.entries()) {
        expect(neurons.map(({ a }) => a)).toEqual([...forward.layers[l].a.data]);
        expect(neurons.map(({ delta }) => delta)).toEqual([...backward.layers[l].delta.data]);
      }
    }
    const backward = net.backward(net.forward(x), t, squaredError);
    expect(allParameters(trace).map(({ gradient }) => gradient)).toEqual([...backward.gradient]);
    expect(new Set(allParameters(trace).map(({ check }) => check?.status))).toEqual(new Set(["agrees"]));
  });

  it("shows the samples with the largest loss, and counts the others in the mean", () => {
    const net = new Sequential([new Layer(2, 4, relu), new Layer(4, 3, softmax)], { seed: 2 });
    const many = Array.from({ length: 40 }, (_, r) => [Math.sin(r), Math.cos(2 * r)]);
    const classes = many.map((_, r) => [0, 1, 2].map((k) => Number(k === r % 3)));
    const trace = explain(net, many, classes, { loss: crossEntropy });
    const losses = many.map((sample, r) => net.evaluate([sample], [classes[r]], { loss: crossEntropy }).loss);
    const shown = trace.batch?.samples ?? [];
    expect(shown).toHaveLength(4);
    const smallest = Math.min(...shown.map(({ loss }) => loss.value));
    const left = losses.filter((_, r) => !shown.some(({ index }) => index === r));
    expect(Math.max(...left)).toBeLessThanOrEqual(smallest);
    expect(trace.batch?.rest?.count).toBe(36);
    expectClose([trace.batch?.rest?.sum ?? 0], [left.reduce((sum, one) => sum + one, 0)], {
      relative: 1e-12,
      absolute: 0,
    });
    expect(toText(trace)).toContain("Left out: 36 of the 40 samples, those with the smallest loss.");
    expect(explain(net, many, classes, { loss: crossEntropy, limit: { samples: Infinity } }).batch?.rest).toBeNull();
  });

  it("leaves out samples of which no target is known", () => {
    const loss = skipMissing(squaredError);
    const trace = explain(
      notesNetwork(),
      [
        [1, 2],
        [0, 1],
        [3, 1],
      ],
      [[0.5], [NaN], [1]],
      { loss },
    );
    expect(trace.batch?.size).toBe(2);
    const pair = explain(
      notesNetwork(),
      [
        [1, 2],
        [3, 1],
      ],
      [[0.5], [1]],
      { loss: squaredError },
    );
    expect(trace.loss.value).toBe(pair.loss.value);
  });

  it("is a batch of one for one sample with a weight", () => {
    const trace = explain(notesNetwork(), [0.35, 0.9], [0.5], { loss: squaredError, sampleWeights: [2] });
    expect(trace.batch).toMatchObject({ size: 1, samples: [{ index: 0, weight: 2 }], rest: null });
    expectClose([trace.loss.value], [2 * 0.01810390383656677], { relative: 1e-14, absolute: 0 });
    expect(explain(notesNetwork(), [[0.35, 0.9]], [[0.5]], { loss: squaredError }).batch).toBeNull();
  });

  it("is written by every renderer, and survives JSON", () => {
    const trace = explain(make(), x, t, { loss: squaredError, optimizer: adam(), check: true });
    for (const write of [toText, toMarkdown, toLatex, toHtml]) {
      const text = write(trace);
      for (let sample = 1; sample <= 4; sample++) expect(text).toContain(`Sample ${sample}. Backward: layer 1`);
      expect(text).toContain("The mean of the batch");
      expect(write(JSON.parse(JSON.stringify(trace)))).toBe(text);
    }
  });
});
