import { Layer, matrix, reference, Sequential, sgd, sigmoid, simd, squaredError, tanh } from "deltarule";
import { expect, test } from "vitest";
import { randomFrom } from "../../helpers/numeric.js";
import { differenceOf } from "../../helpers/sameBits.js";

const layers = () => [new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)];

function data(rows: number) {
  const random = randomFrom(5);
  const x = matrix(
    rows,
    2,
    Float64Array.from({ length: 2 * rows }, () => Math.fround(random())),
  );
  const t = matrix(
    rows,
    1,
    Float64Array.from({ length: rows }, (_, r) => Number(x.data[2 * r] > 0.7)),
  );
  return { x, t };
}

/** The largest difference, relative to the largest number. */
function distance(of: ArrayLike<number>, from: ArrayLike<number>): number {
  let [most, size] = [0, 0];
  for (let k = 0; k < of.length; k++) {
    most = Math.max(most, Math.abs(of[k] - from[k]));
    size = Math.max(size, Math.abs(from[k]));
  }
  return most / size;
}

test.each([reference, simd])("$name's float32 gradient of a million samples has five digits", (engine) => {
  const { x, t } = data(1_000_000);
  const single = new Sequential(layers(), { seed: 1, dtype: "float32", engine });
  const double = new Sequential(layers(), { seed: 1, engine: simd });
  double.parameters.set(single.parameters);
  const exact = double.backward(double.forward(x), t, squaredError);
  const { gradient, layers: parts } = single.backward(single.forward(x), t, squaredError);
  expect(distance(gradient, exact.gradient)).toBeLessThan(1e-6);
  for (const [l, { biases }] of parts.entries()) {
    expect(distance(biases ?? [], exact.layers[l].biases ?? [])).toBeLessThan(1e-6);
  }
  // An update by the whole gradient, through training's own slices.
  const before = single.parameters.slice();
  single.partialFit(x, t, { loss: squaredError, optimizer: sgd({ learningRate: 1000 }) });
  const moved = single.parameters.map((p, k) => (before[k] - p) / 1000);
  expect(distance(moved, exact.gradient)).toBeLessThan(1e-5);
});

test.each([1023, 1024, 1025, 2048, 2500, 4097])(
  "%i samples in a float32 batch: the same bits by both engines",
  (rows) => {
    const { x, t } = data(rows);
    const [plain, compiled] = [reference, simd].map((engine) => {
      const net = new Sequential(layers(), { seed: 2, dtype: "float32", engine });
      const { gradient } = net.backward(net.forward(x), t, squaredError);
      net.fit(x, t, { loss: squaredError, optimizer: sgd({ learningRate: 1 }), batchSize: rows, epochs: 3 });
      return [gradient, net.parameters.slice()];
    });
    expect(differenceOf(compiled, plain)).toBe("");
  },
);

test("the bits of a float32 batch do not depend on where fitAsync cuts it", async () => {
  const { x, t } = data(3000);
  const wide = () => [new Layer(2, 400, tanh), new Layer(400, 60, tanh), new Layer(60, 1, sigmoid)];
  const options = { loss: squaredError, optimizer: sgd({ learningRate: 1 }), batchSize: 3000, epochs: 1 };
  const [whole, cut] = [0, 1].map(() => new Sequential(wide(), { seed: 3, dtype: "float32", engine: simd }));
  whole.fit(x, t, options);
  await cut.fitAsync(x, t, options);
  expect(differenceOf(cut.parameters, whole.parameters)).toBe("");
});
