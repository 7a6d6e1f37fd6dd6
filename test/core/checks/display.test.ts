import { inspect } from "node:util";
import { Layer, minMax, Pipeline, relu, Sequential, sigmoid, standardize } from "deltarule";
import { describe, expect, test } from "vitest";
import { thrownBy } from "../../helpers/failures.js";
import { wrappings } from "../../helpers/proxies.js";

const net = new Sequential([new Layer(2, 4, relu, { dropout: 0.5, bias: false }), new Layer(4, 1, sigmoid)], {
  seed: 7,
});
const rows = [
  [0, 1],
  [1, 0],
];
const pipeline = new Pipeline({ network: net, inputs: standardize(rows), outputs: minMax([[0], [1]]) });
const line = "Sequential 2 → 4 → 1, 13 parameters, float64";

describe("a console shows", () => {
  test("a network as its summary, in Node, Bun and Deno", () => {
    expect(inspect(net)).toBe(net.summary());
    expect(inspect(wrappings.deep(net))).toBe(net.summary());
    expect(inspect({ net })).toContain("13 parameters, float64, simd engine, seed 7");
    const shown: unknown = Reflect.get(net, Symbol.for("Deno.customInspect"));
    expect((shown as () => string)()).toBe(net.summary());
  });

  test("a layer as a line, a pipeline as its parts and the summary", () => {
    expect(inspect(net.layers[0])).toBe("Layer 2 → 4, relu, no bias, dropout 0.5");
    expect(inspect(net.layers[1])).toBe("Layer 4 → 1, sigmoid");
    expect(inspect(pipeline)).toBe(`Pipeline standardize → ${line} → minMax\n${net.summary()}`);
  });

  test("an object that only inherits from one as a plain object", () => {
    for (const parent of [net, net.layers[0], pipeline, Sequential.prototype, Layer.prototype, Pipeline.prototype]) {
      expect(inspect(Object.create(parent))).toMatch(/^\w+( <.*>)? (\[\w+\] )?\{.*\}$/s);
    }
  });
});

test("as text, each is a line", () => {
  expect(`${net}`).toBe(line);
  expect(String(new Sequential([new Layer(3, 2)], { dtype: "float32", seed: 1 }))).toBe(
    "Sequential 3 → 2, 8 parameters, float32",
  );
  expect(`${net.layers[1]}`).toBe("Layer 4 → 1, sigmoid");
  expect(`${new Layer(1, 1)}`).toBe("Layer 1 → 1, identity");
  expect(`${pipeline}`).toBe(`Pipeline standardize → ${line} → minMax`);
  expect(`${new Pipeline({ network: net })}`).toBe(`Pipeline ${line}`);
});

test("a class whose prototype is frozen makes its objects too", () => {
  class Frozen extends Layer {}
  Object.freeze(Frozen.prototype);
  expect(new Sequential([new Frozen(2, 1)], { seed: 1 }).predict([0, 1])).toHaveLength(1);
});

test.each([
  ["network", net],
  ["pipeline", pipeline],
])("a structured clone of a %s is refused with what to do instead", (_what, object) => {
  for (const clone of [() => structuredClone(object), () => structuredClone({ inside: [object] })]) {
    const error = thrownBy(clone) as Error;
    expect(error.name).toBe("DataCloneError");
    expect(error.message).toContain("take toJSON() here and fromJSON() there: a network itself");
  }
});

test("what a network has for hosts is no part of it", () => {
  expect(JSON.parse(JSON.stringify(net))).toEqual(net.toJSON());
  expect(net).toEqual(net.clone());
  expect(Object.keys(net)).toEqual(["toJSON() instead"]);
});
