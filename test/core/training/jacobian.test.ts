import {
  crossEntropy,
  huber,
  Layer,
  type Loss,
  type Matrix,
  mse,
  type Optimizer,
  OptionError,
  Sequential,
  type StepContext,
  sigmoid,
  softmax,
  squaredError,
  tanh,
  type Vector,
} from "deltarule";
import { describe, expect, it } from "vitest";
import { thrownBy } from "../../helpers/failures.js";
import { expectClose } from "../../helpers/numeric.js";

const x = [
  [0.3, -1.2],
  [1.1, 0.4],
  [-0.7, 0.9],
  [0.2, 0.5],
];
const t = [
  [0.5, -0.2, 0.1],
  [0.9, 0.3, 0.4],
  [-0.4, 0.6, 0],
  [0.1, 0.2, 0.3],
];

/** Calls `use` with the context of the first step of a training. */
function withContext<Result>(
  net: Sequential,
  loss: Loss,
  sampleWeights: readonly number[] | undefined,
  use: (context: StepContext, parameters: Vector, gradient: Vector) => Result,
): Result {
  const results: Result[] = [];
  const optimizer: Optimizer = {
    name: "look",
    fullBatch: true,
    initialize: () => ({}),
    step: (parameters, gradient, _state, context) =>
      void results.push(use(context as StepContext, parameters, gradient)),
  };
  net.fit(x, t, { loss, optimizer, epochs: 1, shuffle: false, sampleWeights });
  return results[0];
}

const networks: readonly { title: string; make: () => Sequential }[] = [
  { title: "two layers", make: () => new Sequential([new Layer(2, 3, tanh), new Layer(3, 3)], { seed: 5 }) },
  {
    title: "a softmax at the end",
    make: () => new Sequential([new Layer(2, 2, sigmoid), new Layer(2, 3, softmax)], { seed: 5 }),
  },
  {
    title: "three layers, one without biases",
    make: () =>
      new Sequential([new Layer(2, 3, tanh, { bias: false }), new Layer(3, 2, sigmoid), new Layer(2, 3, tanh)], {
        seed: 5,
      }),
  },
];
const cases = networks.flatMap((network) =>
  [squaredError, mse].flatMap((loss) =>
    [undefined, [2, 0.5, 0, 1]].map((weights) => ({
      ...network,
      loss,
      weights,
      name: loss.name,
      weighted: weights ? "with" : "without",
    })),
  ),
);

describe.each(cases)("the Jacobian of $title, $name, $weighted sample weights", ({ make, loss, weights }) => {
  it("has the residuals √(2/m)·(o − t) of mse and o − t of squaredError, scaled by the sample weight", () => {
    const net = make();
    const outputs = net.predict(x);
    const { residuals } = withContext(net, loss, weights, (context) => context.jacobian());
    const wanted = outputs.flatMap((o, r) => {
      const share = Math.sqrt((weights?.[r] ?? 1) / 4) * (loss === mse ? Math.sqrt(2 / 3) : 1);
      return [...o].map((value, k) => share * (value - t[r][k]));
    });
    expectClose(residuals, wanted, { absolute: 1e-15, relative: 1e-14 });
  });

  it("has ∂r/∂p, compared with differences of the residuals", () => {
    withContext(make(), loss, weights, (context, parameters) => {
      const { jacobian } = context.jacobian();
      expect([jacobian.rows, jacobian.columns]).toEqual([12, parameters.length]);
      for (let i = 0; i < parameters.length; i++) {
        const own = parameters[i];
        const [more, less] = [1e-5, -1e-5].map((step) => {
          parameters[i] = own + step;
          return context.jacobian().residuals;
        });
        parameters[i] = own;
        const column = Array.from({ length: 12 }, (_, r) => jacobian.data[r * jacobian.columns + i]);
        const differences = Array.from(more, (value, r) => (value - less[r]) / 2e-5);
        expectClose(column, differences, { absolute: 1e-9, relative: 1e-8, what: `parameter ${i}` });
      }
    });
  });

  it("gives E = ½ Σr² and ∂E/∂p = Jᵀr", () => {
    withContext(make(), loss, weights, (context, parameters, gradient) => {
      const { residuals, jacobian } = context.jacobian();
      const E = halfSquares(residuals);
      expect(Math.abs(context.evaluate(parameters) / E - 1)).toBeLessThan(1e-14);
      expectClose(times(jacobian, residuals), gradient, { absolute: 1e-15, relative: 1e-12 });
    });
  });
});

function halfSquares(residuals: Vector): number {
  return Array.from(residuals).reduce((sum, r) => sum + (r * r) / 2, 0);
}

/** Jᵀr. */
function times({ rows, columns, data }: Matrix, residuals: Vector): number[] {
  return Array.from({ length: columns }, (_, i) => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += data[r * columns + i] * residuals[r];
    return sum;
  });
}

describe("the context of a step", () => {
  it("changes neither the parameters nor the gradient", () => {
    withContext(networks[0].make(), mse, undefined, (context, parameters, gradient) => {
      const before = [...parameters, ...gradient];
      context.jacobian();
      const there = new Float64Array(parameters.length);
      const elsewhere = parameters.map((p) => p + 1) as Float64Array;
      const E = context.evaluate(elsewhere, there);
      expect([...parameters, ...gradient]).toEqual(before);
      parameters.set(elsewhere);
      const back = new Float64Array(parameters.length);
      expect(context.evaluate(parameters, back)).toBe(E);
      expect(back).toEqual(there);
      expect([...gradient]).toEqual(before.slice(parameters.length));
    });
  });

  it("gives E and its gradient as evaluate and backward do", () => {
    const net = networks[1].make();
    const [E, gradient] = [net.evaluate(x, t, { loss: mse }).loss, net.backward(net.forward(x), t, mse).gradient];
    withContext(net, mse, undefined, (context, parameters) => {
      const into = new Float64Array(parameters.length);
      expect(context.evaluate(parameters, into)).toBe(E);
      expect(into).toEqual(gradient);
    });
  });

  it("drops the same neurons in the Jacobian as in E and the gradient", () => {
    const net = new Sequential([new Layer(2, 8, tanh, { dropout: 0.5 }), new Layer(8, 3)], { seed: 11 });
    withContext(net, squaredError, undefined, (context, parameters, gradient) => {
      const { residuals, jacobian } = context.jacobian();
      const E = halfSquares(residuals);
      expect(context.evaluate(parameters)).toBeCloseTo(E, 14);
      expectClose(times(jacobian, residuals), gradient, { absolute: 1e-15, relative: 1e-12 });
    });
  });

  it.each([
    [crossEntropy, "jacobian: crossEntropy is not a sum of squares, wanted squaredError or mse"],
    [huber(), "jacobian: huber is not a sum of squares, wanted squaredError or mse"],
  ] as const)("has no Jacobian for %o", (loss, message) => {
    const net = new Sequential([new Layer(2, 3, softmax)], { seed: 1 });
    const targets = [0, 1, 2, 0].map((k) => [0, 1, 2].map((c) => (c === k ? 1 : 0)));
    const optimizer: Optimizer = {
      name: "look",
      fullBatch: true,
      initialize: () => ({}),
      step: (_p, _g, _s, context) => void context?.jacobian(),
    };
    const error = thrownBy(() => net.fit(x, targets, { loss, optimizer, epochs: 1 }));
    expect(error).toBeInstanceOf(OptionError);
    expect((error as Error).message).toBe(message);
  });
});
