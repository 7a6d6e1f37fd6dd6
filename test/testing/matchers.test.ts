import "deltarule/testing/vitest";
import { adam, Layer, mse, Sequential, sgd, sigmoid, tanh } from "deltarule";
import { assertFollows, assertGradient, assertGradients, CheckError, matchers } from "deltarule/testing";
import { describe, expect, it } from "vitest";

const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 4 });
const given = { x: [[0.5, -1]], t: [[1]], loss: mse };
const broken = { ...given, backward: () => ({ layers: [{}, { biases: [1] }] }) };
const square = (x: Float64Array) => x[0] * x[0];
const thrown = (run: () => void): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
};

describe("the matchers of vitest", () => {
  it("pass when everything is right", () => {
    expect(net).toHaveCorrectGradients(given);
    expect(square).toHaveGradient((x) => [2 * x[0]], { at: [3] });
    expect(adam()).toFollow("adam");
    expect(sgd({ learningRate: 0.1, momentum: 0.5 })).toFollow("sgd", { learningRate: 0.1, momentum: 0.5, steps: 5 });
  });

  it("work with not", () => {
    expect(square).not.toHaveGradient([7], { at: [3] });
    expect(adam()).not.toFollow("rmsProp");
    expect(net).not.toHaveCorrectGradients(broken);
  });

  it.each([
    [
      "toHaveCorrectGradients",
      () => expect(net).toHaveCorrectGradients(broken),
      /^Wrong: the gradients of a 2-3-1 network/,
    ],
    [
      "toHaveGradient",
      () => expect(square).toHaveGradient([7], { at: [3] }),
      /^Wrong: the gradient of square in 1 numbers/,
    ],
    ["toFollow", () => expect(sgd()).toFollow("adam"), /^Wrong: sgd does not follow adam: step 1/],
  ] as const)("%s fails with the report", (_, run, message) => {
    const error = thrown(run);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(message);
  });

  it("are one object for all runners", () => {
    expect(Object.keys(matchers)).toEqual(["toHaveCorrectGradients", "toHaveGradient", "toFollow"]);
  });
});

describe("the assertions for runners without expect", () => {
  it("return when everything is right", () => {
    assertGradients(net, given);
    assertGradient(square, (x) => [2 * x[0]], { at: [3] });
    assertFollows(adam(), "adam", { steps: 3 });
    expect.assertions(0);
  });

  it.each([
    () => assertGradients(net, broken),
    () => assertGradient(square, [7], { at: [3] }),
    () => assertFollows(sgd(), "adam"),
  ])("throw a CheckError with the report: %s", (run) => {
    const error = thrown(run);
    expect(error).toBeInstanceOf(CheckError);
    const { name, message, report } = error as CheckError;
    expect([name, message, report.ok]).toEqual(["CheckError", String(report), false]);
  });
});
