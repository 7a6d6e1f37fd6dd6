import { Layer, matrix, relu, Sequential, sigmoid, softmax, tanh, type Vector } from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const dtypes = ["float64", "float32"] as const;
type Dtype = (typeof dtypes)[number];

const make = (dtype: Dtype) =>
  new Sequential([new Layer(3, 5, tanh), new Layer(5, 4, relu), new Layer(4, 2, softmax)], { dtype, seed: 11 });

/** Rows of numbers that differ in sign and size. */
const rowsOf = (count: number, columns: number): number[][] =>
  Array.from({ length: count }, (_, r) => Array.from({ length: columns }, (_, c) => Math.sin(7 * r + 3 * c) * 4));

describe.each(dtypes)("in %s", (dtype) => {
  test("a sample gives the same bits alone and as a row of any batch", () => {
    const net = make(dtype);
    const size = fc.oneof(fc.constantFrom(1, 2, 63, 64, 65, 127, 128, 129), fc.integer({ min: 1, max: 140 }));
    fc.assert(
      fc.property(size, fc.integer({ min: 0, max: 500 }), (count, from) => {
        const rows = rowsOf(count + from, 3).slice(from);
        const batch = net.predict(rows);
        expect(batch).toHaveLength(count);
        for (const r of [0, Math.floor(count / 2), count - 1]) {
          expect(batch[r]).toEqual(net.predict(rows[r]));
          expect(batch[r]).toEqual(net.predict([rows[r]])[0]);
        }
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test("a matrix, rows, typed rows and single samples give the same bits, each in its own form", () => {
    const net = make(dtype);
    const rows = rowsOf(70, 3);
    const asMatrix = net.predict(matrix(70, 3, rows.flat()));
    expect(asMatrix).toMatchObject({ rows: 70, columns: 2 });
    const flat = rows.flatMap((row) => [...net.predict(row)]);
    expect([...asMatrix.data]).toEqual(flat);
    expect(net.predict(rows).flatMap((row) => [...row])).toEqual(flat);
    expect(net.predict(rows.map((row) => Float64Array.from(row))).flatMap((row) => [...row])).toEqual(flat);
    expect([...net.forward(rows).output.data]).toEqual(flat);
    expect([...net.forward(rows).layers[2].a.data]).toEqual(flat);
  });

  test("everything a network returns has its dtype", () => {
    const net = make(dtype);
    const kind = dtype === "float32" ? Float32Array : Float64Array;
    const x = rowsOf(2, 3);
    const pass = net.forward(x);
    const back = net.backward(
      pass,
      [
        [1, 0],
        [0, 1],
      ],
      {
        name: "sum",
        value: (o) => o[0],
        gradient: (_o, _t, into) => into.set([1, 0]),
      },
    );
    const vectors: (Vector | null)[] = [
      net.parameters,
      net.predict(x)[0],
      net.predict(x[0]),
      net.predict(matrix(2, 3)).data,
      pass.input.data,
      pass.output.data,
      back.gradient,
      back.input.data,
      ...pass.layers.flatMap(({ z, a }) => [z.data, a.data]),
      ...back.layers.flatMap(({ delta, weights, biases }) => [delta.data, weights.data, biases]),
      ...net.layers.flatMap(({ weights, biases }) => [weights.data, biases]),
    ];
    for (const vector of vectors) expect(vector).toBeInstanceOf(kind);
  });
});

test("the result of predict belongs to the caller: later calls do not change it", () => {
  const net = make("float64");
  const [first, second] = rowsOf(2, 3);
  const one = net.predict(first);
  const many = net.predict([first, second]);
  const kept = [...one];
  one.fill(9);
  expect([...net.predict(first)]).toEqual(kept);
  expect([...many[0]]).toEqual(kept);
  many[0].fill(8);
  expect([...net.predict([first, second])[0]]).toEqual(kept);
});

test("a batch of 64 and a larger batch after it do not affect each other", () => {
  const net = make("float64");
  const alone = make("float64");
  for (const count of [1, 64, 200, 3, 65])
    expect(net.predict(rowsOf(count, 3))).toEqual(alone.clone().predict(rowsOf(count, 3)));
});

test("inputs are never changed, and may be frozen", () => {
  const net = new Sequential([new Layer(2, 2, sigmoid)], { seed: 1 });
  const rows = Object.freeze([Object.freeze([1, 2]), Object.freeze([3, 4])]);
  expect(net.predict(rows)).toHaveLength(2);
  const given = matrix(2, 2, Float64Array.of(1, 2, 3, 4));
  const before = given.data.slice();
  net.predict(given);
  const pass = net.forward(given);
  pass.input.data.fill(0);
  expect(given.data).toEqual(before);
});

test("predict accepts subclasses of arrays, array-likes, and huge and tiny numbers", () => {
  class Row extends Array<number> {}
  const net = new Sequential([new Layer(2, 1, tanh, { weights: [[1, 1]], bias: false })], { seed: 1 });
  expect(net.predict(Row.of(1, 2))).toEqual(Float64Array.of(net.predict([1, 2])[0]));
  expect(net.predict([{ length: 2, 0: 1, 1: 2 }])[0]).toEqual(net.predict([1, 2]));
  expect(net.predict(Int8Array.of(1, 2))).toEqual(net.predict([1, 2]));
  expect([...net.predict([1e308, 1e300])]).toEqual([1]);
  expect([...net.predict([5e-324, 0])]).toEqual([5e-324]);
  expect([...net.predict([-0, 0])]).toEqual([0]);
});
