import { type Activation, crossEntropy, Layer, relu, Sequential, sigmoid, softmax, squaredError } from "deltarule";
import { networkSvg } from "deltarule/charts";
import { explain } from "deltarule/explain";
import { describe, expect, it } from "vitest";
import { toPicture } from "../helpers/charts.js";

const notes = () =>
  new Sequential([
    new Layer(2, 2, sigmoid, {
      weights: [
        [0.1, 0.8],
        [0.4, 0.6],
      ],
      bias: false,
    }),
    new Layer(2, 1, sigmoid, { weights: [[0.3, 0.9]], bias: false }),
  ]);
const passes = () => {
  const net = notes();
  const forward = net.forward([0.35, 0.9]);
  return { net, forward, backward: net.backward(forward, [0.5], squaredError), target: [0.5] };
};
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
const lines = (svg: string) =>
  [...svg.matchAll(/<g><title>([^<]*)<\/title><line class="(\w+)"[^>]*stroke-width="([\d.]+)"/g)].map(
    ([, title, sign, width]) => ({ title, sign, width: Number(width) }),
  );

describe("networkSvg", () => {
  it("shows every number of the lecture notes' example", () => {
    const { net, ...options } = passes();
    const shown = texts(networkSvg(net, options));
    for (const number of ["0.7550", "0.6803", "0.002654", "0.6637", "0.008172", "0.8014", "0.6903", "0.04068"]) {
      expect(shown).toContain(number);
    }
    expect(shown).toEqual(
      expect.arrayContaining([
        "x₁ = 0.35",
        "neuron 5",
        "w₁₃ = 0.1",
        "w₄₅ = 0.9",
        "∂E/∂w 0.02700",
        "target t = 0.5",
        "E = 0.01810",
      ]),
    );
  });

  it("draws larger weights wider, and negative ones dashed", () => {
    const net = new Sequential([
      new Layer(2, 2, sigmoid, {
        weights: [
          [1, -2],
          [0, 0.5],
        ],
      }),
    ]);
    const drawn = lines(networkSvg(net));
    expect(drawn.map(({ title }) => title)).toEqual(["W¹₁₁ = 1", "W¹₁₂ = −2", "W¹₂₁ = 0", "W¹₂₂ = 0.5"]);
    expect(drawn.map(({ sign }) => sign)).toEqual(["plus", "minus", "plus", "plus"]);
    const [one, two, zero, half] = drawn.map(({ width }) => width - 0.5);
    expect([one / two, half / two, zero]).toEqual([expect.closeTo(0.5), expect.closeTo(0.25), 0]);
    expect(networkSvg(net)).toContain(".minus { stroke-dasharray");
  });

  it("draws arrows as wide as δ · w, only with a backward pass", () => {
    const { net, forward, backward } = passes();
    expect(networkSvg(net, { forward })).not.toContain('class="flow"');
    const svg = networkSvg(net, { forward, backward });
    const widths = [...svg.matchAll(/<path class="flow" stroke-width="([\d.]+)"/g)].map(
      ([, width]) => Number(width) - 0.5,
    );
    const flows = [
      ...[0, 1, 2, 3].map((k) => backward.layers[0].delta.data[k >> 1] * net.layers[0].weights.data[k]),
      ...[0, 1].map((k) => backward.layers[1].delta.data[0] * net.layers[1].weights.data[k]),
    ];
    expect(widths).toHaveLength(6);
    widths.forEach((width, k) => {
      expect(width / 3).toBeCloseTo(flows[k] / Math.max(...flows), 2);
    });
  });

  it("draws a trace like its passes", () => {
    const { net, ...options } = passes();
    const trace = explain(net, [0.35, 0.9], [0.5], { loss: squaredError });
    expect(networkSvg(net, { trace })).toBe(networkSvg(net, options));
    const other = new Sequential([new Layer(2, 3), new Layer(3, 1)]);
    expect(() => networkSvg(other, { trace })).toThrow(
      "networkSvg: the trace is of a 2-2-1 network, this one is 2-3-1",
    );
    expect(() => networkSvg(net, { trace, target: [1] })).toThrow(
      "trace is given together with forward, backward or target",
    );
  });

  it("draws an abridged trace without the numbers that it lacks", () => {
    const net = new Sequential([new Layer(30, 40, relu), new Layer(40, 3, softmax)], { seed: 1 });
    const x = Array.from({ length: 30 }, (_, k) => k / 30);
    const svg = networkSvg(net, { trace: explain(net, x, [0, 1, 0], { loss: crossEntropy }) });
    expect(texts(svg)).toEqual(expect.arrayContaining(["⋮ 22 more", "⋮ 32 more", "target t = (0, 1, 0)"]));
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it("shows the row that the options name", () => {
    const net = notes();
    const forward = net.forward([
      [0, 0],
      [0.35, 0.9],
    ]);
    const backward = net.backward(forward, [[1], [0.5]], squaredError);
    const shown = texts(networkSvg(net, { forward, backward, sample: 1 }));
    expect(shown).toContain("0.7550");
    expect(shown.some((text) => text.endsWith("(sample 2 of 2)"))).toBe(true);
  });

  it("leaves out neurons of large layers, and says how many", () => {
    const net = new Sequential([new Layer(784, 100, relu), new Layer(100, 10, softmax)], { seed: 1 });
    const forward = net.forward(new Float64Array(784).fill(0.1));
    const backward = net.backward(
      forward,
      Float64Array.from({ length: 10 }, (_, k) => Number(k === 3)),
      crossEntropy,
    );
    const svg = networkSvg(net, { forward, backward });
    expect(texts(svg)).toEqual(
      expect.arrayContaining(["⋮ 776 more", "⋮ 92 more", "⋮ 2 more", "neuron 1", "neuron 100", "x₇₈₄ = 0.1"]),
    );
    expect(svg).toMatch(/<desc[^>]*>[^<]*92 more are not drawn/);
    expect(lines(svg)).toHaveLength(2 * 64);
    expect(lines(networkSvg(net, { maxNeurons: 3 }))).toHaveLength(2 * 9);
    expect(svg.length).toBeLessThan(100_000);
  });

  it("has a text alternative, and shares no ids or styles with another picture in the page", () => {
    const { net, ...options } = passes();
    const [first, second] = [networkSvg(net, options), networkSvg(net)];
    const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(first).toMatch(/role="img" aria-labelledby="(\S+-title) (\S+-desc)"/);
    expect(ids(first)).toHaveLength(2);
    expect(ids(first).filter((id) => ids(second).includes(id))).toEqual([]);
    expect(first).toContain(
      "A network of 2 inputs and 2 layers of neurons: 2 (sigmoid), 1 (sigmoid); target t = 0.5, E = 0.01810.",
    );
    const [, sheet] = /<style>([^<]*)<\/style>/.exec(first) ?? [];
    expect(
      sheet.match(/[^{}]*(?=\{)/g)?.every((rule) => rule.trim() === "" || /^(@media|\.dr )/.test(rule.trim())),
    ).toBe(true);
  });

  it("is drawn in light and dark", async () => {
    const { net, ...options } = passes();
    const light = await toPicture(networkSvg(net, { ...options, theme: "light" }));
    const dark = await toPicture(networkSvg(net, { ...options, theme: "dark" }));
    expect([light.color(10, 10), dark.color(10, 10)]).toEqual(["#f6f8fa", "#151b23"]);
    expect(light.count("#0072b2")).toBeGreaterThan(1000);
    expect(dark.count("#56b4e9")).toBeGreaterThan(1000);
    expect(networkSvg(net)).toContain("@media (prefers-color-scheme: dark)");
  });

  it("writes the user's names as text, never as markup", () => {
    const odd: Activation = { name: '<b>&"\u0000', apply: (z) => z, derivative: () => 1 };
    const svg = networkSvg(new Sequential([new Layer(1, 1, odd)]), { inputNames: ["a<b"], outputNames: ["<script>"] });
    for (const part of ["<b>", "<script>", "\u0000"]) expect(svg).not.toContain(part);
    expect(texts(svg)).toEqual(expect.arrayContaining(["a&lt;b", "&lt;script&gt;"]));
  });

  it("shows the mean of a batch, from passes and from a trace", () => {
    // One neuron z = 2x: with x = 1, t = 0 and x = 3, t = 3 the own δ are 2 and 3, E is 3.25.
    const line = new Sequential([new Layer(1, 1, undefined, { weights: [[2]], bias: false })]);
    const x = [[1], [3]];
    const t = [[0], [3]];
    const forward = line.forward(x);
    const backward = line.backward(forward, t, squaredError);
    const svg = networkSvg(line, { forward, backward, sample: "mean" });
    expect(texts(svg)).toEqual(expect.arrayContaining(["x₁ = 2", "4.000", "2.500", "E = 3.250 (mean of 2 samples)"]));
    expect(texts(svg)).toContain("∂E/∂w 5.500");
    expect(networkSvg(line, { trace: explain(line, x, t, { loss: squaredError }) })).toBe(svg);
    expect(texts(networkSvg(line, { forward, backward, sample: 1 }))).toContain("E = 3.250 (sample 2 of 2)");
    expect(() => networkSvg(line, { forward, sample: "all" as "mean" })).toThrow(
      'networkSvg: sample is "all", wanted a whole number from 0 to 1',
    );
  });

  it("has one kind of minus", () => {
    const net = new Sequential([
      new Layer(2, 2, relu, {
        weights: [
          [-1, 2],
          [3, -4],
        ],
        biases: [-1, 0],
      }),
    ]);
    const forward = net.forward([1e-9, -1]);
    const svg = networkSvg(net, { forward, backward: net.backward(forward, [1, -1], squaredError) });
    const shown = [...texts(svg), svg.match(/<desc[^>]*>([^<]*)/)?.[1], svg.match(/<title id[^>]*>([^<]*)/)?.[1]].join(
      " ",
    );
    expect(shown).toContain("−4");
    expect(shown).toContain("1e−9");
    expect(shown.replaceAll("are not", "")).not.toMatch(/-\d/);
  });

  it("is the same every time, and rounds to the digits of the options", () => {
    const { net, ...options } = passes();
    expect(networkSvg(net, options)).toBe(networkSvg(net, options));
    expect(texts(networkSvg(net, { ...options, digits: 2 }))).toContain("0.041");
  });

  it("refuses passes of another network and bad options", () => {
    const { net, forward, backward } = passes();
    const other = new Sequential([new Layer(2, 3), new Layer(3, 1)]);
    const refused = (options: unknown) => () => networkSvg(net, options as never);
    expect(() => networkSvg(other, { forward })).toThrow(
      "networkSvg: the forward pass is of a 2-2-1 network, this one is 2-3-1",
    );
    expect(() => networkSvg(other, { backward })).toThrow(
      "networkSvg: the backward pass is of a 2-2-1 network, this one is 2-3-1",
    );
    expect(
      refused({
        forward: net.forward([
          [1, 2],
          [3, 4],
        ]),
        backward,
      }),
    ).toThrow("the forward pass has 2 samples, the backward pass 1");
    expect(refused({ forward: 3 })).toThrow("networkSvg: forward is 3, wanted what forward returned");
    expect(refused({ forward, sample: 1 })).toThrow("networkSvg: sample is 1, wanted a whole number from 0 to 0");
    expect(refused({ target: [1, 2] })).toThrow("networkSvg: the target has 2 numbers, the network gives 1");
    expect(refused({ maxNeurons: 1 })).toThrow("networkSvg: maxNeurons is 1, wanted a whole number from 2");
    expect(refused({ inputNames: ["a"] })).toThrow(
      "networkSvg: inputNames are an array of 1, wanted an array of 2 strings",
    );
    expect(refused({ theme: "blue" })).toThrow('networkSvg: theme is "blue", wanted "auto", "light" or "dark"');
    expect(refused({ colors: 1 })).toThrow('networkSvg: there is no option "colors"');
  });
});
