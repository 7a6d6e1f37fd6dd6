import {
  adam,
  crossEntropy,
  type Dtype,
  type Engine,
  Layer,
  lbfgs,
  matrix,
  mse,
  reference,
  relu,
  Sequential,
  sgd,
  simd,
  softmax,
  squaredError,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { randomFrom } from "../../../helpers/numeric.js";
import { differenceOf } from "../../../helpers/sameBits.js";

/** Expects the same bits of both engines. */
function same(of: (engine: Engine) => unknown): void {
  expect(differenceOf(of(simd), of(reference))).toBe("");
}

function scattered(rows: number, columns: number, seed: number) {
  const random = randomFrom(seed);
  return matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => 2 * random() - 1),
  );
}

describe.each(["float64", "float32"] as const)("in %s", (dtype: Dtype) => {
  const make = (engine: Engine) => new Sequential([new Layer(3, 6, tanh), new Layer(6, 2)], { seed: 4, dtype, engine });
  const [x, t] = [scattered(9, 3, 1), scattered(9, 2, 2)];

  test("the next prediction is by the new parameters, however they were changed", () => {
    same((engine) => {
      const net = make(engine);
      const other = make(engine);
      // Not from `net.parameters`: a read of them may be followed by an edit.
      const state = adam().initialize(38);
      const told: unknown[] = [];
      const look = () => told.push(net.predict(x), net.predict([1, 2, 3]), net.evaluate(x, t, { loss: mse }).loss);
      const changes: readonly (() => unknown)[] = [
        () => {},
        () => net.fit(x, t, { loss: squaredError, epochs: 2 }),
        () => net.partialFit(x, t, { loss: squaredError, optimizer: adam(), state }),
        () => other.fit(x, t, { loss: squaredError, epochs: 2 }),
        () => other.predict(scattered(70, 3, 3)),
        () => net.fit(x, t, { loss: squaredError, optimizer: lbfgs(), epochs: 2 }),
      ];
      for (const change of changes) {
        change();
        look();
      }
      // From here on they may be edited.
      const { parameters } = net;
      const [first, last] = net.layers;
      for (const edit of [
        () => parameters.fill(0.25, 2, 4),
        () => first.weights.data.fill(-0.5, 1, 3),
        () => last.biases?.fill(0.75),
        () => parameters.set(other.parameters),
      ]) {
        edit();
        look();
        other.predict(x);
        look();
      }
      return told;
    });
  });

  test("edits between two epochs count, and those of a training's last epoch", () => {
    same((engine) => {
      const net = make(engine);
      const told: unknown[] = [];
      for (const { epoch, loss } of net.train(x, t, {
        loss: squaredError,
        optimizer: adam(),
        epochs: 6,
        batchSize: 4,
      })) {
        net.parameters[epoch] += 0.5;
        told.push(loss, net.predict(x));
        if (epoch === 4) break;
      }
      return [told, net.parameters, net.predict(x)];
    });
  });

  test("a batch may be cut anywhere: the engines cut it differently, in metrics and dropout too", () => {
    const [many, few] = [scattered(90, 60, 5), scattered(90, 4, 6)];
    same((engine) => {
      const layers = [new Layer(60, 150, relu, { dropout: 0.3 }), new Layer(150, 70, tanh), new Layer(70, 4)];
      const net = new Sequential(layers as Layer[], { seed: 5, dtype, engine });
      const history = net.fit(many, few, { loss: mse, optimizer: adam(), epochs: 1, batchSize: 80 });
      return [history.epochs.map(({ loss }) => loss), net.parameters];
    });
  });

  test("a network of a million parameters takes a batch in slices with both", () => {
    const input = scattered(13, 700, 7);
    const classes = matrix(
      13,
      10,
      Float64Array.from({ length: 130 }, (_, k) => Number(k % 10 === Math.floor(k / 13))),
    );
    same((engine) => {
      const layers = [new Layer(700, 1300, relu), new Layer(1300, 10, softmax)];
      const net = new Sequential(layers as Layer[], { seed: 5, dtype, engine });
      const options = { loss: crossEntropy, optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }), epochs: 1 };
      const history = net.fit(input, classes, { ...options, batchSize: 12 });
      return [history.epochs[0].loss, net.parameters, net.predict(input)];
    });
  });
});
