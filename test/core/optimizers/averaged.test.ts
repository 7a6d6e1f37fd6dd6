import {
  type AveragedOptimizer,
  accuracy,
  adam,
  averaged,
  clipNorm,
  Layer,
  lbfgs,
  mse,
  type Optimizer,
  OptionError,
  reference,
  Sequential,
  sgd,
  simd,
  tanh,
} from "deltarule";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../helpers/numeric.js";

const x = [[0], [1], [2], [3]];
const t = [[1], [3], [5], [7]];
const make = (options = {}) => new Sequential([new Layer(1, 3, tanh), new Layer(3, 1)], { seed: 3, ...options });

describe("averaged", () => {
  it("has the average worked out by hand", () => {
    // p = 1, 0.5, −0.5; the average 0.5, then 0.75 · 0.5 − 0.25 · 0.5.
    const optimizer = averaged(sgd({ learningRate: 1 }), 0.75);
    const parameters = new Float64Array([1]);
    const state = optimizer.initialize(1);
    expect(state).toEqual({ step: 0, average: new Float64Array(1), optimizer: sgd().initialize(1) });
    optimizer.step(parameters, new Float64Array([0.5]), state);
    expect([parameters[0], state.average[0]]).toEqual([0.5, 0.5]);
    optimizer.step(parameters, new Float64Array([1]), state);
    expect([parameters[0], state.average[0], state.step]).toEqual([-0.5, 0.25, 2]);
    const putBack = optimizer.apply({ parameters });
    expect(parameters[0]).toBe(0.25);
    putBack();
    expect(parameters[0]).toBe(-0.5);
  });

  it.each([
    ["simd", simd, "float64"],
    ["simd", simd, "float32"],
    ["reference", reference, "float64"],
  ] as const)("trains as the optimizer alone, and brings the average of all updates in: %s, %s", (_, engine, dtype) => {
    const options = { loss: mse, epochs: 7, batchSize: 2 };
    const alone = make({ engine, dtype });
    alone.fit(x, t, { ...options, optimizer: adam() });
    const net = make({ engine, dtype });
    const seen: number[][] = [];
    const inner = adam();
    const optimizer = averaged<{ step: number }>(
      {
        ...inner,
        step: (parameters, gradient, state, context) => {
          inner.step(parameters, gradient, state as never, context);
          seen.push([...parameters]);
        },
      } as Optimizer<{ step: number }>,
      0.5,
    );
    net.fit(x, t, { ...options, optimizer: optimizer as Optimizer });
    expect(net.parameters).toEqual(alone.parameters);
    expect(seen.length).toBe(14);
    const wanted = seen.slice(1).reduce((mean, p) => mean.map((m, i) => 0.5 * m + 0.5 * p[i]), seen[0]);
    const weights = net.parameters.slice();
    const putBack = optimizer.apply(net);
    expectClose(net.parameters, wanted, { absolute: 0, relative: dtype === "float32" ? 1e-7 : 1e-15 });
    expect(net.predict(x)).toEqual(net.clone().predict(x));
    putBack();
    expect(net.parameters).toEqual(weights);
  });

  it("may be looked at after every epoch, and changes nothing in the training", async () => {
    const run = async (looks: boolean) => {
      const net = make();
      const optimizer = averaged(sgd({ learningRate: 0.05, momentum: 0.9 }), 0.9);
      const losses: number[] = [];
      await net.fitAsync(x, t, {
        loss: mse,
        optimizer,
        epochs: 6,
        batchSize: 2,
        onEpoch: () => {
          if (!looks) return;
          const putBack = optimizer.apply(net);
          losses.push(net.evaluate(x, t, { loss: mse, metrics: [] }).loss);
          putBack();
        },
      });
      return { parameters: net.parameters, losses, average: averageOf(net, optimizer) };
    };
    const [blind, looking] = [await run(false), await run(true)];
    expect(looking.parameters).toEqual(blind.parameters);
    expect(looking.average).toEqual(blind.average);
    expect(new Set(looking.losses).size).toBe(6);
  });

  it("goes on where fit, partialFit and a checkpoint left it, and keeps networks apart", () => {
    const options = { loss: mse, batchSize: 2 };
    const optimizer = averaged(adam(), 0.8);
    const whole = make();
    whole.fit(x, t, { ...options, optimizer, epochs: 6 });
    const halves = make();
    let saved = "";
    for (const epoch of halves.train(x, t, { ...options, optimizer, epochs: 6 })) {
      if (epoch.epoch !== 3) continue;
      saved = JSON.stringify(epoch.checkpoint());
      break;
    }
    const resumed = make();
    const other = averaged(adam(), 0.8);
    resumed.fit(x, t, { ...options, optimizer: other, epochs: 6, resume: JSON.parse(saved) });
    expect(resumed.parameters).toEqual(whole.parameters);
    expect(averageOf(resumed, other)).toEqual(averageOf(whole, optimizer));
    expect(averageOf(halves, optimizer)).not.toEqual(averageOf(whole, optimizer));
    const before = averageOf(whole, optimizer);
    whole.partialFit(x, t, { loss: mse, optimizer });
    const after = averageOf(whole, optimizer);
    expectClose(
      after,
      [...before].map((mean, i) => 0.8 * mean + 0.2 * whole.parameters[i]),
      { absolute: 0, relative: 1e-14 },
    );
  });

  it("wraps what wraps, and full batches", () => {
    for (const inner of [clipNorm(adam(), 0.1), lbfgs()] as Optimizer[]) {
      const [net, alone] = [make(), make()];
      const optimizer = averaged(inner, 0.5);
      const size = inner.fullBatch ? {} : { batchSize: 2 };
      net.fit(x, t, { loss: mse, optimizer: optimizer as Optimizer, epochs: 4, ...size });
      alone.fit(x, t, { loss: mse, optimizer: inner, epochs: 4, ...size });
      expect(net.parameters).toEqual(alone.parameters);
      expect(averageOf(net, optimizer)).not.toEqual(net.parameters);
    }
    expect(averaged(sgd({ learningRate: () => 0.5 }), 0.9).learningRate?.(averaged(sgd(), 0.9).initialize(1))).toBe(
      0.5,
    );
    expect("learningRate" in averaged(lbfgs(), 0.9)).toBe(false);
  });

  it("keeps the average from before an update that is undone", () => {
    const net = make();
    const optimizer = averaged(sgd({ learningRate: (step) => (step < 2 ? 0.01 : 1e308) }), 0.9);
    net.partialFit(x, t, { loss: mse, optimizer });
    net.partialFit(x, t, { loss: mse, optimizer });
    const before = averageOf(net, optimizer);
    expect(() => {
      for (let k = 0; k < 3; k++) net.partialFit(x, t, { loss: mse, optimizer });
    }).toThrow("partialFit");
    expect([...averageOf(net, optimizer)].every(Number.isFinite)).toBe(true);
    expect(before.length).toBe(net.parameters.length);
  });

  it("says what is missing: an update, or a network", () => {
    const optimizer = averaged(adam(), 0.9);
    const before = "averaged(adam).apply: it has not updated this network yet";
    expect(() => optimizer.apply(make())).toThrow(new OptionError(before));
    const net = make();
    net.fit(x, t, { loss: mse, optimizer: averaged(adam(), 0.9), epochs: 1, metrics: [accuracy].slice(1) });
    expect(() => optimizer.apply(net)).toThrow(new OptionError(before));
    for (const wrong of [undefined, null, {}, "net", { parameters: [1] }])
      expect(() => optimizer.apply(wrong as never)).toThrow(OptionError);
  });

  it("is applied through a Proxy of the network", () => {
    const net = make();
    const optimizer = averaged(adam(), 0.5);
    net.fit(x, t, { loss: mse, optimizer, epochs: 2 });
    const weights = net.parameters.slice();
    const proxy = new Proxy(net, { get: (target, name) => Reflect.get(target, name, target) });
    optimizer.apply(proxy)();
    expect(net.parameters).toEqual(weights);
  });
});

function averageOf(net: Sequential, optimizer: Pick<AveragedOptimizer, "apply">): Float64Array {
  const putBack = optimizer.apply(net);
  const average = Float64Array.from(net.parameters);
  putBack();
  return average;
}
