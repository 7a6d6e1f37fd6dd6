import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
// By their files: the door of the package would load every activation.
import type { Activation } from "../../../src/core/activations/activation.js";
import { Layer } from "../../../src/core/network/layer.js";
import { Sequential } from "../../../src/core/sequential.js";

const folder = new URL("../../../src/core/activations/", import.meta.url);
const helpers = ["activation", "index", "usual"];
const names = readdirSync(folder)
  .map((file) => file.replace(".ts", ""))
  .filter((name) => !helpers.includes(name));

/** The JSON of a network whose activation has this name, and a checksum of another one. */
function named(activation: object): unknown {
  return { ...new Sequential([new Layer(1, 1)], { seed: 1 }).toJSON(), layers: [layer(activation)] };
}

function layer(activation: object): object {
  return { inputs: 1, outputs: 1, bias: true, dropout: 0, activation };
}

function complaint(json: unknown): string {
  try {
    Sequential.fromJSON(json);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

const usual = ["identity", "leakyRelu", "relu", "sigmoid", "softmax", "step", "tanh"];
const written = { elu: "elu()", surrogate: "surrogate(step,sigmoid)" } as const;

test("a file names an activation that nothing imports: the error says what to write", () => {
  expect(names.length).toBeGreaterThan(15);
  for (const name of names) {
    const options = name === "leakyRelu" ? { slope: 0.5 } : name === "elu" ? { alpha: 0.5 } : {};
    const parts = name === "surrogate" ? { forward: { name: "step" }, backward: { name: "sigmoid" } } : {};
    const said = complaint(named({ name, ...(Object.keys(options).length > 0 && { options }), ...parts }));
    if (usual.includes(name)) {
      expect(said, name).toMatch(name === "identity" ? /^$/ : /checksum/);
    } else {
      const what = `"${name}"${name === "elu" ? " with alpha 0.5" : ""}`;
      const give = name in written ? written[name as keyof typeof written] : name;
      expect(said).toBe(
        `fromJSON: layers[0].activation is ${what}, which nothing imports here: give it in { activations: [${give}] }, imported from deltarule`,
      );
    }
  }
});

test("once it is imported, files may name it, with any option, and in surrogates", async () => {
  const { elu } = await import("../../../src/core/activations/elu.js");
  const { gelu } = await import("../../../src/core/activations/gelu.js");
  const { step } = await import("../../../src/core/activations/step.js");
  const { surrogate } = await import("../../../src/core/activations/surrogate.js");
  const given: readonly Activation[] = [gelu, elu(0.25), surrogate(step, gelu)];
  const net = new Sequential(
    given.map((activation) => new Layer(1, 1, activation)),
    { seed: 3 },
  );
  const json: unknown = JSON.parse(JSON.stringify(net));
  expect(Sequential.fromJSON(json).layers.map(({ activation }) => activation)).toEqual(given);
  expect(Sequential.fromJSON(json, { activations: [gelu] }).predict([0.5])).toEqual(net.predict([0.5]));
  expect(complaint(named({ name: "elu", options: { alpha: "2" } }))).toBe(
    'fromJSON: layers[0].activation is "elu" with alpha "2", which the library does not have',
  );
});

test("a built-in activation that is given stands for no activation of the user's own", () => {
  const json = named({ name: "relu", custom: true });
  expect(complaint(json)).toBe('fromJSON: layers[0].activation is your own "relu": give it in { activations: [relu] }');
});
