import {
  DataError,
  Layer,
  matrix,
  OptionError,
  predictWithDropout,
  reference,
  Sequential,
  ShapeError,
  simd,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { testFailures } from "../helpers/failures.js";

const make = (more: { dtype?: "float64" | "float32"; engine?: typeof simd } = {}) =>
  new Sequential([new Layer(2, 8, tanh, { dropout: 0.25 }), new Layer(8, 2)], { seed: 3, ...more });
const x = Array.from({ length: 5 }, (_, r) => [r / 5, -r / 3]);

describe("predictWithDropout", () => {
  test("sets each hidden a to 0 with the probability p, else divides it by 1 − p", () => {
    // One output for each subset of the two neurons that stay: a = 1 and 10, divided by 1 − p = ½.
    const ones = new Layer(1, 2, undefined, { weights: [[1], [10]], dropout: 0.5 });
    const net = new Sequential([ones, new Layer(2, 1, undefined, { weights: [[1, 1]] })], { seed: 1 });
    const draws = Array.from({ length: 400 }, (_, seed) => predictWithDropout(net, [1], { seed })[0]);
    const counts = [0, 2, 20, 22].map((sum) => draws.filter((draw) => draw === sum).length);
    expect(counts.reduce((sum, count) => sum + count)).toBe(400);
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(35);
  });

  test("gives the same bits for the same seed, on both engines, in both dtypes", () => {
    for (const dtype of ["float64", "float32"] as const) {
      const [one, other] = [reference, simd].map((engine) =>
        predictWithDropout(make({ dtype, engine }), x, { seed: 5 }),
      );
      expect(one).toEqual(other);
      expect(one[0]).toBeInstanceOf(dtype === "float32" ? Float32Array : Float64Array);
    }
  });

  test("gives another draw for another seed, for none, and for each row", () => {
    const net = make();
    const draw = (seed?: number) => predictWithDropout(net, x, seed === undefined ? {} : { seed });
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw()).not.toEqual(draw());
    const same = predictWithDropout(net, [x[1], x[1], x[1], x[1]], { seed: 1 });
    expect(new Set(same.map(String)).size).toBeGreaterThan(1);
  });

  test("the mean of many draws is near the prediction where the layer behind is linear", () => {
    const net = make();
    const draws = Array.from({ length: 3000 }, (_, seed) => predictWithDropout(net, x[2], { seed }));
    net.predict(x[2]).forEach((wanted, k) => {
      const mean = draws.reduce((sum, draw) => sum + draw[k], 0) / draws.length;
      expect(Math.abs(mean - wanted)).toBeLessThan(0.03);
    });
  });

  test("takes rows, a Matrix or a sample, and gives the same", () => {
    const net = make();
    const rows = predictWithDropout(net, x, { seed: 5 });
    const whole = predictWithDropout(net, matrix(5, 2, x.flat()), { seed: 5 });
    expect([...whole.data]).toEqual(rows.flatMap((row) => [...row]));
    expect(predictWithDropout(net, x[0], { seed: 5 })).toEqual(rows[0]);
  });

  test("changes neither the network nor what it remembers", () => {
    const net = make();
    const before = net.predict(x);
    predictWithDropout(net, x);
    expect(net.predict(x)).toEqual(before);
    net.layers[1].weights.data[0] += 1;
    expect(predictWithDropout(net, x, { seed: 5 })).not.toEqual(predictWithDropout(make(), x, { seed: 5 }));
    expect(predictWithDropout(new Proxy(net, {}), x, { seed: 5 })).toEqual(predictWithDropout(net, x, { seed: 5 }));
  });

  testFailures([
    [
      "a network without dropout",
      () => predictWithDropout(new Sequential([new Layer(2, 1)], { seed: 1 }), x),
      OptionError,
      "predictWithDropout: the dropout of every layer is 0, wanted a layer such as new Layer(2, 8, tanh, { dropout: 0.2 })",
    ],
    [
      "what is no network",
      () => predictWithDropout({} as never, x),
      OptionError,
      "predictWithDropout: the network is an object, wanted a Sequential",
    ],
    [
      "rows of another length",
      () => predictWithDropout(make(), [[1]]),
      ShapeError,
      "predictWithDropout: row 0 of the inputs has 1 number, the network takes 2",
    ],
    [
      "NaN",
      () => predictWithDropout(make(), [[Number.NaN, 1]]),
      DataError,
      "predictWithDropout: row 0, column 0 of the inputs is NaN, wanted a finite number",
    ],
    [
      "a bad seed",
      () => predictWithDropout(make(), x, { seed: -1 }),
      OptionError,
      "predictWithDropout: seed is -1, wanted a whole number from 0 to 9007199254740991",
    ],
  ]);
});
