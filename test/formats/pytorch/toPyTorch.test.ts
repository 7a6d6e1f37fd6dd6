import {
  type Activation,
  adam,
  binaryCrossEntropy,
  type Checkpoint,
  crossEntropy,
  DataError,
  hardSigmoid,
  hardSwish,
  huber,
  Layer,
  mse,
  OptionError,
  Pipeline,
  relu,
  Sequential,
  sgd,
  sigmoid,
  softmax,
  standardize,
  step,
  surrogate,
  tanh,
} from "deltarule";
import { fromSafetensors, stateFromSafetensors, stateToSafetensors, toPyTorch, toSafetensors } from "deltarule/formats";
import { describe, expect, test } from "vitest";
import { activations } from "../../helpers/exported.js";

const net = (last: Activation = softmax): Sequential =>
  new Sequential([new Layer(2, 3, tanh, { dropout: 0.25 }), new Layer(3, 4), new Layer(4, 2, last, { bias: false })], {
    seed: 5,
  });
const modulesOf = (model: string): string[] =>
  [...model.matchAll(/^ {12}(nn\.\w+\(.*\)|Hard\w+\(\)),$/gm)].map(([, line]) => line);
const x = [
  [0, 1],
  [1, 0],
  [1, 1],
];
const t = [
  [0, 1],
  [1, 0],
  [0, 1],
];

describe("toPyTorch", () => {
  test("gives the four files, the last with a state only", () => {
    const optimizer = adam();
    const made = net();
    const state = optimizer.initialize(made.parameters.length);
    expect(Object.keys(toPyTorch(made))).toEqual(["model.py", "train.py", "weights.safetensors"]);
    const files = toPyTorch(made, { loss: crossEntropy, optimizer, state });
    expect(files["weights.safetensors"]).toEqual(toSafetensors(made));
    expect(files["optimizer.safetensors"]).toEqual(stateToSafetensors(state));
    expect(fromSafetensors(files["weights.safetensors"]).predict(x)).toEqual(made.predict(x));
  });

  test("writes the modules in the order of the names of the tensors", () => {
    const { "model.py": model, "weights.safetensors": weights } = toPyTorch(net());
    expect(modulesOf(model)).toEqual([
      "nn.Linear(2, 3, dtype=dtype)",
      "nn.Tanh()",
      "nn.Dropout(0.25)",
      "nn.Linear(3, 4, dtype=dtype)",
      "nn.Linear(4, 2, bias=False, dtype=dtype)",
      "nn.Softmax(dim=1)",
    ]);
    const text = new TextDecoder().decode(weights);
    for (const name of ["0.weight", "0.bias", "3.weight", "3.bias", "4.weight"]) expect(text).toContain(`"${name}"`);
    expect(model).toContain("The network 2 -> 3 tanh -> 4 identity -> 2 softmax, in float64.");
    expect(model).toContain("dtype = torch.float64\n");
  });

  test("has a module, or a sentence that names the layer, for every activation", () => {
    const lacking: string[] = [];
    for (const { title, it } of activations) {
      const made = new Sequential([new Layer(2, 2), new Layer(2, 2, it)] as Layer[], { seed: 1 });
      try {
        const modules = modulesOf(toPyTorch(made, { loss: it === softmax ? crossEntropy : mse })["model.py"]);
        expect([title, modules.length]).toEqual([title, it.name === "identity" ? 2 : 3]);
      } catch (error) {
        if (!(error instanceof OptionError)) throw error;
        expect(error.message).toContain(`toPyTorch: layer 1's ${JSON.stringify(it.name)} is an activation of the`);
        lacking.push(title);
      }
    }
    expect(lacking).toEqual(["step"]);
  });

  test("keeps the options of an activation", () => {
    const modules = activations.map(({ it }) => {
      if (it === step) return [];
      const made = new Sequential([new Layer(2, 2, it), new Layer(2, 1)] as Layer[], { seed: 1 });
      return modulesOf(toPyTorch(made)["model.py"]).slice(1, 2);
    });
    expect(modules.flat()).toEqual(expect.arrayContaining(["nn.LeakyReLU(0.01)", "nn.ELU(1)"]));
    for (const { it } of activations.filter(({ it }) => it.options !== undefined))
      expect(modules.flat().some((line) => line.endsWith(`(${Object.values(it.options ?? {})[0]})`))).toBe(true);
  });

  test("writes hardSigmoid by hand in float64, where PyTorch's has a slope of float32", () => {
    const made = (dtype: "float32" | "float64"): string =>
      toPyTorch(new Sequential([new Layer(1, 1, hardSigmoid)], { dtype }))["model.py"];
    expect(modulesOf(made("float64"))[1]).toBe("HardSigmoid()");
    expect(made("float64")).toContain("return nn.functional.relu6(z + 3) / 6");
    expect(modulesOf(made("float32"))[1]).toBe("nn.Hardsigmoid()");
    expect(made("float32")).not.toContain("class HardSigmoid");
    expect(made("float32")).toContain("dtype = torch.float32\n");
  });

  test("writes hardSwish by hand in float64 as well", () => {
    const model = toPyTorch(new Sequential([new Layer(1, 1, hardSwish), new Layer(1, 1, hardSigmoid)]))["model.py"];
    expect(model).toContain("        return z * nn.functional.relu6(z + 3) / 6\n");
    expect(model.match(/^class \w+/gm)).toEqual(["class HardSigmoid", "class HardSwish", "class Network"]);
  });

  test("freezes the layers that are frozen here, and refuses a network of no others", () => {
    const made = new Sequential([
      new Layer(2, 2, tanh, { dropout: 0.1 }),
      new Layer(2, 2, relu, { trainable: false }),
      new Layer(2, 1),
    ]);
    expect(toPyTorch(made)["model.py"].match(/self\[\d+\]\.requires_grad_\(False\)/g)).toEqual([
      "self[3].requires_grad_(False)",
    ]);
    for (const layer of made.layers) layer.trainable = false;
    expect(() => toPyTorch(made)).toThrow(
      new OptionError("toPyTorch: no layer is trainable, so there is nothing to learn; set trainable = true on one"),
    );
  });

  test("names a long network by its number of layers", () => {
    const long = new Sequential(
      Array.from({ length: 13 }, () => new Layer(1, 1, tanh)),
      { seed: 1 },
    );
    expect(toPyTorch(long)["model.py"]).toContain('"""The network of 13 layers, in float64.');
  });

  test("reads what another Proxy wraps", () => {
    const wrapped = new Proxy(net(), {});
    const optimizer = new Proxy(adam(), {});
    expect(toPyTorch(wrapped, { loss: new Proxy(crossEntropy, {}), optimizer })).toEqual(
      toPyTorch(net(), { loss: crossEntropy, optimizer: adam() }),
    );
  });
});

describe("the state", () => {
  const optimizer = adam({ learningRate: 0.05 });
  const trained = (): { made: Sequential; last: Checkpoint } => {
    const made = net();
    const taken: Checkpoint[] = [];
    made.fit(x, t, { loss: crossEntropy, optimizer, epochs: 4, onEpoch: (epoch) => taken.push(epoch.checkpoint()) });
    return { made, last: taken[3] };
  };

  test("is read from a checkpoint of the same parameters", () => {
    const { made, last } = trained();
    const { "optimizer.safetensors": file = new Uint8Array(0) } = toPyTorch(made, {
      loss: crossEntropy,
      optimizer,
      state: JSON.parse(JSON.stringify(last)),
    });
    const state = stateFromSafetensors(file, optimizer.initialize(made.parameters.length));
    expect(state.step).toBe(4);
    // One batch has all samples, so that one update is what a fifth epoch does, dropout included.
    const resumed = Sequential.fromJSON(last.network);
    resumed.fit(x, t, { loss: crossEntropy, optimizer, epochs: 5, resume: last, shuffle: false });
    made.partialFit(x, t, { loss: crossEntropy, optimizer, state });
    expect(made.parameters).toEqual(resumed.parameters);
  });

  test.each<[string, (parts: ReturnType<typeof trained>) => object, string]>([
    [
      "a checkpoint of other parameters",
      ({ last }) => ({ net: net(), optimizer, state: last }),
      "toPyTorch: state: the checkpoint has other parameters than the network; take Sequential.fromJSON(checkpoint.network)",
    ],
    [
      "a checkpoint of another optimizer",
      ({ made, last }) => ({ net: made, optimizer: sgd(), state: last }),
      'toPyTorch: state: the checkpoint is of the optimizer "adam", the one given is "sgd"',
    ],
    [
      "a changed checkpoint",
      ({ made, last }) => ({ net: made, optimizer, state: { ...last, epochs: [] } }),
      "toPyTorch: state: the checkpoint was changed after it was written",
    ],
    [
      "a state of another size",
      ({ made }) => ({ net: made, optimizer, state: optimizer.initialize(3) }),
      "toPyTorch: state.m has 3 numbers, wanted 33: take the state of adam for 33 parameters, or a checkpoint",
    ],
    [
      "a state of another optimizer",
      ({ made }) => ({ net: made, optimizer, state: sgd().initialize(33) }),
      "toPyTorch: state.m is not a Float64Array: take the state of adam for 33 parameters, or a checkpoint",
    ],
    [
      "a number",
      ({ made }) => ({ net: made, optimizer, state: 3 }),
      "toPyTorch: state is 3, wanted the state of adam for 33 parameters, or a checkpoint",
    ],
    [
      "NaN in it",
      ({ made }) => ({ net: made, optimizer, state: { ...optimizer.initialize(33), step: Number.NaN } }),
      "toPyTorch: state.step is NaN, wanted finite numbers",
    ],
    [
      "no optimizer beside it",
      ({ made }) => ({ net: made, state: adam().initialize(33) }),
      "toPyTorch: state is given without its optimizer, wanted { optimizer, state }",
    ],
  ])("is refused: %s", (_what, parts, message) => {
    const { net: given, ...options } = parts(trained()) as { net: Sequential };
    expect(() => toPyTorch(given, { loss: crossEntropy, ...options })).toThrow(new OptionError(message));
  });
});

describe("a network that toPyTorch refuses", () => {
  const sine: Activation = { name: "sine", apply: (z) => Math.sin(z), derivative: (z) => Math.cos(z) };

  test.each<[string, () => unknown, Error]>([
    [
      "has an activation of your own",
      () => toPyTorch(new Sequential([new Layer(1, 2, relu), new Layer(2, 1, sine)])),
      new OptionError(`toPyTorch: layer 1's "sine" is an activation of your own that PyTorch has no module for`),
    ],
    [
      "has one of your own by a name of ours",
      () => toPyTorch(new Sequential([new Layer(1, 1, { ...sine, name: "relu" })])),
      new OptionError(`toPyTorch: layer 0's "relu" is an activation of your own that PyTorch has no module for`),
    ],
    [
      "has a surrogate",
      () => toPyTorch(new Sequential([new Layer(1, 1, surrogate(step, sigmoid))])),
      new OptionError(
        `toPyTorch: layer 0's "surrogate(step, sigmoid)" is an activation of the library that PyTorch has no module for`,
      ),
    ],
    [
      "has a loss that it cannot learn with",
      () => toPyTorch(net(sigmoid), { loss: crossEntropy }),
      new OptionError(
        "toPyTorch: crossEntropy takes outputs that are a distribution over 2 or more classes, but the last layer gives 2 outputs of sigmoid; end with softmax for one class of several, or with sigmoid and binaryCrossEntropy for several labels or one output",
      ),
    ],
    [
      "is a pipeline",
      () =>
        toPyTorch(
          new Pipeline({
            network: net(),
            inputs: standardize([
              [0, 0],
              [1, 1],
            ]),
          }) as never,
        ),
      new OptionError("toPyTorch: the model is a Pipeline, wanted its network: pipeline.network, with scaled rows"),
    ],
    [
      "has a parameter that is not finite",
      () => {
        const made = net();
        made.parameters[4] = Number.NaN;
        return toPyTorch(made);
      },
      new DataError("toPyTorch: layer 0's weights[2][0] is NaN, wanted a finite number"),
    ],
    [
      "has an unknown option",
      () => toPyTorch(net(), { epochs: 3 } as object),
      new OptionError(`toPyTorch: there is no option "epochs"; there are loss, optimizer, state`),
    ],
    [
      "has a loss that is none",
      () => toPyTorch(net(), { loss: huber as never }),
      new OptionError(
        "toPyTorch: loss is the function huber, wanted a loss such as squaredError; write huber(), imported from deltarule",
      ),
    ],
    ["is none", () => toPyTorch(3 as never), new OptionError("toPyTorch: the model is 3, wanted a Sequential")],
  ])("%s", (_what, make, error) => {
    expect(make).toThrow(error);
  });

  test("goes on to say what binaryCrossEntropy and softmax have", () => {
    expect(toPyTorch(net(), { loss: binaryCrossEntropy })["train.py"]).toContain(
      'return F.binary_cross_entropy(outputs, targets, reduction="none").mean(1)\n',
    );
  });
});
