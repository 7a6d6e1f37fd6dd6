import { Layer, Sequential, sgd, sigmoid, squaredError } from "deltarule";
import type { Output } from "./output.js";
import type { Result } from "./results.js";

const x = [0.35, 0.9];
const t = [0.5];
const learningRate = 1;
/**
 * In the order of the network's parameters: row by row, each row with the weights into one neuron.
 */
const names = ["w₁₃", "w₂₃", "w₁₄", "w₂₄", "w₃₅", "w₄₅"];
/** E after the step, exact to 16 digits. */
const known = 0.01656538232677037;

export function runByHand(out: Output): Omit<Result, "seconds"> {
  const net = new Sequential([
    // biome-ignore format: a matrix
    new Layer(2, 2, sigmoid, { bias: false, weights: [[0.1, 0.8], [0.4, 0.6]] }),
    new Layer(2, 1, sigmoid, { bias: false, weights: [[0.3, 0.9]] }),
  ]);
  const error = (): number => net.evaluate([x], [t], { loss: squaredError }).loss;
  const show = (name: string, formula: string, values: Iterable<number>): void => {
    out.line(`  ${name.padEnd(10)} ${formula.padEnd(28)} ${Array.from(values, cell).join("")}`);
  };

  const forward = net.forward(x);
  const [hidden, last] = forward.layers;
  show("x₁ x₂", "the inputs", x);
  show("x₃ x₄", "z = W·x", hidden?.z.data ?? []);
  show("O₃ O₄", "a = σ(z)", hidden?.a.data ?? []);
  show("x₅", "z = W·a", last?.z.data ?? []);
  show("O₅", "a = σ(z)", last?.a.data ?? []);
  show("t₅", "the target", t);

  const backward = net.backward(forward, t, squaredError);
  const [below, above] = backward.layers;
  show("E", "½ (O₅ − t₅)²", [backward.loss]);
  show("δ₅", "(O₅ − t₅) O₅ (1 − O₅)", above?.delta.data ?? []);
  show("δ₃ δ₄", "Oⱼ (1 − Oⱼ) δ₅ wⱼ₅", below?.delta.data ?? []);

  const before = net.parameters.slice();
  const slopes = Array.from(before, (_, i) => byDifferences(net.parameters, i, error));
  const optimizer = sgd({ learningRate });
  optimizer.step(net.parameters, backward.gradient, optimizer.initialize(net.parameters.length));

  out.line();
  out.line(
    `  ${"".padEnd(10)} ${["w", "∂E/∂w = δⱼ Oᵢ", "by differences", "w − ∂E/∂w"].map((head) => head.padStart(18)).join("")}`,
  );
  for (const [i, name] of names.entries()) {
    const row = [before, backward.gradient, slopes, net.parameters].map((column) => cell(column[i] ?? Number.NaN));
    out.line(`  ${name.padEnd(10)} ${row.join("")}`);
  }
  out.line();
  show("O₅", "after the step", net.predict(x));
  show("E", "after the step", [error()]);
  return { name: "2-2-1", measure: "E − known E", score: Math.abs(error() - known), goal: { atMost: 1e-12 } };
}

/** ∂E/∂pᵢ by a central difference: the change of E when the parameter moves a little each way. */
function byDifferences(parameters: Float64Array | Float32Array, i: number, error: () => number): number {
  const h = 1e-5;
  const p = parameters[i] ?? Number.NaN;
  const at = (value: number): number => {
    parameters[i] = value;
    return error();
  };
  const slope = (at(p + h) - at(p - h)) / (2 * h);
  parameters[i] = p;
  return slope;
}

function cell(value: number): string {
  return value.toFixed(12).padStart(18);
}
