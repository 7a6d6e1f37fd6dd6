import { identity, Layer, mse, OptionError, Sequential, sgd } from "deltarule";
import { explain, toText } from "deltarule/explain";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../helpers/numeric.js";

/** z = 2x + 1: with x = 1 and t = 0 the loss is 9, its slopes are 6, and the penalty is 1.4. */
const line = (trainable = true) =>
  new Sequential([new Layer(1, 1, identity, { weights: [[2]], biases: [1], trainable })], { seed: 1 });
const regularization = { l1: 0.5, l2: 0.2 };

describe("explain with a regularization", () => {
  test("has E, the loss of the data, and the penalty's slope in the gradient", () => {
    const { loss, layers } = explain(line(), [1], [0], { loss: mse, regularization, check: true });
    const [{ terms, bias }] = layers[0].neurons;
    expectClose([loss.value, loss.penalty?.data ?? 0], [10.4, 9], { absolute: 1e-12, relative: 1e-12 });
    expectClose([terms[0].weight.gradient, bias?.gradient ?? 0], [6.9, 6], { absolute: 1e-12, relative: 1e-12 });
    expect([terms[0].weight.check?.status, bias?.check?.status]).toEqual(["agrees", "agrees"]);
  });

  test("updates by it as partialFit does", () => {
    const net = line();
    const optimizer = sgd({ learningRate: 0.1 });
    const { update, layers } = explain(net, [1], [0], { loss: mse, regularization, optimizer });
    net.partialFit([[1]], [[0]], { loss: mse, regularization, optimizer: sgd({ learningRate: 0.1 }) });
    expect(layers[0].neurons[0].terms[0].weight.next).toBe(net.parameters[0]);
    expect(update?.rule).toBe("gradient");
    expectClose([update?.loss ?? 0], [1.71 ** 2 + 0.5 * 1.31 + 0.1 * 1.31 ** 2], { absolute: 1e-12, relative: 1e-12 });
  });

  test("is written out", () => {
    const text = toText(explain(line(), [1], [0], { loss: mse, regularization }));
    expect(text).toContain("R = 0.5·Σ(|w|) + 0.2/2·Σ(w²)");
    expect(text).toContain("The penalty adds its own slope: 0.2·w + 0.5·sign(w).");
    expect(text).toMatch(/E = L \+ R\s+= 9 \+ 1\.4\s+= 10\.4/);
    expect(text).toMatch(/= 6·1 \+ 0\.2·2 \+ 0\.5\s+= 6\.9/);
  });

  test("leaves a trace without it as it was", () => {
    expect(explain(line(), [1], [0], { loss: mse }).loss).not.toHaveProperty("penalty");
    expect(explain(line(), [1], [0], { loss: mse, regularization: {} }).loss).not.toHaveProperty("penalty");
  });

  test("refuses a negative one", () => {
    expect(() => explain(line(), [1], [0], { loss: mse, regularization: { l2: -1 } })).toThrow(OptionError);
  });
});

test("explain says which layers are frozen", () => {
  const net = new Sequential([new Layer(1, 1, identity, { trainable: false }), new Layer(1, 1)], { seed: 1 });
  const trace = explain(net, [1], [0], { loss: mse, optimizer: sgd() });
  const { notes, layers } = trace;
  expect(notes).toEqual([{ kind: "frozen", layer: 0 }]);
  expect(toText(trace)).toContain("Layer 1 is frozen: its derivatives are shown, but no update changes it.");
  const { weight } = layers[0].neurons[0].terms[0];
  expect(weight.gradient).not.toBe(0);
  expect(weight.next).toBe(weight.value);
});
