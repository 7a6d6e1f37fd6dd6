import {
  accuracy,
  adam,
  adamW,
  DataError,
  type DeltaruleError,
  elu,
  FormatError,
  Layer,
  leakyRelu,
  mse,
  OptionError,
  Pipeline,
  rmsProp,
  Sequential,
  ShapeError,
  sgd,
  sigmoid,
  softmax,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { pieceHint } from "../../../src/core/checks/hints.js";
import { activationMakers, activations, losses, lossMakers, optimizerMakers } from "../../helpers/exported.js";
import { thrownBy } from "../../helpers/failures.js";

const x = [[0], [1], [2]];
const net = (outputs = 1) => new Sequential([new Layer(1, outputs, outputs === 1 ? sigmoid : softmax)], { seed: 1 });
const fitWith = (options: object) => () => net().fit(x, [[0], [1], [1]], { loss: mse, ...options } as never);

/** The end of the message that a call throws, after its class. */
function told(call: () => unknown, kind: new (message: string) => DeltaruleError): string {
  const error = thrownBy(call);
  expect(error).toBeInstanceOf(kind);
  return (error as Error).message;
}

describe("an unknown option of another library says what to write here", () => {
  test.each([
    [{ epoch: 3 }, "epochs"],
    [{ batch_size: 3 }, undefined, "did you mean batchSize?"],
    [{ learningRate: 1 }, "optimizer: sgd({ learningRate: 0.1 })"],
    [{ lr: 1 }, "optimizer: sgd({ learningRate: 0.1 })"],
    [{ momentum: 1 }, "optimizer: sgd({ learningRate: 0.1 })"],
    [{ validationSplit: 0.1 }, "validation: 0.2"],
    [{ validation_data: [] }, "validation: [x, t]"],
    [{ callbacks: [] }, "onEpoch: ({ epoch, loss }) => console.log(epoch, loss)"],
    [{ verbose: 1 }, "onEpoch: ({ epoch, loss }) => console.log(epoch, loss)"],
    [{ restoreBestWeights: true }, "earlyStopping: { patience: 10, restoreBest: true }"],
    [{ errorThresh: 0.1 }, "targetLoss"],
    [{ classWeight: {} }, "sampleWeights"],
    [{ suffle: true }, undefined, "did you mean shuffle?"],
    [{ Optimizer: sgd() }, undefined, "did you mean optimizer?"],
  ])("fit with %o", (options, write, end = `write ${write}`) => {
    const message = told(fitWith(options), OptionError);
    expect(message).toContain(
      `fit: there is no option "${Object.keys(options)[0]}"; there are loss, optimizer, epochs, `,
    );
    expect(message.endsWith(`; ${end}`), message).toBe(true);
  });

  test("inside another option, in an optimizer, in a layer and in a network", () => {
    const stopping = told(fitWith({ earlyStopping: { patience: 2, restoreBestWeights: true } }), OptionError);
    expect(stopping).toBe(
      'fit: earlyStopping: there is no option "restoreBestWeights"; there are patience, minDelta, restoreBest, startEpoch, metric, mode; write restoreBest',
    );
    expect(told(() => sgd({ lr: 0.1 } as never), OptionError)).toMatch(/; write learningRate$/);
    expect(told(() => adam({ beta_1: 0.1 } as never), OptionError)).toMatch(/; did you mean beta1\?$/);
    expect(told(() => adamW({ eps: 0.1 } as never), OptionError)).toMatch(/; write epsilon$/);
    expect(told(() => rmsProp({ learningRaet: 0.1 } as never), OptionError)).toMatch(/; did you mean learningRate\?$/);
    for (const options of [{ activation: "relu" }, { units: 3 }, { inputShape: [3] }])
      expect(told(() => new Layer(1, 1, sigmoid, options as never), OptionError)).toMatch(
        /; write new Layer\(inputs, outputs, activation\)$/,
      );
    expect(told(() => new Sequential([new Layer(1, 1)], { loss: mse } as never), OptionError)).toMatch(
      /; write net\.fit\(x, t, \{ loss, optimizer \}\)$/,
    );
  });

  test("and says nothing where nothing is alike", () => {
    for (const name of ["k", "foo", "wheels", "__proto__x"])
      expect(told(fitWith({ [name]: 1 }), OptionError)).toMatch(/, resume$/);
  });
});

describe("a name in place of a piece", () => {
  test("is told every piece of the library", () => {
    const made = [...activationMakers, ...lossMakers, ...optimizerMakers].map(({ title }) => title);
    const whole = [...activations, ...losses].filter(({ title }) => !title.includes("(")).map(({ title }) => title);
    for (const title of made) expect(pieceHint(title)).toBe(`; write ${title}(), imported from deltarule`);
    for (const title of [...whole, "accuracy", "rmse", "r2", "precision", "recall", "f1", "logLoss"])
      expect(pieceHint(title)).toBe(`; write ${title}, imported from deltarule`);
  });

  test("of other libraries too, and misspelt", () => {
    for (const [given, meant] of [
      ["linear", "identity"],
      ["leaky_relu", "leakyRelu()"],
      ["leaky-relu", "leakyRelu()"],
      ["hard_sigmoid", "hardSigmoid"],
      ["meanSquaredError", "mse"],
      ["mean_squared_error", "mse"],
      ["categoricalCrossentropy", "crossEntropy"],
      ["binary_crossentropy", "binaryCrossEntropy"],
      ["RMSprop", "rmsProp()"],
      ["sigmoyd", "sigmoid"],
      ["acc", "accuracy"],
      ["MSELoss", "mse"],
      ["L1Loss", "mae"],
      ["CrossEntropyLoss", "crossEntropy"],
      ["BCELoss", "binaryCrossEntropy"],
      ["r2_score", "r2"],
      ["log_loss", "logLoss"],
    ])
      expect(pieceHint(given)).toBe(`; write ${meant}, imported from deltarule`);
    for (const given of ["", "x", "wheel", "constructor", "__proto__", 3, null, undefined, {}])
      expect(pieceHint(given)).toBe("");
  });

  test.each([
    [() => new Layer(1, 1, "relu" as never), 'activation is "relu", wanted an activation such as sigmoid; write relu,'],
    [fitWith({ loss: "mse" }), 'loss is "mse", wanted a loss such as squaredError; write mse,'],
    [fitWith({ optimizer: "adam" }), 'optimizer is "adam", wanted an optimizer such as sgd(); write adam(),'],
    [fitWith({ optimizer: sgd }), "wanted an optimizer such as sgd(); write sgd(),"],
    [fitWith({ metrics: ["accuracy"] }), 'metrics[0] is "accuracy", wanted a metric such as accuracy; write accuracy,'],
    [() => new Layer(1, 1, leakyRelu as never), "write leakyRelu(),"],
    [() => new Layer(1, 1, elu as never), "write elu(),"],
  ])("is refused with the piece, %#", (call, part) => {
    expect(told(call, OptionError)).toContain(part);
  });

  test("and metrics that are no array", () => {
    expect(told(fitWith({ metrics: accuracy }), OptionError)).toContain("wanted an array such as [accuracy]");
  });
});

describe("layers", () => {
  test.each([
    [[new Layer(1, 2), new Layer(2, 1)], "wanted an array of at least one Layer: new Sequential([a, b])"],
    [[[1, 2, 1]], "layer 0 is 1, wanted a Layer such as new Layer(2, 4)"],
    [[{ layers: [] }], "layers are an object, wanted an array of at least one Layer"],
  ])("given otherwise, %#", (given, part) => {
    const make = Sequential as unknown as new (...given: readonly unknown[]) => unknown;
    expect(told(() => new make(...given), OptionError)).toContain(part);
  });

  test("by the options of other libraries", () => {
    expect(told(() => new Layer({ units: 3 } as never, 1), OptionError)).toBe(
      "Layer: inputs is an object, wanted a number: new Layer(inputs, outputs, activation)",
    );
  });
});

describe("data", () => {
  const records = [{ input: [0], output: [0] }] as never;
  const two =
    "are records of input and output, wanted two lists: data.map(({ input }) => input), data.map(({ output }) => output)";

  test("as records of input and output", async () => {
    for (const call of ["fit", "train", "evaluate", "partialFit"] as const)
      for (const more of [[], [{ loss: mse }], [[[0]], { loss: mse }]])
        expect(told(() => (net()[call] as (...given: unknown[]) => unknown)(records, ...more), DataError)).toBe(
          `${call}: the inputs ${two}`,
        );
    await expect(net().fitAsync(records, undefined as never, undefined as never)).rejects.toThrow(two);
  });

  test.each([
    [[["0.1"]], 'row 0, column 0 of the inputs is "0.1", wanted a finite number; give Number("0.1")'],
    [[["x"]], 'row 0, column 0 of the inputs is "x", wanted a finite number'],
    [[[""]], 'row 0, column 0 of the inputs is "", wanted a finite number'],
    [[[true]], "is true, wanted a finite number; give 1"],
    [[[7n]], "is 7n, wanted a finite number; give Number(7n)"],
    [[[new Date(0)]], "wanted a finite number; give a number in place of a Date, such as its getTime()"],
    [[new Date(0)], "wanted a row of numbers; give a number in place of a Date, such as its getTime()"],
    [
      [{ a: 1 }],
      "row 0 of the inputs is an object, wanted a row of numbers; give its numbers in a list, or take columns",
    ],
    [["0.1"], 'row 0 of the inputs is "0.1", wanted a row of numbers; give [Number("0.1")]'],
    [[[null]], "row 0, column 0 of the inputs is null, wanted a finite number"],
  ])("of other kinds than numbers, %#", (given, end) => {
    for (const call of [
      () => net().fit(given as never, [[1]], { loss: mse }),
      () => net().evaluate(given as never, [[1]], { loss: mse }),
    ]) {
      const message = told(call, DataError);
      expect(message.endsWith(end), message).toBe(true);
    }
  });

  test("of numeric strings for predict", () => {
    expect(told(() => net().predict(["0.5"] as never), DataError)).toMatch(/; give Number\("0.5"\)$/);
  });

  const hot = "; for class numbers, give oneHot(numbers, 3)";
  test.each([
    [3, [0, 1, 2], DataError, `row 0 of the targets is 0, wanted a row of numbers${hot}`],
    [3, Uint8Array.of(0, 1, 2), DataError, `wanted rows of numbers or a Matrix${hot}`],
    [3, [[0], [1], [2]], ShapeError, `row 0 of the targets has 1 number, the network gives 3${hot}`],
    [3, ["a", "b", "c"], DataError, `wanted a row of numbers; number the classes from 0${hot}`],
    [3, [["a"], ["b"], ["c"]], ShapeError, `the network gives 3; number the classes from 0${hot}`],
    [
      1,
      ["no", "yes", "no"],
      DataError,
      'row 0 of the targets is "no", wanted a row of numbers; number the classes from 0',
    ],
    [1, [["no"], ["yes"], ["no"]], DataError, 'is "no", wanted a finite number; number the classes from 0'],
    [1, [0, 1, 1], DataError, "wanted a row of numbers; give 3 rows of 1: [[0], …]"],
    [3, [1.5, 2, 3], DataError, "wanted a row of numbers; give 1 row of 3"],
  ] as const)("of classes as targets of %i outputs, %#", (outputs, t, kind, end) => {
    const message = told(() => net(outputs).fit(x, t as never, { loss: mse }), kind);
    expect(message.endsWith(end), message).toBe(true);
  });
});

test("a text in place of JSON", () => {
  const text = JSON.stringify(net());
  const end = /, wanted an object; read the text with JSON\.parse first$/;
  expect(told(() => Sequential.fromJSON(text), FormatError)).toMatch(end);
  expect(told(() => Pipeline.fromJSON(JSON.stringify(new Pipeline({ network: net() }))), FormatError)).toMatch(end);
  expect(told(fitWith({ resume: "{}" }), FormatError)).toMatch(/; read the text with JSON\.parse first$/);
  expect(told(() => Sequential.fromJSON(3), FormatError)).toMatch(/the JSON is 3, wanted an object$/);
});
