import { mse, type Optimizer } from "deltarule";
import { describe, expect, it } from "vitest";
import { exportedAs } from "../helpers/exported.js";
import { expectClose } from "../helpers/numeric.js";
import { networkOf, type OracleCase, readFixture } from "../helpers/oracle.js";

type Options = Readonly<Record<string, number | boolean | readonly number[]>>;

interface Trajectory {
  readonly id: string;
  readonly optimizer: string;
  readonly allOptions: Options;
  readonly steps: readonly (Pick<OracleCase, "W" | "b" | "dW" | "db"> & { readonly E_before: number })[];
}

const { net: start, trajectories } = readFixture<{
  net: Pick<OracleCase, "layers" | "W" | "b" | "x" | "t">;
  trajectories: readonly Trajectory[];
}>("optimizers.json");

const usual = ({ lr, weight_decay }: Options) => ({ learningRate: lr, weightDecay: weight_decay });
const betas = ({ betas, eps }: Options) => {
  const [beta1, beta2] = betas as readonly number[];
  return { beta1, beta2, epsilon: eps };
};

/**
 * By PyTorch's name: the name of the library's export, and PyTorch's options converted to its own.
 */
const known: Readonly<Record<string, readonly [name: string, (options: Options) => object]>> = {
  SGD: ["sgd", (options) => ({ ...usual(options), momentum: options.momentum, nesterov: options.nesterov })],
  Adam: ["adam", (options) => ({ ...usual(options), ...betas(options) })],
  AdamW: ["adamW", (options) => ({ ...usual(options), ...betas(options) })],
  RMSprop: ["rmsProp", (options) => ({ ...usual(options), alpha: options.alpha, epsilon: options.eps })],
  Adagrad: ["adaGrad", (options) => ({ ...usual(options), epsilon: options.eps })],
};

const runs = trajectories.flatMap((trajectory) => {
  const [name, optionsOf] = known[trajectory.optimizer];
  const make = exportedAs(name);
  const options = optionsOf(trajectory.allOptions);
  return typeof make === "function" ? [{ ...trajectory, make: make as (options: object) => Optimizer, options }] : [];
});

const flat = (W: OracleCase["W"], b: OracleCase["b"]): number[] => W.flatMap((w, l) => [...w.flat(), ...(b[l] ?? [])]);
const close = { absolute: 1e-12, relative: 1e-12 };

describe("PyTorch's optimizers.json", () => {
  it("has trajectories of sgd: plain, with momentum, and Nesterov's with weight decay", () => {
    expect(runs.map(({ id }) => id)).toEqual(expect.arrayContaining(["sgd_lr0.1", "sgd_momentum", "sgd_nesterov_wd"]));
  });

  it.each(runs)("$id: loss, gradient and parameters agree in each of 25 steps", ({ make, options, steps }) => {
    const net = networkOf(start);
    const optimizer = make(options);
    const state = optimizer.initialize(net.parameters.length);
    expect(steps.length).toBe(25);
    steps.forEach(({ E_before, W, b, dW, db }, step) => {
      const { loss, gradient } = net.backward(net.forward(start.x), start.t, mse);
      expectClose([loss], [E_before], { ...close, what: `E before step ${step}` });
      expectClose(gradient, flat(dW, db), { ...close, what: `gradient of step ${step}` });
      optimizer.step(net.parameters, gradient, state);
      expectClose(net.parameters, flat(W, b), { ...close, what: `parameters after step ${step}` });
    });
  });

  it.each(runs)("$id: fit ends with the parameters after 25 steps", ({ make, options, steps }) => {
    const net = networkOf(start);
    net.fit(start.x, start.t, { loss: mse, optimizer: make(options), epochs: 25, batchSize: 5, shuffle: false });
    expectClose(net.parameters, flat(steps[24].W, steps[24].b), { ...close, what: "parameters" });
  });
});
