import { type Backward, type BackwardOptions, Layer, mse, OptionError, Sequential, tanh } from "deltarule";
import { checkGradients } from "deltarule/testing";
import { describe, expect, test } from "vitest";

const x = Array.from({ length: 6 }, (_, i) => [Math.sin(i), Math.cos(2 * i)]);
const t = x.map(([a, b]) => [a * b + 0.3]);
const make = (dtype: "float64" | "float32" = "float64") =>
  new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 5, dtype });
const penalties = [{ l2: 0.3 }, { l1: 0.2 }, { l1: 0.02, l2: 3 }];

describe("checkGradients with a regularization", () => {
  for (const regularization of penalties) {
    for (const method of ["richardson", "central", "directional"] as const) {
      test(`finds ${JSON.stringify(regularization)} right by ${method}`, () => {
        const report = checkGradients(make(), x, t, mse, { regularization, method });
        expect(report.ok, report.toString()).toBe(true);
      });
    }

    test(`finds ${JSON.stringify(regularization)} right in float32`, () => {
      const report = checkGradients(make("float32"), x, t, mse, { regularization });
      expect(report.ok, report.toString()).toBe(true);
    });

    test(`finds a backward pass without ${JSON.stringify(regularization)} wrong, in the weights`, () => {
      const report = checkGradients(make(), x, t, mse, {
        regularization,
        backward: (net, inputs, target, loss) => {
          const { layers, input } = net.backward(net.forward(inputs), target, loss);
          return { layers, input };
        },
      });
      expect(report.ok).toBe(false);
      expect(report.firstWrong?.parameter).toBe("weights");
    });

    test(`finds ${JSON.stringify(regularization)} on the biases wrong`, () => {
      const report = checkGradients(make(), x, t, mse, {
        regularization,
        backward: (net, inputs, target, loss, options) => {
          const { layers } = net.backward(net.forward(inputs), target, loss, options);
          const decayed = layers.map(({ weights, biases }, l) => ({
            weights,
            biases: biases?.map((slope, j) => slope + 0.5 * (net.layers[l].biases?.[j] ?? 0)),
          }));
          return { layers: decayed };
        },
      });
      expect(report.ok).toBe(false);
      expect(report.firstWrong?.parameter).toBe("biases");
    });
  }

  test("finds a wrong E", () => {
    const net = make();
    const own = {
      layers: net.layers,
      forward: (rows: Parameters<typeof net.forward>[0]) => net.forward(rows as never),
      backward: (...given: Parameters<typeof net.backward>): Backward => {
        const options: BackwardOptions = given[3] ?? {};
        const pass = net.backward(given[0], given[1], given[2], options);
        return { ...pass, loss: net.backward(given[0], given[1], given[2]).loss };
      },
    };
    expect(checkGradients(own as never, x, t, mse, { regularization: { l2: 0.3 } }).ok).toBe(false);
    expect(checkGradients(own as never, x, t, mse).ok).toBe(true);
  });

  test("skips a weight of 0, where |w| has no slope", () => {
    const net = make();
    net.layers[0].weights.data[0] = 0;
    const report = checkGradients(net, x, t, mse, { regularization: { l1: 0.2 } });
    expect([report.ok, report.totals.kink]).toEqual([true, 1]);
    expect(checkGradients(net, x, t, mse, { regularization: { l2: 0.2 } }).totals.kink).toBe(0);
  });

  test("refuses a negative one", () => {
    expect(() => checkGradients(make(), x, t, mse, { regularization: { l1: -1 } })).toThrow(OptionError);
  });
});
