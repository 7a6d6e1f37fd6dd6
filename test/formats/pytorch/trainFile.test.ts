import {
  type Activation,
  adaGrad,
  adam,
  adamW,
  binaryCrossEntropy,
  byEpoch,
  clipNorm,
  clipValue,
  constant,
  cosine,
  crossEntropy,
  exponentialDecay,
  hinge,
  huber,
  identity,
  Layer,
  type Loss,
  lbfgs,
  mae,
  mse,
  type Optimizer,
  OptionError,
  oneCycle,
  type Rate,
  reduceOnPlateau,
  rmsProp,
  Sequential,
  sgd,
  sigmoid,
  softmax,
  squaredError,
  stepDecay,
  tanh,
  warmup,
} from "deltarule";
import { toPyTorch } from "deltarule/formats";
import { describe, expect, test } from "vitest";
import { losses, optimizers } from "../../helpers/exported.js";

const net = (last: Activation): Sequential =>
  new Sequential([new Layer(2, 3, tanh), new Layer(3, 2, last)], { seed: 5 });
const trainOf = (loss: Loss | undefined, last: Activation, optimizer?: Optimizer): string =>
  toPyTorch(net(last), { loss, optimizer })["train.py"];
/** The expression that this function of train.py returns. */
const returned = (train: string, name: string): string => {
  const [, body = ""] = train.split(`def ${name}(`);
  return /\n {4}return (.*)\n/.exec(body)?.[1] ?? "";
};

describe("the loss in train.py", () => {
  test.each<[Loss, Activation, string]>([
    [squaredError, identity, 'F.mse_loss(outputs, targets, reduction="none").sum(1) / 2'],
    [mse, sigmoid, 'F.mse_loss(outputs, targets, reduction="none").mean(1)'],
    [mae, identity, 'F.l1_loss(outputs, targets, reduction="none").mean(1)'],
    [huber(0.4), identity, 'F.huber_loss(outputs, targets, reduction="none", delta=0.4).mean(1)'],
    [hinge, tanh, "F.relu(1 - targets * outputs).mean(1)"],
    [binaryCrossEntropy, softmax, 'F.binary_cross_entropy(outputs, targets, reduction="none").mean(1)'],
  ])("is of the outputs: $name", (loss, last, value) => {
    const train = trainOf(loss, last);
    expect(returned(train, "loss_of")).toBe(value);
    expect(train).toContain("loss_of(model(x[mine]), t[mine])");
  });

  test.each<[Loss, Activation, string]>([
    [crossEntropy, softmax, 'F.cross_entropy(outputs, targets, reduction="none")'],
    [binaryCrossEntropy, sigmoid, 'F.binary_cross_entropy_with_logits(outputs, targets, reduction="none").mean(1)'],
  ])("is of the logits where both have a closed form: $name", (loss, last, value) => {
    const train = trainOf(loss, last);
    expect(returned(train, "loss_of")).toBe(value);
    expect(train).toContain("loss_of(model(x[mine], logits=True), t[mine])");
    expect(toPyTorch(net(last))["model.py"]).toContain("for module in list(self)[: -1 if logits else None]:");
  });

  test("is there for every loss that the library has", () => {
    for (const { title, it } of losses) {
      const last = it === crossEntropy ? softmax : it === binaryCrossEntropy ? sigmoid : identity;
      expect([title, returned(trainOf(it, last), "loss_of")]).toEqual([title, expect.stringContaining("F.")]);
    }
  });

  test("follows from the last activation where it is not given", () => {
    expect(trainOf(undefined, softmax)).toBe(trainOf(crossEntropy, softmax));
    expect(trainOf(undefined, sigmoid)).toBe(trainOf(binaryCrossEntropy, sigmoid));
    expect(trainOf(undefined, tanh)).toBe(trainOf(mse, tanh));
  });

  test("has its targets checked", () => {
    expect(trainOf(crossEntropy, softmax)).toContain("    if not ((t >= 0) & (t <= 1)).all():\n");
    expect(trainOf(hinge, identity)).toContain("    if not (t.abs() == 1).all():\n");
    expect(trainOf(mse, identity)).not.toContain("a target is not");
    expect(trainOf(mse, identity)).toContain(
      "if x.shape[1:] != (2,) or t.shape[1:] != (2,) or not len(x) == len(t) > 0:",
    );
  });

  test("is refused where it is your own, also by a name of ours", () => {
    const own: Loss = { name: "mse", value: () => 1, gradient: (_o, _t, into) => into.fill(0) };
    expect(() => trainOf(own, identity)).toThrow(
      new OptionError('toPyTorch: "mse" is a loss of your own that PyTorch does not have'),
    );
  });
});

describe("the optimizer in train.py", () => {
  const made = (optimizer: Optimizer): string => returned(trainOf(mse, identity, optimizer), "make_optimizer");

  test.each<[string, Optimizer, string, string]>([
    [
      "sgd",
      sgd({ learningRate: 0.3 }),
      "SGD(parameters, lr=learning_rate(0), momentum=0, nesterov=False, weight_decay=0)",
      '{"velocity": "momentum_buffer"}',
    ],
    [
      "nesterov",
      sgd({ momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
      "SGD(parameters, lr=learning_rate(0), momentum=0.9, nesterov=True, weight_decay=0.1)",
      '{"velocity": "momentum_buffer"}',
    ],
    [
      "adam",
      adam({ beta1: 0.8, beta2: 0.99, epsilon: 1e-7 }),
      "Adam(parameters, lr=learning_rate(0), betas=(0.8, 0.99), eps=1e-7, weight_decay=0)",
      '{"m": "exp_avg", "v": "exp_avg_sq"}',
    ],
    [
      "adamW",
      adamW(),
      "AdamW(parameters, lr=learning_rate(0), betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)",
      '{"m": "exp_avg", "v": "exp_avg_sq"}',
    ],
    [
      "rmsProp",
      rmsProp({ alpha: 0.9 }),
      "RMSprop(parameters, lr=learning_rate(0), alpha=0.9, eps=1e-8, weight_decay=0)",
      '{"v": "square_avg"}',
    ],
    ["adaGrad", adaGrad(), "Adagrad(parameters, lr=learning_rate(0), eps=1e-10, weight_decay=0)", '{"sum": "sum"}'],
  ])("is PyTorch's own: %s", (_name, optimizer, value, moments) => {
    expect(made(optimizer)).toBe(`torch.optim.${value}`);
    const train = trainOf(mse, identity, optimizer);
    expect(train).toContain(`moments = ${moments}\n`);
    expect(train).not.toContain("clip(");
    const vectors = Object.keys(optimizer.initialize(1)).filter((name) => name !== "step");
    expect(Object.keys(JSON.parse(moments))).toEqual(vectors);
  });

  test("is there for every optimizer of the library but those that search along a line", () => {
    const lacking = optimizers.filter(({ it }) => {
      try {
        return made(it) === "";
      } catch (error) {
        expect(error).toEqual(
          new OptionError(`toPyTorch: "${it.name}" is an optimizer that PyTorch does not have in this form`),
        );
        return true;
      }
    });
    expect(lacking.map(({ it }) => it.name)).toEqual(["lbfgs", "levenbergMarquardt"]);
  });

  test("is that of fit where it is not given", () => {
    expect(trainOf(mse, identity)).toBe(trainOf(mse, identity, adam({ learningRate: 0.003 })));
  });

  test("clips the gradients from the outermost wrapper inwards", () => {
    const train = trainOf(mse, identity, clipNorm(clipValue(sgd(), 0.05), 2));
    const clip = train.slice(train.indexOf("def clip("), train.indexOf("def main("));
    expect(clip.indexOf("if norm > 2:")).toBeGreaterThan(0);
    expect(clip).toContain("parameter.grad.mul_(2 / norm)");
    expect(clip.indexOf("clamp_(-0.05, 0.05)")).toBeGreaterThan(clip.indexOf("if norm > 2:"));
    expect(train.indexOf("            clip(parameters)\n")).toBeGreaterThan(train.indexOf(".backward()"));
    expect(train.indexOf("optimizer.step()")).toBeGreaterThan(train.indexOf("            clip(parameters)\n"));
  });

  test("is refused where it is your own", () => {
    const own: Optimizer = { name: "adam", initialize: () => ({}), step: () => {} };
    const told = Object.assign(Object.create(null), own, { toJSON: () => JSON.parse(JSON.stringify(adam())) });
    for (const optimizer of [own, told])
      expect(() => trainOf(mse, identity, optimizer)).toThrow(
        new OptionError('toPyTorch: "adam" is an optimizer of your own, which PyTorch does not have'),
      );
    expect(() => trainOf(mse, identity, clipNorm(own, 1))).toThrow(
      new OptionError("toPyTorch: clipNorm(adam) holds a function of your own, which Python does not have"),
    );
    expect(() => trainOf(mse, identity, clipNorm(lbfgsLike(), 1))).toThrow(OptionError);
  });
});

/** An optimizer of the library that PyTorch lacks, as far as clipNorm can tell. */
function lbfgsLike(): Optimizer {
  return { ...lbfgs(), fullBatch: false };
}

describe("the learning rate in train.py", () => {
  const rateOf = (learningRate: Rate): string =>
    returned(trainOf(mse, identity, sgd({ learningRate })), "learning_rate");

  test.each<[string, Rate, string]>([
    ["a number", 1e-7, "1e-7"],
    ["constant", constant(0.5), "0.5"],
    ["stepDecay", stepDecay(0.1, { every: 10, factor: 0.5 }), "0.1 * 0.5 ** (step // 10)"],
    ["exponentialDecay", exponentialDecay(0.1, { every: 10 }), "0.1 * 0.96 ** (step / 10)"],
    ["cosine", cosine(0.1, { steps: 50, end: 0.01 }), "anneal(0.1, 0.01, step / 50)"],
    [
      "oneCycle",
      oneCycle(0.5, { steps: 21, rise: 0.3, start: 0.1, end: 0.01 }),
      "(anneal(0.1, 0.5, step / 5.3) if step <= 5.3 and step < 20 else anneal(0.5, 0.01, (step - 5.3) / 14.7))",
    ],
    [
      "a short oneCycle",
      oneCycle(0.5, { steps: 2, rise: 0.5, start: 0.1, end: 0.01 }),
      "(0.5 if step <= 0 and step < 1 else anneal(0.5, 0.01, (step - 0) / 1))",
    ],
    ["warmup", warmup(3, cosine(0.1, { steps: 50 })), "anneal(0.1, 0, max(0, step - 3) / 50) * min(1, (step + 1) / 4)"],
    ["warmup to a number", warmup(3, 0.2), "0.2 * min(1, (step + 1) / 4)"],
  ])("is a function of the update: %s", (_name, rate, value) => {
    expect(rateOf(rate)).toBe(value);
    const train = trainOf(mse, identity, sgd({ learningRate: rate }));
    expect(train.includes("def anneal(")).toBe(value.includes("anneal"));
  });

  test.each<[string, Rate, string]>([
    ["of epochs", byEpoch(stepDecay(0.1, { every: 2 })), "byEpoch"],
    ["of losses", reduceOnPlateau(0.1), "reduceOnPlateau"],
    ["of epochs, after a warmup", warmup(2, byEpoch(stepDecay(0.1, { every: 2 }))), "byEpoch"],
  ])("is refused: %s", (_what, rate, name) => {
    expect(() => rateOf(rate)).toThrow(
      new OptionError(
        `toPyTorch: the learning rate "${name}" is not a schedule of updates alone; take a number or one such as stepDecay(0.1, { every: 1000 })`,
      ),
    );
  });

  test("is refused where it is your own", () => {
    for (const rate of [() => 0.1, warmup(2, () => 0.1)])
      expect(() => rateOf(rate)).toThrow(
        new OptionError("toPyTorch: sgd holds a function of your own, which Python does not have"),
      );
  });
});
