import {
  crossEntropy,
  type Dtype,
  Layer,
  type Loss,
  mse,
  reference,
  relu,
  Sequential,
  sgd,
  softmax,
  tanh,
} from "deltarule";
import { afterEach, describe, expect, test, vi } from "vitest";
import { randomFrom } from "../../helpers/numeric.js";

const random = randomFrom(61);
const rows = (count: number, columns: number) =>
  Array.from({ length: count }, () => Array.from({ length: columns }, () => 2 * random() - 1));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/**
 * Each look at the clock finds that time is up, so training pauses wherever it can. `samples`
 * counts the calls of the loss between two pauses.
 */
function impatient(loss: Loss): { loss: Loss; samples: number[] } {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => {
    now += 3;
    return now;
  });
  const samples: number[] = [];
  const pause = globalThis.setImmediate;
  vi.stubGlobal("setImmediate", (callback: () => void) => {
    samples.push(0);
    return pause(callback);
  });
  const count = () => {
    samples[samples.length - 1]++;
  };
  const { link } = loss;
  const value: Loss["value"] = (output, target) => {
    count();
    return loss.value(output, target);
  };
  if (link === undefined) return { loss: { ...loss, value }, samples };
  const linked: Loss["link"] = {
    ...link,
    value: (z, target) => {
      count();
      return link.value(z, target);
    },
  };
  return { loss: { ...loss, value, link: linked }, samples };
}

describe("fitAsync gives way", () => {
  const digits = () =>
    new Sequential([new Layer(784, 64, relu), new Layer(64, 10, softmax)], { seed: 1, engine: reference });
  const x = rows(45, 784);
  const t = x.map((_, r) => Array.from({ length: 10 }, (_, k) => Number(k === r % 10)));

  test("after every few samples of a network for digits, and after every update, for any batch size", async () => {
    const { loss, samples } = impatient(crossEntropy);
    // 50,890 parameters: 10 samples are half a million products.
    const most = Math.floor(2 ** 19 / 50_890);
    for (const [batchSize, slices, updates] of [
      [45, 5, 1],
      [15, 6, 3],
    ]) {
      samples.length = 0;
      await digits().fitAsync(x, t, { loss, batchSize, epochs: 2, optimizer: sgd() });
      expect(Math.max(...samples)).toBe(most);
      // Three pauses before the first epoch. In each epoch: one when the parameters are loaded, one
      // after each slice and each update, one when the parameters are stored, one after the epoch.
      expect(samples).toHaveLength(3 + 2 * (1 + slices + updates + 1 + 1));
    }
  });

  test("in validation too", async () => {
    const { loss, samples } = impatient(crossEntropy);
    await digits().fitAsync(x.slice(0, 5), t.slice(0, 5), { loss, epochs: 1, validation: [x, t] });
    const most = Math.floor(2 ** 20 / 50_890);
    // The start, a slice, the update, the parameters, three slices of validation, the epoch, the
    // end.
    expect(samples).toEqual([0, 0, 0, 5, 0, 0, most, most, 45 - 2 * most, 0, 0]);
  });

  test("without setImmediate by a MessageChannel, else by a timer, with the same bits", async () => {
    const train = async () => {
      const net = new Sequential([new Layer(3, 4, tanh), new Layer(4, 1)], { seed: 2, engine: reference });
      let now = 0;
      vi.spyOn(performance, "now").mockImplementation(() => (now += 3));
      await net.fitAsync(
        rows3,
        rows3.map(([one]) => [one]),
        { loss: mse, batchSize: 3, epochs: 3 },
      );
      return net.parameters;
    };
    const rows3 = rows(9, 3);
    const wanted = await train();
    const channels = vi.fn();
    const Channel = globalThis.MessageChannel;
    class Counted extends Channel {
      constructor() {
        super();
        channels();
      }
    }
    vi.stubGlobal("setImmediate", undefined);
    vi.stubGlobal("MessageChannel", Counted);
    expect(await train()).toEqual(wanted);
    expect(channels.mock.calls.length).toBeGreaterThan(9);
    channels.mockClear();
    vi.stubGlobal("MessageChannel", undefined);
    expect(await train()).toEqual(wanted);
    expect(channels).not.toHaveBeenCalled();
  });
});

describe("the bits do not depend on where a batch is cut", () => {
  const dtypes: readonly Dtype[] = ["float64", "float32"];
  // With these widths, a slice of the reference engine has 1, 2 and 5 samples. `backward` takes all
  // seven at once.
  for (const width of [600, 480, 300]) {
    for (const dtype of dtypes) {
      test(`with ${width} neurons in ${dtype}, an update is the gradient of the whole batch, bit for bit`, async () => {
        const x = rows(7, 3);
        const t = rows(7, 2);
        const sampleWeights = x.map(() => random() + 0.5);
        const layers = [new Layer(3, width, tanh), new Layer(width, width, tanh), new Layer(width, 2)];
        const net = new Sequential(layers, { seed: 1, dtype, engine: reference });
        const { gradient, loss } = net.backward(net.forward(x), t, mse, { sampleWeights });
        const wanted = net.parameters.slice();
        for (let k = 0; k < wanted.length; k++) wanted[k] -= 0.5 * gradient[k];
        const optimizer = sgd({ learningRate: 0.5 });
        const options = { loss: mse, optimizer, epochs: 1, batchSize: 7, shuffle: false, sampleWeights };
        const whole = net.clone();
        const history = await net.fitAsync(x, t, options);
        expect(history.epochs[0].loss).toBe(loss);
        expect(net.parameters.every((value, k) => value === wanted[k])).toBe(true);
        whole.fit(x, t, options);
        expect(whole.parameters).toEqual(net.parameters);
      });
    }
  }
});
