import { type Activation, averaged, type Elementwise, type Loss, type Optimizer } from "deltarule";
import { describe, expect, it, test } from "vitest";
import { exportedAs } from "../helpers/exported.js";
import { expectClose } from "../helpers/numeric.js";
import { readFixture } from "../helpers/oracle.js";

type Options = Readonly<Record<string, number | boolean | readonly number[]>>;

const { start, gradients, trajectories, activations, losses } = readFixture<{
  start: readonly number[];
  gradients: readonly (readonly number[])[];
  trajectories: readonly {
    readonly optimizer: string;
    readonly options: Options;
    readonly parameters: readonly (readonly number[])[];
    readonly averages: readonly (readonly number[])[];
  }[];
  activations: readonly { readonly name: string; readonly z: number; readonly a: number; readonly slope: number }[];
  losses: readonly {
    readonly name: string;
    readonly given: readonly unknown[];
    readonly output: readonly number[];
    readonly target: readonly number[];
    readonly value: number;
    readonly gradient: readonly number[];
    readonly link?: {
      readonly z: readonly number[];
      readonly target: readonly number[];
      readonly value: number;
      readonly delta: readonly number[];
    };
  }[];
}>("pieces.json");

/** PyTorch's options by our names. */
function ours({ lr, eps, weight_decay, betas, momentum_decay, ...same }: Options): object {
  const [beta1, beta2] = (betas ?? []) as readonly number[];
  return {
    learningRate: lr,
    epsilon: eps,
    weightDecay: weight_decay,
    ...(betas && { beta1, beta2 }),
    ...(momentum_decay !== undefined && { momentumDecay: momentum_decay }),
    ...same,
  };
}

const names: Readonly<Record<string, string>> = {
  NAdam: "nAdam",
  RAdam: "rAdam",
  RMSprop: "rmsProp",
  Adam: "adam",
  AdamW: "adamW",
};
const close = { absolute: 1e-14, relative: 1e-12 };

describe.each(trajectories.map((one) => ({ ...one, title: `${one.optimizer} ${JSON.stringify(one.options)}` })))(
  "PyTorch's $title",
  ({ optimizer: name, options, parameters: wanted, averages }) => {
    const make = exportedAs(names[name]) as (options: object) => Optimizer;

    it("agrees in each of 12 steps", () => {
      const optimizer = make(ours(options));
      const parameters = Float64Array.from(start);
      const state = optimizer.initialize(3);
      gradients.forEach((gradient, step) => {
        optimizer.step(parameters, Float64Array.from(gradient), state);
        expectClose(parameters, wanted[step], { ...close, what: `step ${step}` });
      });
      expect(wanted.length).toBe(12);
    });

    it("averaged takes the same steps, and has the average of get_ema_avg_fn(0.75)", () => {
      const optimizer = averaged(make(ours(options)), 0.75);
      const parameters = Float64Array.from(start);
      const state = optimizer.initialize(3);
      gradients.forEach((gradient, step) => {
        optimizer.step(parameters, Float64Array.from(gradient), state);
        expectClose(parameters, wanted[step], { ...close, what: `step ${step}` });
        expectClose(state.average, averages[step], { ...close, what: `average of step ${step}` });
      });
    });
  },
);

test("one of the trajectories of RAdam takes both kinds of steps", () => {
  const { options } = trajectories.filter(({ optimizer }) => optimizer === "RAdam")[1];
  const [, beta2] = options.betas as readonly number[];
  const length = (t: number) => 2 / (1 - beta2) - 1 - (2 * t * beta2 ** t) / (1 - beta2 ** t);
  expect([length(1) > 5, length(12) > 5]).toEqual([false, true]);
});

test.each(activations)("$name at $z", ({ name, z, a, slope }) => {
  const f = exportedAs(name) as Activation as Elementwise;
  expectClose([f.apply(z), f.derivative(z, f.apply(z))], [a, slope], { absolute: 1e-300, relative: 1e-15 });
});

test.each(losses.map((one) => ({ ...one, title: `${one.name}(${one.given.map((g) => JSON.stringify(g))})` })))(
  "$title: value, gradient and closed form",
  ({ name, given, output, target, value, gradient, link }) => {
    const found = exportedAs(name);
    const loss = (typeof found === "function" ? found(...given) : found) as Loss;
    const into = new Float64Array(output.length);
    loss.gradient(output, target, into);
    const tight = { absolute: 1e-16, relative: 1e-14 };
    expectClose([loss.value(output, target)], [value], tight);
    expectClose(into, gradient, tight);
    expect(loss.link === undefined).toBe(link === undefined);
    if (link === undefined || loss.link === undefined) return;
    const f = loss.link.activation as Elementwise;
    const delta = new Float64Array(link.z.length);
    loss.link.delta(link.z, link.z.map(f.apply), link.target, delta);
    expectClose([loss.link.value(link.z, link.target)], [link.value], tight);
    expectClose(delta, link.delta, tight);
  },
);
