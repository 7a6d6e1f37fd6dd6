import * as deltarule from "deltarule";
import { OptionError, reference, simd, simdFrom } from "deltarule";
import { afterEach, describe, expect, test, vi } from "vitest";
import { binary } from "../../../../src/core/engine/simd/binary.js";
import { piecesDigest } from "../../../../src/core/engine/simd/codes.js";
import { bytesOfText, compile } from "../../../../src/core/engine/simd/instance.js";
import { thrownBy } from "../../../helpers/failures.js";
import { differenceOf } from "../../../helpers/sameBits.js";
import { instancesWith, libraryWith, platform } from "../../../helpers/webAssembly.js";

type Library = typeof deltarule;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const x = Array.from({ length: 20 }, (_, r) => [Math.sin(r), Math.cos(3 * r)]);
const t = x.map(([a, b]) => [Number(a > b)]);

/** A network of this library, and its trainings. */
function make(own: Library, engine?: deltarule.Engine) {
  const layers = [new own.Layer(2, 5, own.tanh), new own.Layer(5, 1, own.sigmoid)] as const;
  const net = new own.Sequential([...layers], { seed: 6, ...(engine && { engine }) });
  const options = { loss: own.squaredError, optimizer: own.adam({ learningRate: 0.1 }), epochs: 4, batchSize: 3 };
  return { net, options, learn: () => net.fit(x, t, options) };
}

/** The parameters after a training without failures. */
function wanted(): deltarule.Vector {
  const { net, learn } = make(deltarule, reference);
  learn();
  return net.parameters.slice();
}

const refusing = class {
  constructor() {
    throw new EvalError("Refused to compile");
  }
} as unknown as typeof platform.Module;

/** A 32-bit number as WebAssembly writes it (LEB128, signed). */
function signedLeb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    const isLast = rest >> 6 === 0 || rest >> 6 === -1;
    bytes.push((rest & 127) | (isLast ? 0 : 128));
    if (isLast) return bytes;
  }
}

describe("where WebAssembly is refused", () => {
  test.each([
    ["by a policy", { Module: refusing }],
    ["for want of address space", { Memory: refusing as unknown as typeof platform.Memory }],
    ["because there is none", undefined],
  ])("%s, reference takes over with the same bits", async (_how, found) => {
    const own = await libraryWith(found);
    const { net, learn } = make(own);
    expect([net.engine.name, net.engine === own.reference]).toEqual(["reference", true]);
    learn();
    expect(differenceOf(net.parameters, wanted())).toBe("");
  });

  test("simd says so, and what to use instead", async () => {
    const own = await libraryWith({ Module: refusing });
    const { net, learn } = make(own, own.simd);
    const message =
      "simd: WebAssembly is refused here: Refused to compile; leave engine out, or use reference or simdFrom(module)";
    const before = net.parameters.slice();
    for (const call of [learn, () => net.predict([1, 2]), () => net.forward([1, 2])]) {
      const error = thrownBy(call);
      expect(error).toBeInstanceOf(own.DeltaruleError);
      expect((error as Error).message).toBe(message);
    }
    expect(net.parameters).toEqual(before);
  });

  test("a module that is compiled already runs", async () => {
    const module = compile(binary);
    const own = await libraryWith({ Module: refusing });
    const { net, learn } = make(own, own.simdFrom(module));
    learn();
    expect(net.engine.name).toBe("simd");
    expect(differenceOf(net.parameters, wanted())).toBe("");
  });
});

describe("simdFrom", () => {
  test("takes the module of the kernels, and trains to the same bits in a memory of its own", () => {
    const engines = [simdFrom(compile(binary)), simdFrom(compile(binary)), simd];
    const all = engines.map((engine) => make(deltarule, engine));
    for (const { learn } of all) learn();
    for (const { net } of all) expect(differenceOf(net.parameters, wanted())).toBe("");
    expect(new Set(engines).size).toBe(3);
  });

  /** The library's module, in which `pieces()` gives another number. */
  const otherPieces = () => {
    const bytes = bytesOfText(binary);
    const digest = signedLeb(piecesDigest);
    const at = bytes.findIndex((_, k) => digest.every((byte, i) => bytes[k + i] === byte));
    bytes[at] ^= 1;
    return new platform.Module(bytes);
  };
  const empty = () => new platform.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  test.each<[string, () => unknown, RegExp]>([
    [
      "nothing",
      () => undefined,
      /^simdFrom: module is undefined, wanted the WebAssembly.Module of deltarule\/kernels.wasm \(/,
    ],
    ["bytes", () => Uint8Array.of(0, 97, 115, 109), /^simdFrom: module is .*, wanted the WebAssembly.Module of/],
    ["a path", () => "kernels.wasm", /^simdFrom: module is "kernels.wasm", wanted the WebAssembly.Module of/],
    ["an object", () => ({}), /^simdFrom: module is .*, wanted the WebAssembly.Module of/],
    [
      "a module without kernels",
      empty,
      /wanted the WebAssembly.Module of deltarule\/kernels.wasm \(its kernels are not these\)$/,
    ],
    ["a module whose pieces have other numbers", otherPieces, /\(its kernels are not these\)$/],
  ])("refuses %s", (_what, module, message) => {
    const error = thrownBy(() => simdFrom(module() as object));
    expect(error).toBeInstanceOf(OptionError);
    expect((error as Error).message).toMatch(message);
  });
});

test("where the memory cannot grow, training and prediction fail, and the network trains on with reference", async () => {
  let refused = 0;
  class Full extends platform.Memory {
    override grow(): number {
      refused++;
      throw new RangeError("WebAssembly.Memory.grow(): Unable to grow instance memory");
    }
  }
  const own = await libraryWith({ Memory: Full });
  const layers = () => [new own.Layer(2, 300, own.tanh), new own.Layer(300, 200), new own.Layer(200, 1)];
  const net = new own.Sequential(layers(), { seed: 6 });
  expect(net.engine.name).toBe("simd");
  const before = net.parameters.slice();
  const state = own.sgd().initialize(before.length);
  const options = { loss: own.mse, epochs: 1 };
  const forward = new own.Sequential(layers(), { seed: 6, engine: own.reference }).forward(x);
  const calls: Record<string, () => unknown> = {
    predict: () => net.predict(x),
    forward: () => net.forward(x),
    backward: () => net.backward(forward, t, own.mse),
    evaluate: () => net.evaluate(x, t, { loss: own.mse }),
    fit: () => net.fit(x, t, options),
    partialFit: () => net.partialFit(x, t, { loss: own.mse, optimizer: own.sgd(), state }),
  };
  for (const [name, call] of Object.entries(calls)) {
    const error = thrownBy(call);
    expect(error, name).toBeInstanceOf(own.DeltaruleError);
    expect((error as Error).message, name).toMatch(
      /^simd: there is no memory for \d+ bytes of WebAssembly; take a smaller batchSize or network, or engine: reference$/,
    );
  }
  await expect(net.fitAsync(x, t, options)).rejects.toBeInstanceOf(own.DeltaruleError);
  expect(refused).toBeGreaterThan(6);
  expect(differenceOf(net.parameters, before)).toBe("");
  expect(state).toEqual(own.sgd().initialize(before.length));
  // A small network still has room, and the large one trains with reference.
  const { net: small, learn } = make(own);
  learn();
  expect(differenceOf(small.parameters, wanted())).toBe("");
  const elsewhere = own.Sequential.fromJSON(net.toJSON(), { engine: own.reference });
  expect(differenceOf(elsewhere.parameters, before)).toBe("");
  expect(elsewhere.fit(x, t, options).stopped).toBe("epochs");
});

describe("a kernel that traps", () => {
  const kernels = [
    "affine",
    "activate",
    "slope",
    "gradA",
    "gradW",
    "gradB",
    "multiply",
    "lossSum",
    "lossGradient",
    "lossDelta",
    "update",
    "predict",
    "train",
    "epochs",
  ];

  test.each(kernels)("%s fails its call with a DeltaruleError, and leaves the parameters", async (trapping) => {
    let armed = false;
    let trapped = 0;
    const Instance = instancesWith((name, kernel) => (...numbers) => {
      if (!armed || name.replace(/\d+$/, "") !== trapping) return kernel(...numbers);
      trapped++;
      throw new platform.RuntimeError("memory access out of bounds");
    });
    const own = await libraryWith({ Instance });
    const net = new own.Sequential(
      [
        new own.Layer(2, 5, own.tanh, { dropout: 0.2 }),
        new own.Layer(5, 4, own.relu),
        new own.Layer(4, 1, own.sigmoid),
      ],
      { seed: 6 },
    );
    const plain = make(own).net;
    const forward = net.forward(x);
    const state = own.adam().initialize(net.parameters.length);
    // More than are in the memory at once.
    const many = own.matrix(9000, 2);
    const ones = own.matrix(9000, 1, new Float64Array(9000).fill(1));
    const calls = [own.mse, own.binaryCrossEntropy].flatMap((loss) => [
      () => net.predict(x),
      () => net.forward(x),
      () => net.backward(forward, t, loss),
      () => net.evaluate(x, t, { loss }),
      () => net.fit(x, t, { loss, epochs: 2, batchSize: 3 }),
      () => plain.fit(x, t, { loss, epochs: 2, batchSize: 3 }),
      () => plain.fit(many, ones, { loss, epochs: 1, batchSize: 3000 }),
      () => net.partialFit(x, t, { loss, optimizer: own.adam(), state }),
    ]);
    let errors = 0;
    for (const call of calls) {
      const all = () => [
        net.parameters.slice(),
        plain.parameters.slice(),
        state.step,
        state.m.slice(),
        state.v.slice(),
      ];
      const before = all();
      armed = true;
      const error = thrownBy(call);
      armed = false;
      if (error === undefined) continue;
      errors++;
      expect(error).toBeInstanceOf(own.DeltaruleError);
      expect((error as Error).message).toBe("simd: the compiled kernels failed: memory access out of bounds");
      expect(differenceOf(all(), before)).toBe("");
      // The network trains on.
      expect(thrownBy(() => net.predict(x))).toBeUndefined();
    }
    expect(trapped).toBe(errors);
    expect(trapped).toBeGreaterThan(0);
  });
});
