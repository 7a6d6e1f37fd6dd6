import {
  adaGrad,
  adam,
  adamW,
  clipNorm,
  identity,
  Layer,
  lbfgs,
  levenbergMarquardt,
  mse,
  type Optimizer,
  OptionError,
  type Regularization,
  reference,
  rmsProp,
  Sequential,
  sgd,
  simd,
  squaredError,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../../helpers/failures.js";
import { expectClose } from "../../helpers/numeric.js";

const close = { absolute: 1e-12, relative: 1e-12 };

/** z = 2x + 1: with x = 1 and t = 0 the mse is 9, and its slopes are 6. */
const line = () => new Sequential([new Layer(1, 1, identity, { weights: [[2]], biases: [1] })], { seed: 1 });
/** 0.5·2 + 0.2/2·4 = 1.4; its slope 0.5 + 0.2·2 = 0.9. */
const both = { l1: 0.5, l2: 0.2 };

describe("regularization, by hand", () => {
  test("is a part of the reported loss, and of the step of the weight alone", () => {
    const net = line();
    const { epochs } = net.fit([[1]], [[0]], {
      loss: mse,
      optimizer: sgd({ learningRate: 0.1 }),
      epochs: 1,
      regularization: both,
    });
    expectClose([epochs[0].loss, ...net.parameters], [9 + 1.4, 2 - 0.1 * (6 + 0.9), 1 - 0.1 * 6], close);
  });

  test("is a part of E and the gradient of backward, and no δ", () => {
    const net = line();
    const { loss, gradient, layers } = net.backward(net.forward([[1]]), [[0]], mse, { regularization: both });
    expectClose([loss, ...gradient, ...layers[0].delta.data], [10.4, 6.9, 6, 6], close);
  });

  test("is counted once per batch, before its update", () => {
    const net = line();
    // Two batches of one sample; the second sees w = 2 − 0.1·6.9 = 1.31 and b = 0.4, so E is 1.71².
    const { epochs } = net.fit([[1], [1]], [[0], [0]], {
      loss: mse,
      optimizer: sgd({ learningRate: 0.1 }),
      epochs: 1,
      batchSize: 1,
      regularization: both,
    });
    const second = 1.71 ** 2 + 0.5 * 1.31 + 0.1 * 1.31 ** 2;
    expectClose([epochs[0].loss], [(10.4 + second) / 2], close);
  });

  test("is a part of the validation loss, as in Keras, and not of evaluate, which has no such option", () => {
    const net = line();
    const { epochs } = net.fit([[1]], [[0]], {
      loss: mse,
      optimizer: sgd({ learningRate: 0.1 }),
      epochs: 1,
      regularization: both,
      validation: [[[2]], [[1]]],
    });
    const [w, b] = net.parameters;
    const error = (2 * w + b - 1) ** 2;
    expectClose([epochs[0].validation?.loss ?? 0], [error + 0.5 * w + 0.1 * w * w], close);
    expectClose([net.evaluate([[2]], [[1]], { loss: mse }).loss], [error], close);
  });

  test("counts sample weights in the loss of the data alone", () => {
    const net = line();
    const { epochs } = net.fit([[1]], [[0]], {
      loss: mse,
      optimizer: sgd(),
      epochs: 1,
      regularization: both,
      sampleWeights: [3],
    });
    expectClose([epochs[0].loss], [27 + 1.4], close);
  });

  test("has no slope at a weight of 0", () => {
    const net = new Sequential([new Layer(1, 1, identity, { weights: [[0]], biases: [0] })], { seed: 1 });
    const { gradient } = net.backward(net.forward([[1]]), [[0]], mse, { regularization: { l1: 5 } });
    expect([...gradient]).toEqual([0, 0]);
  });

  test("acts in partialFit, which reports it", () => {
    const net = line();
    const loss = net.partialFit([[1]], [[0]], {
      loss: mse,
      optimizer: sgd({ learningRate: 0.1 }),
      regularization: both,
    });
    expectClose([loss, ...net.parameters], [10.4, 1.31, 0.4], close);
  });
});

const x = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(2 * i)]);

describe("regularization, beside scikit-learn 1.2.1", () => {
  const t = x.map(([a, b], i) => [2 * a - b + 0.3 + 0.1 * Math.sin(5 * i)]);
  const linear = () => new Sequential([new Layer(2, 1, identity, { weights: [[0.5, 0.5]] })], { seed: 1 });

  // Ridge(alpha=0.6): ‖Xw + b − t‖² + α‖w‖², n times mse and l2/2 ‖w‖² with l2 = 2α/n.
  for (const optimizer of [lbfgs(), levenbergMarquardt()]) {
    test(`l2 with ${optimizer.name} comes to the coefficients of Ridge`, () => {
      const net = linear();
      net.fit(x, t, { loss: mse, optimizer: optimizer as Optimizer, epochs: 50, regularization: { l2: 1.2 / 12 } });
      const wanted = [1.8243062085532837, -0.8969372017400403, 0.29642472078209875];
      expectClose(net.parameters, wanted, { absolute: 1e-8, relative: 1e-8 });
    });
  }

  // ElasticNet(alpha=0.2, l1_ratio=0.4): ‖Xw + b − t‖²/(2n) + 0.08 ‖w‖₁ + 0.12/2 ‖w‖².
  test("l1 and l2 with lbfgs come to the coefficients of ElasticNet", () => {
    const net = linear();
    net.fit(x, t, { loss: squaredError, optimizer: lbfgs(), epochs: 50, regularization: { l1: 0.08, l2: 0.12 } });
    const wanted = [1.4868950716914449, -0.6784301046684797, 0.3080380114191735];
    expectClose(net.parameters, wanted, { absolute: 1e-8, relative: 1e-8 });
  });

  // MLPRegressor(activation="tanh", alpha=0.24)._backprop; alpha / n is l2.
  test("E and the gradient are those of MLPRegressor", () => {
    const hidden = new Layer(2, 3, tanh, {
      weights: [
        [0.5, 0.125],
        [-0.25, 0.375],
        [0.75, -0.5],
      ],
      biases: [0.1, -0.2, 0.3],
    });
    const net = new Sequential([hidden, new Layer(3, 1, identity, { weights: [[0.25, -0.75, 0.5]], biases: [0.05] })]);
    const targets = x.map(([a, b]) => [a * b + 0.3]);
    const { loss, gradient } = net.backward(net.forward(x), targets, squaredError, {
      regularization: { l2: 0.24 / 12 },
    });
    expectClose([loss], [0.39489883135793835], close);
    const wanted = [
      0.1188962865130992, -0.04116663807444468, -0.30771757175919723, 0.08890100849161818, 0.15874912848373085,
      -0.008185107029020183, -0.002340352228437715, 0.07339212409293282, -0.1236200604115884, 0.2329911922103187,
      -0.19123349279646593, 0.3444156584582201, 0.012121379707557592,
    ];
    expectClose(gradient, wanted, close);
  });
});

const targets = x.map(([a, b]) => [a * b + 0.3]);
const make = (more: { dtype?: "float64" | "float32"; engine?: typeof simd } = {}) =>
  new Sequential([new Layer(2, 5, tanh, { dropout: 0.2 }), new Layer(5, 1)], { seed: 5, ...more });
const optimizers: readonly (() => Optimizer)[] = [
  () => sgd({ momentum: 0.9 }) as Optimizer,
  () => adam() as Optimizer,
  () => adamW({ decayBiases: false }) as Optimizer,
  () => rmsProp() as Optimizer,
  () => adaGrad() as Optimizer,
  () => clipNorm(sgd({ learningRate: 0.1 }), 0.5) as Optimizer,
  () => lbfgs() as Optimizer,
  () => levenbergMarquardt() as Optimizer,
];

describe("regularization, for every optimizer", () => {
  for (const optimizer of optimizers) {
    const { name } = optimizer();
    const options = { loss: mse, epochs: 4, regularization: { l2: 0.05 } };

    test(`${name} comes to the same bits on both engines, in both dtypes`, () => {
      for (const dtype of ["float64", "float32"] as const) {
        const nets = [reference, simd].map((engine) => make({ dtype, engine }));
        const [one, other] = nets.map((net) => net.fit(x, targets, { ...options, optimizer: optimizer() }));
        expect(nets[0].parameters).toEqual(nets[1].parameters);
        expect(one.epochs.map(({ loss }) => loss)).toEqual(other.epochs.map(({ loss }) => loss));
      }
    });

    test(`${name} resumes to the same bits`, () => {
      const whole = make();
      const taken: unknown[] = [];
      whole.fit(x, targets, {
        ...options,
        optimizer: optimizer(),
        onEpoch: (epoch) => taken.push(JSON.parse(JSON.stringify(epoch.checkpoint()))),
      });
      const resumed = make();
      resumed.fit(x, targets, { ...options, optimizer: optimizer(), resume: taken[1] as never });
      expect(resumed.parameters).toEqual(whole.parameters);
    });
  }

  // Those of full batches come to scikit-learn's minima, above.
  for (const optimizer of optimizers.filter((make) => !make().fullBatch)) {
    const regularization = { l2: 0.05 };
    test(`${optimizer().name} steps by the gradient that backward shows`, () => {
      const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 3 });
      const copy = net.clone();
      const rule = optimizer();
      net.fit(x, targets, { loss: mse, regularization, epochs: 1, batchSize: 12, shuffle: false, optimizer: rule });
      const backward = copy.backward(copy.forward(x), targets, mse, { regularization });
      const biases = [
        [6, 9],
        [12, 13],
      ] as const;
      const context = { epoch: 0, losses: [], biases, evaluate: () => 0, jacobian: refuse };
      const { parameters } = copy;
      rule.step(parameters, backward.gradient, rule.initialize(13), context);
      expectClose(net.parameters, parameters, close);
    });
  }

  test("one that is 0 is none: the same bits", () => {
    const [none, zero] = [undefined, { l1: 0, l2: 0 }].map((regularization) => {
      const net = make();
      net.fit(x, targets, { loss: mse, optimizer: adam(), epochs: 3, regularization });
      return net.parameters;
    });
    expect(none).toEqual(zero);
  });

  test("a penalty far above the loss of the data is no explosion", () => {
    const net = make();
    const history = net.fit(x, targets, {
      loss: mse,
      optimizer: sgd({ learningRate: 1e-9 }),
      epochs: 60,
      regularization: { l2: 1e5 },
      onWarning: () => {},
    });
    expect(history.epochs.length).toBe(60);
  });
});

function refuse(): never {
  throw new Error("not used");
}

describe("a wrong regularization", () => {
  const trainedWith = (regularization: Regularization, optimizer: Optimizer = sgd() as Optimizer) =>
    line().fit([[1]], [[0]], { loss: mse, optimizer, epochs: 1, regularization });
  testFailures([
    [
      "a negative number",
      () => trainedWith({ l2: -1 }),
      OptionError,
      "fit: regularization.l2 is -1, wanted a number from 0",
    ],
    [
      "NaN",
      () => trainedWith({ l1: Number.NaN }),
      OptionError,
      "fit: regularization.l1 is NaN, wanted a number from 0",
    ],
    [
      "another name",
      () => trainedWith({ l3: 1 } as Regularization),
      OptionError,
      'fit: regularization: there is no option "l3"; there are l1, l2',
    ],
    [
      "l1 with levenbergMarquardt",
      () => trainedWith({ l1: 1 }, levenbergMarquardt() as Optimizer),
      OptionError,
      "jacobian: with regularization.l1, E is not a sum of squares; take l2, or lbfgs",
    ],
  ]);

  test("changes nothing", () => {
    const net = line();
    expect(() =>
      net.fit([[1]], [[0]], { loss: mse, optimizer: levenbergMarquardt(), epochs: 1, regularization: { l1: 1 } }),
    ).toThrow(OptionError);
    expect([...net.parameters]).toEqual([2, 1]);
  });
});

describe("decayBiases: false", () => {
  test("leaves biases out of weight decay, by hand", () => {
    const net = line();
    const optimizer = sgd({ learningRate: 0.1, weightDecay: 0.5, decayBiases: false });
    net.fit([[1]], [[0]], { loss: mse, optimizer, epochs: 1 });
    expectClose(net.parameters, [2 - 0.1 * (6 + 0.5 * 2), 1 - 0.1 * 6], close);
  });

  test("leaves biases out of decoupled decay: they go as adam's", () => {
    const [spared, plain, decayed] = [
      adamW({ weightDecay: 0.3, decayBiases: false }),
      adam(),
      adamW({ weightDecay: 0.3 }),
    ].map((optimizer) => {
      const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 3 });
      net.partialFit(x, targets, { loss: mse, optimizer });
      return net.parameters;
    });
    expect(spared.subarray(6, 9)).toEqual(plain.subarray(6, 9));
    expect(spared.subarray(0, 6)).toEqual(decayed.subarray(0, 6));
    expect(spared.subarray(9, 12)).toEqual(decayed.subarray(9, 12));
    expect(spared[12]).toBe(plain[12]);
    expect(spared[12]).not.toBe(decayed[12]);
  });

  test("without decay it is the same optimizer", () => {
    const [one, other] = [rmsProp({ decayBiases: false }), rmsProp()].map((optimizer) => {
      const net = make();
      net.fit(x, targets, { loss: mse, optimizer, epochs: 3 });
      return net.parameters;
    });
    expect(one).toEqual(other);
  });

  test("a step by hand needs the places of the biases, and without them changes nothing", () => {
    const optimizer = sgd({ learningRate: 1, weightDecay: 1, decayBiases: false });
    const [parameters, state] = [new Float64Array([4, 4]), optimizer.initialize(2)];
    const gradient = new Float64Array([1, 1]);
    expect(() => optimizer.step(parameters, gradient, state)).toThrow(
      "sgd: decayBiases is false, so a step needs its context, to know the biases",
    );
    expect([...parameters, state.step]).toEqual([4, 4, 0]);
    const context = { epoch: 0, losses: [], biases: [[1, 2]] as const, evaluate: () => 0, jacobian: refuse };
    optimizer.step(parameters, gradient, state, context);
    expect([...parameters]).toEqual([4 - 5, 4 - 1]);
  });
});
