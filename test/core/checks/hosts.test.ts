import { fileURLToPath } from "node:url";
import vm from "node:vm";
import * as here from "deltarule";
import { fromOnnx, fromSafetensors, toOnnx, toSafetensors } from "deltarule/formats";
import { buildSync } from "esbuild";
import { describe, expect, test } from "vitest";

const src = (entry: string) => fileURLToPath(new URL(`../../../src/${entry}/index.ts`, import.meta.url));

/** The library, core and formats, as a script that sets `d`. */
const code = (() => {
  const contents = `export * from ${JSON.stringify(src("core"))}; export * from ${JSON.stringify(src("formats"))}; export * from ${JSON.stringify(src("explain"))};`;
  const stdin = { contents, resolveDir: fileURLToPath(new URL(".", import.meta.url)) };
  const { outputFiles } = buildSync({ stdin, bundle: true, format: "iife", globalName: "d", write: false });
  return outputFiles[0].text;
})();

const { Layer, Sequential, Pipeline, softmax, crossEntropy, mse, sgd, standardize } = here;

describe("a host that has only ECMAScript", () => {
  const names =
    "performance btoa atob TextEncoder TextDecoder setTimeout setImmediate MessageChannel console crypto WebAssembly";
  const context = vm.createContext({});
  for (const name of names.split(" ")) vm.runInContext(`delete globalThis.${name}`, context);
  vm.runInContext(code, context);
  const run = (source: string): unknown => vm.runInContext(source, context);
  run("x = [[0, 1], [1, 0.5], [0.25, 1]]; t = [[1], [0], [1]];");
  run("net = new d.Sequential([new d.Layer(2, 3, d.tanh), new d.Layer(3, 1)], { seed: 7 });");
  const net = new Sequential([new Layer(2, 3, here.tanh), new Layer(3, 1)], { seed: 7 });
  const x = [
    [0, 1],
    [1, 0.5],
    [0.25, 1],
  ];
  const t = [[1], [0], [1]];

  test("has none of the rest", () => {
    expect(
      run(
        names
          .split(" ")
          .map((name) => `typeof ${name}`)
          .join("+"),
      ),
    ).toBe("undefined".repeat(11));
  });

  test("trains, saves and reads to the same bits", async () => {
    expect(run("net.engine.name")).toBe("reference");
    net.fit(x, t, { loss: mse, epochs: 3, optimizer: here.adam() });
    expect(
      run("net.fit(x, t, { loss: d.mse, epochs: 3, optimizer: d.adam() }).epochs[2].durationMs"),
    ).toBeGreaterThanOrEqual(0);
    expect(run("JSON.stringify(net)")).toBe(JSON.stringify(net));
    expect(run("d.Sequential.fromJSON(JSON.parse(JSON.stringify(net))).predict([0, 1])[0]")).toBe(
      net.predict([0, 1])[0],
    );
    await run("net.fitAsync(x, t, { loss: d.mse, epochs: 4, batchSize: 2 })");
    await net.fitAsync(x, t, { loss: mse, epochs: 4, batchSize: 2 });
    expect(run("net.predict([0, 1])[0]")).toBe(net.predict([0, 1])[0]);
    expect(run("net.clone().train(x, t, { loss: d.mse }).next().value.checkpoint().format")).toBe(
      "deltarule/checkpoint",
    );
  });

  test("writes and reads files, and explains", () => {
    const files = [run("d.toSafetensors(net)"), run("d.toOnnx(net)")] as Uint8Array[];
    expect(files.map((file) => Array.from(file))).toEqual(
      [toSafetensors(net), toOnnx(net)].map((file) => Array.from(file)),
    );
    expect(run("d.fromSafetensors(d.toSafetensors(net)).predict([0, 1])[0]")).toBe(net.predict([0, 1])[0]);
    expect(run("d.fromOnnx(d.toOnnx(net)).predict([0, 1])[0]")).toBe(net.predict([0, 1])[0]);
    expect(run("d.toText(d.explain(net, [0, 1], [1], { loss: d.mse }))")).toContain("mse");
  });

  test("says what is missing where it is needed", () => {
    const open = "new d.Sequential([new d.Layer(1, 1)], { engine: d.simd }).predict([1])";
    expect(() => run(open)).toThrow("simd: WebAssembly is refused here: WebAssembly is not defined");
  });
});

describe("what comes from another realm is taken", () => {
  const other = (source: string) => vm.runInNewContext(source);
  const net = new Sequential([new Layer(2, 1)], { seed: 1 });
  const wanted = net.predict([
    [0, 1],
    [1, 1],
  ]);

  test.each([
    ["a Matrix of Float64Array", "({ rows: 2, columns: 2, data: new Float64Array([0, 1, 1, 1]) })"],
    ["a Matrix of Float32Array", "({ rows: 2, columns: 2, data: new Float32Array([0, 1, 1, 1]) })"],
    ["rows", "[[0, 1], [1, 1]]"],
    ["typed rows", "[new Float32Array([0, 1]), new Int8Array([1, 1])]"],
  ])("%s", (_what, source) => {
    const given = other(source);
    const output: unknown = net.predict(given);
    const values = here.matrix(
      2,
      1,
      (output as here.Matrix).data ?? (output as here.Vector[]).map(([value]) => value),
    ).data;
    expect(Array.from(values)).toEqual(wanted.map(([value]) => value));
    expect(net.evaluate(given, [[0], [0]], { loss: mse }).loss).toBeGreaterThan(0);
    expect(Array.from(standardize(given).transform(given).data)).toEqual([-1, 0, 1, 0]);
    expect([Float64Array, Float32Array]).toContain(here.split(given, given).train.x.data.constructor);
  });

  test("weights, states and the memory of a matrix", () => {
    const data = other("new Float64Array([3, 4])");
    expect(here.matrix(1, 2, data).data).toBe(data);
    expect(new Sequential([new Layer(2, 1, here.identity, { weights: [data] })]).predict([1, 1])[0]).toBe(7);
    expect(
      new Sequential([new Layer(2, 1, here.identity, { weights: here.matrix(1, 2, data) })]).predict([1, 1])[0],
    ).toBe(7);
    const optimizer = sgd({ momentum: 0.5, learningRate: 1 });
    const state = other("({ step: 0, velocity: new Float64Array(3) })");
    net.clone().partialFit([[0, 1]], [[0]], { loss: mse, optimizer, state });
    expect(state.step).toBe(1);
    expect(Math.abs(state.velocity[1])).toBeGreaterThan(0);
    const flaw = () =>
      net.partialFit([[0, 1]], [[0]], {
        loss: mse,
        optimizer,
        state: other("({ step: 0, velocity: new Float32Array(3) })"),
      });
    expect(flaw).toThrow("partialFit: state.velocity is not a Float64Array");
  });

  test("files, as arrays and as buffers", () => {
    for (const [bytes, read] of [
      [toSafetensors(net), fromSafetensors],
      [toOnnx(net), fromOnnx],
    ] as const) {
      const foreign = other(
        "(bytes) => { const file = new Uint8Array(bytes); return [file, file.buffer, new SharedArrayBuffer(0)]; }",
      )(bytes);
      for (const file of [...foreign.slice(0, 2), bytes.slice().buffer])
        expect(read(file).predict([0, 1])).toEqual(net.predict([0, 1]));
      expect(() => read(foreign[2])).toThrow(here.FormatError);
      expect(() => read(other("[1, 2]"))).toThrow("the file is an array of 2, wanted its bytes in a Uint8Array");
      expect(() => read(other("new Int8Array(2)"))).toThrow(
        "the file is a Int8Array, wanted its bytes in a Uint8Array",
      );
    }
  });
});

describe("another copy of the library", () => {
  const copy = vm.runInThisContext(`(() => { ${code}; return d; })()`) as typeof here;
  const wanted = "wanted one of this copy: load the library one way, by import or by require, in one version";
  const net = new Sequential([new Layer(2, 2, softmax)], { seed: 1 });
  const data = [[[0, 1]], [[1, 0]]] as const;

  test.each<readonly [string, () => unknown, string]>([
    [
      "activation",
      () => new Layer(1, 2, copy.softmax),
      `Layer: activation is the object "softmax" of another copy of deltarule, ${wanted}`,
    ],
    [
      "maker's activation",
      () => new Layer(1, 2, copy.elu(2)),
      `Layer: activation is the object "elu" of another copy of deltarule, ${wanted}`,
    ],
    [
      "loss",
      () => net.fit(...data, { loss: copy.crossEntropy }),
      `fit: loss is the object "crossEntropy" of another copy of deltarule, ${wanted}`,
    ],
    [
      "loss of a pass",
      () => net.backward(net.forward([0, 1]), [0, 1], copy.crossEntropy),
      `backward: loss is the object "crossEntropy" of another copy of deltarule, ${wanted}`,
    ],
    [
      "loss to evaluate",
      () => net.evaluate(...data, { loss: copy.huber(2) }),
      `evaluate: loss is the object "huber" of another copy of deltarule, ${wanted}`,
    ],
    [
      "activation in a loss of the user's",
      () =>
        net.fit(...data, {
          loss: { ...crossEntropy, link: { ...copy.crossEntropy.link, activation: copy.softmax } } as here.Loss,
        }),
      `fit: loss.link.activation is the object "softmax" of another copy of deltarule, ${wanted}`,
    ],
    [
      "part of a surrogate",
      () => here.surrogate(here.step, copy.sigmoid),
      `surrogate: backward is the object "sigmoid" of another copy of deltarule, ${wanted}`,
    ],
    [
      "layer",
      () => new Sequential([new copy.Layer(1, 1)]),
      "Sequential: layer 0 is an object of another copy of deltarule, wanted a Layer",
    ],
    [
      "network",
      () => new Pipeline({ network: new copy.Sequential([new copy.Layer(1, 1)]) as unknown as here.Sequential }),
      "Pipeline: network is an object of another copy of deltarule, wanted a Sequential",
    ],
    [
      "engine",
      () => new Sequential([new Layer(1, 1)], { engine: copy.reference }),
      `Sequential: engine is the object "reference" of another copy of deltarule, ${wanted}`,
    ],
  ])("its %s is refused", (_what, call, message) => {
    expect(call).toThrow(here.OptionError);
    expect(call).toThrow(message);
  });

  test("its optimizers, schedules, metrics and scalers work, to the same bits", () => {
    const train = (from: typeof here) => {
      const own = net.clone();
      const learningRate = from.cosine(0.1, { steps: 5 });
      const optimizer = from.clipNorm(from.adam({ learningRate }), 0.5);
      const inputs = from.standardize([
        [0, 1],
        [1, 3],
      ]);
      const history = own.fit(...data, { loss: crossEntropy, optimizer, metrics: [from.accuracy], epochs: 5 });
      return [own.parameters, history.epochs[4].metrics, new Pipeline({ network: own, inputs }).predict([0, 1])];
    };
    expect(train(copy)).toEqual(train(here));
  });

  test("its errors have the same names", () => {
    const names = Object.keys(here).filter((name) => name.endsWith("Error") && /^[A-Z]/.test(name));
    const errors = names.map((name) => new (Reflect.get(copy, name))("").name);
    expect(errors).toEqual(names);
  });
});
