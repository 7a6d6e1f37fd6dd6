import {
  adaGrad,
  adam,
  adamW,
  clipNorm,
  clipValue,
  FormatError,
  Layer,
  lbfgs,
  levenbergMarquardt,
  mse,
  type Optimizer,
  OptionError,
  reference,
  rmsProp,
  Sequential,
  sgd,
  simd,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";

const x = Array.from({ length: 10 }, (_, i) => [i / 10, 1 - i / 7]);
const t = x.map(([a, b]) => [a - b * b]);
const make = (frozen: readonly number[], more: { dtype?: "float64" | "float32"; engine?: typeof simd } = {}) =>
  new Sequential(
    [2, 3, 3].map((inputs, l) => new Layer(inputs, [3, 3, 1][l], tanh, { trainable: !frozen.includes(l) })),
    { seed: 2, ...more },
  );
/** Where the layers' parameters begin. */
const starts = [0, 9, 21, 25];

/** Adds 1 to every parameter, whatever its gradient. */
const pushing: Optimizer = {
  name: "pushing",
  initialize: () => ({}),
  step: (parameters) => {
    for (let i = 0; i < parameters.length; i++) parameters[i]++;
  },
};

const optimizers: readonly (() => Optimizer)[] = [
  () => sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.1 }) as Optimizer,
  () => adam({ weightDecay: 0.1 }) as Optimizer,
  () => adamW({ decayBiases: false }) as Optimizer,
  () => rmsProp({ weightDecay: 0.1 }) as Optimizer,
  () => adaGrad({ weightDecay: 0.1 }) as Optimizer,
  () => clipNorm(sgd({ learningRate: 0.1, weightDecay: 0.1 }), 0.1) as Optimizer,
  () => clipValue(adam(), 0.1) as Optimizer,
  () => lbfgs() as Optimizer,
  () => levenbergMarquardt() as Optimizer,
  () => pushing,
];

describe("a frozen layer", () => {
  for (const optimizer of optimizers) {
    for (const frozen of [[0], [1], [0, 2]]) {
      test(`keeps its bits with ${optimizer().name}, and the others learn: ${frozen}`, () => {
        for (const dtype of ["float64", "float32"] as const) {
          const trained = [reference, simd].map((engine) => {
            const net = make(frozen, { dtype, engine });
            const before = net.parameters.slice();
            net.fit(x, t, {
              loss: mse,
              optimizer: optimizer(),
              epochs: 3,
              regularization: { l2: 0.01 },
              onWarning: () => {},
            });
            net.partialFit(x, t, { loss: mse, optimizer: optimizer() });
            for (const l of [0, 1, 2]) {
              const [was, is] = [before, net.parameters].map((all) => all.subarray(starts[l], starts[l + 1]));
              if (frozen.includes(l)) expect(is).toEqual(was);
              else expect(Array.from(is).some((value, i) => value !== was[i])).toBe(true);
            }
            return net.parameters;
          });
          expect(trained[0]).toEqual(trained[1]);
        }
      });
    }
  }

  test("has its gradients shown", () => {
    const net = make([0]);
    const [frozen, free] = [net, make([])].map((one) => one.backward(one.forward(x), t, mse).gradient);
    expect(frozen).toEqual(free);
  });

  test("does not count in the norm of clipNorm: the others go as without it", () => {
    // With W = 1 of layer 0 and w = 1 of layer 1: ∂E/∂w = 2·3·3 = 18 is cut to 1.
    const net = new Sequential(
      [
        new Layer(1, 1, undefined, { weights: [[1]], bias: false, trainable: false }),
        new Layer(1, 1, undefined, { weights: [[1]], bias: false }),
      ],
      { seed: 1 },
    );
    net.fit([[3]], [[0]], { loss: mse, optimizer: clipNorm(sgd({ learningRate: 0.5 }), 1), epochs: 1 });
    expect([...net.parameters]).toEqual([1, 0.5]);
  });

  test("is thawed by its property, from the next training on", () => {
    const net = make([0]);
    const before = net.parameters.slice(0, 9);
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
    net.fit(x, t, {
      loss: mse,
      optimizer,
      epochs: 2,
      onEpoch: () => {
        net.layers[0].trainable = true;
      },
    });
    expect(net.parameters.slice(0, 9)).toEqual(before);
    net.fit(x, t, { loss: mse, optimizer, epochs: 2 });
    expect(net.parameters.slice(0, 9)).not.toEqual(before);
  });

  test("is told by the property, the line, the summary, clone and JSON", () => {
    const net = make([1]);
    const copies = [net, net.clone(), Sequential.fromJSON(JSON.parse(JSON.stringify(net)))];
    for (const copy of copies) expect(copy.layers.map(({ trainable }) => trainable)).toEqual([true, false, true]);
    expect(String(net.layers[1])).toBe("Layer 3 → 3, tanh, frozen");
    expect(net.summary()).toContain("12 (frozen)");
    expect(JSON.stringify(make([]))).not.toContain("trainable");
  });

  test("is a part of a checkpoint, which resumes to the same bits", () => {
    const optimizer = adam({ weightDecay: 0.1 });
    const options = { loss: mse, optimizer, batchSize: 3 };
    const taken: string[] = [];
    const whole = make([0]);
    whole.fit(x, t, { ...options, epochs: 4, onEpoch: (epoch) => taken.push(JSON.stringify(epoch.checkpoint())) });
    const resumed = make([0]);
    resumed.fit(x, t, { ...options, epochs: 4, resume: JSON.parse(taken[1]) });
    expect(resumed.parameters).toEqual(whole.parameters);
    expect(() => make([]).fit(x, t, { ...options, epochs: 4, resume: JSON.parse(taken[1]) })).toThrow(OptionError);
  });
});

describe("what is no trainable layer", () => {
  testFailures([
    [
      "a word",
      () => new Layer(1, 1, tanh, { trainable: "no" as never }),
      OptionError,
      'Layer: trainable is "no", wanted true or false',
    ],
    [
      "a number for the property",
      () => {
        new Layer(1, 1).trainable = 0 as never;
      },
      OptionError,
      "Layer: trainable is 0, wanted true or false",
    ],
    [
      "none in a training",
      () => make([0, 1, 2]).fit(x, t, { loss: mse, epochs: 1 }),
      OptionError,
      "fit: no layer is trainable, so there is nothing to learn; set trainable = true on one",
    ],
    [
      "none in partialFit",
      () => make([0, 1, 2]).partialFit(x, t, { loss: mse, optimizer: sgd() }),
      OptionError,
      "partialFit: no layer is trainable, so there is nothing to learn; set trainable = true on one",
    ],
    [
      "null in a file",
      () => {
        const json = JSON.parse(JSON.stringify(make([])));
        json.layers[0].trainable = null;
        Sequential.fromJSON(json);
      },
      FormatError,
      "fromJSON: layers[0]: Layer: trainable is null, wanted true or false",
    ],
  ]);
});

describe("layer.clone", () => {
  test("is a layer with the same weights that another network takes", () => {
    const net = make([1]);
    net.fit(x, t, { loss: mse, optimizer: adam(), epochs: 3 });
    const copy = net.layers[0].clone();
    copy.trainable = false;
    const other = new Sequential([copy, new Layer(3, 2)], { seed: 9 });
    expect(other.layers[0].weights).toEqual(net.layers[0].weights);
    expect(other.layers[0].biases).toEqual(net.layers[0].biases);
    expect(other.predict([0.1, 0.2]).length).toBe(2);
    const kept = net.parameters.slice();
    other.parameters.fill(7);
    expect(net.parameters).toEqual(kept);
  });

  test("takes activation, dropout, bias and trainable along", () => {
    const made = new Layer(2, 3, tanh, { bias: false, dropout: 0.3, trainable: false });
    expect(String(made.clone())).toBe(String(made));
  });

  test("of a layer without a network draws as that one would, or has its weights", () => {
    const drawn = new Layer(2, 3, tanh, { initializer: () => 0.25 });
    const given = new Layer(3, 1, tanh, { weights: [[1, 2, 3]], biases: [4] });
    const [one, other] = [
      new Sequential([drawn.clone(), given.clone()], { seed: 3 }),
      new Sequential([drawn, given], { seed: 3 }),
    ];
    expect(one.parameters).toEqual(other.parameters);
  });

  test("does not make the network believe that its parameters are shared", () => {
    const net = make([], { dtype: "float32" });
    const before = net.predict(x);
    net.layers[1].clone();
    expect(net.predict(x)).toEqual(before);
    const copy = new Sequential([net.layers[0].clone()], { dtype: "float32" });
    expect(copy.layers[0].weights).toEqual(net.layers[0].weights);
  });
});
