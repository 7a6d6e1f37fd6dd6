// Logic gates: neurons with given weights, not learned ones.
import { type Elementwise, Layer, Sequential, sigmoid, step } from "deltarule";

// z = bias + w₁x₁ + w₂x₂. Each gate is a line in the plane of x₁ and x₂, with output 1 on one side.
const gates = {
  AND: { bias: -30, weights: [20, 20] },
  NOR: { bias: 10, weights: [-20, -20] },
  OR: { bias: -10, weights: [20, 20] },
};
const { AND, NOR, OR } = gates;
const rows = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

for (const f of [sigmoid, step]) {
  console.log(`with ${f.name}`);
  for (const [name, { bias, weights }] of Object.entries(gates)) {
    show(name, new Sequential([new Layer(2, 1, f, { weights: [weights], biases: [bias] })]));
  }
  show("XNOR", xnor(f));
}

// No single line has 00 and 11 on one side and 01 and 10 on the other. Two lines do it:
// XNOR = OR(AND(x), NOR(x)), which is 1 for equal inputs. 03-xor.ts learns its opposite, XOR.
function xnor(f: Elementwise): Sequential {
  return new Sequential([
    new Layer(2, 2, f, { weights: [AND.weights, NOR.weights], biases: [AND.bias, NOR.bias] }),
    new Layer(2, 1, f, { weights: [OR.weights], biases: [OR.bias] }),
  ]);
}

function show(name: string, net: Sequential): void {
  const table = net.predict(rows).map(([a = Number.NaN], r) => `${rows[r]?.join("")} → ${a.toFixed(4)}`);
  console.log(`  ${name.padEnd(5)} ${table.join("   ")}`);
}
