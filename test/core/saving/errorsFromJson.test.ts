import { Layer, OptionError, Sequential, sigmoid, tanh } from "deltarule";
import { describe } from "vitest";
import { testFailures } from "../../helpers/failures.js";

describe("fromJSON refuses", () => {
  const json = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 7 }).toJSON();
  testFailures([
    [
      "an unknown option of fromJSON",
      () => Sequential.fromJSON(json, { activation: [tanh] } as never),
      OptionError,
      'fromJSON: there is no option "activation"; there are activations, engine',
    ],
    [
      "one activation without its array",
      () => Sequential.fromJSON(json, { activations: tanh as never }),
      OptionError,
      'fromJSON: activations is the object "tanh", wanted an array of your own activations',
    ],
    [
      "an activation by name",
      () => Sequential.fromJSON(json, { activations: [tanh, "sine"] as never }),
      OptionError,
      'fromJSON: activations[1] is "sine", wanted an activation such as sigmoid',
    ],
    [
      "an engine by name",
      () => Sequential.fromJSON(json, { engine: "wasm" as never }),
      OptionError,
      'Sequential: engine is "wasm", wanted an engine such as reference',
    ],
  ]);
});
