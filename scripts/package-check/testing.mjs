import { adam, crossEntropy, DeltaruleError, Layer, Sequential, softmax } from "deltarule";
import { assertFollows, assertGradients, CheckError, checkGradients } from "deltarule/testing";

const net = new Sequential([new Layer(2, 3, softmax)], { seed: 1 });
const given = { x: [[0.5, -1]], t: [[0, 1, 0]], loss: crossEntropy };
assertGradients(net, given);
assertFollows(adam(), "adam");

// Both entries must share one softmax and one DeltaruleError: the closed form is found by identity,
// and so is the class by `instanceof`.
const report = checkGradients(net, given.x, given.t, crossEntropy, {
  backward: () => ({ layers: [{ biases: [0, 0, 0] }] }),
});
const sameError = new CheckError(report) instanceof DeltaruleError;
console.log(!report.ok && sameError && String(report).includes("all are 0") ? "ok" : String(report));
