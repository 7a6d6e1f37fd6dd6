import { Layer, Pipeline, Sequential, sigmoid, softmax, standardize } from "deltarule";
import { classColors, decisionRegion } from "deltarule/charts";
import { describe, expect, it } from "vitest";
import { threeClasses, toPicture, toSvg } from "../helpers/charts.js";

/** A network that gives 1 above the line x₁ + x₂ = 1, and 0 below. */
const half = () => new Sequential([new Layer(2, 1, sigmoid, { weights: [[40, 40]], biases: [-40] })]);

describe("decisionRegion", () => {
  const domain = [
    [-1, 3],
    [-1, 3],
  ] as const;
  const corners = [
    [0, 0],
    [2, 0],
    [0, 2],
    [2, 2],
  ];

  it("shows one output in the colors of the classes, with a line at the threshold", async () => {
    const chart = decisionRegion(half(), { domain, resolution: 40 });
    for (const { x, y, x2, y2 } of chart.layer[1].data.values) {
      expect(Number(x) + Number(y)).toBeCloseTo(1, 1);
      expect(Number(x2) + Number(y2)).toBeCloseTo(1, 1);
    }
    const picture = await toPicture(await toSvg(chart));
    const part = (color: string, at: number) => Number.parseInt(color.slice(at, at + 2), 16);
    const [below, above] = [picture.color(80, 330), picture.color(350, 60)];
    expect(part(below, 5)).toBeGreaterThan(part(below, 1) + 40);
    expect(part(above, 1)).toBeGreaterThan(part(above, 5) + 40);
  });

  it("has the network's prediction in each field", () => {
    const net = half();
    const { values } = decisionRegion(net, { domain, resolution: 8 }).layer[0].data;
    expect(values).toHaveLength(64);
    for (const { x, y, output } of values) {
      expect(output).toBe(net.predict([Number(x) + 0.25, Number(y) + 0.25])[0]);
    }
  });

  it("shows the class of the largest output, and samples in the color and shape of their class", async () => {
    const x = [
      [2, 0],
      [0, 2],
      [-1, -1],
    ];
    const t = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const chart = decisionRegion(threeClasses(), {
      x,
      t,
      labels: ["right", "top", "rest"],
      inputs: ["width", "length"],
    });
    expect(chart.layer[1].data.values.map(({ target }) => target)).toEqual(["right", "top", "rest"]);
    expect(new Set(chart.layer[0].data.values.map(({ predicted }) => predicted))).toEqual(
      new Set(["right", "top", "rest"]),
    );
    const svg = await toSvg(chart);
    for (const word of ["width", "length", "right", "top", "rest"]) expect(svg).toContain(`>${word}<`);
    const picture = await toPicture(svg);
    for (const color of ["#a6cee4", "#f0c7a6", "#a6ddce"]) expect(picture.count(color)).toBeGreaterThan(5000);
    for (const color of ["#0072b2", "#d55e00", "#009e73"]) expect(picture.count(color)).toBeGreaterThan(4);
  });

  it("shows the samples with a tenth around them, and takes raw rows of a Pipeline", () => {
    const x = corners.map(([a, b]) => [10 * a, b]);
    const inputs = standardize(x);
    const pipeline = new Pipeline({ network: half(), inputs });
    const chart = decisionRegion(pipeline, { x, resolution: 4 });
    expect(chart.layer[0].encoding.x?.scale?.domain).toEqual([-2, 22]);
    expect(chart.layer[0].encoding.y?.scale?.domain).toEqual([-0.2, 2.2]);
    expect(chart.layer[0].data.values[0].output).toBe(pipeline.predict([1, 0.1])[0]);
  });

  it("takes hinge's targets ±1 with threshold 0", () => {
    const net = new Sequential([new Layer(2, 1, undefined, { weights: [[1, 0]], biases: [0] })]);
    const chart = decisionRegion(net, {
      x: [
        [-1, 0],
        [1, 0],
      ],
      t: [[-1], [1]],
      threshold: 0,
    });
    expect(chart.layer.at(-1)?.data.values.map(({ target }) => target)).toEqual(["0", "1"]);
    for (const { x, x2 } of chart.layer[1].data.values)
      expect([Number(x), Number(x2)]).toEqual([expect.closeTo(0), expect.closeTo(0)]);
  });

  it("draws the output of a network of one input as a curve, with the samples at their targets", async () => {
    const net = new Sequential([new Layer(1, 1, sigmoid, { weights: [[4]], biases: [-2] })]);
    const x = [[0], [0.5], [1]];
    const t = [[0], [1], [1]];
    const chart = decisionRegion(net, { x, t, threshold: 0.5, inputs: ["dose"], resolution: 11 });
    const [curve, line, points] = chart.layer;
    expect(curve.data.values.map((one) => one.x)).toEqual(
      [-0.1, 0.02, 0.14, 0.26, 0.38, 0.5, 0.62, 0.74, 0.86, 0.98, 1.1].map((at) => expect.closeTo(at, 12)),
    );
    for (const { x: at, output } of curve.data.values) expect(output).toBe(net.predict([Number(at)])[0]);
    expect(line.data.values).toEqual([{ x: -0.1, x2: 1.1, output: 0.5 }]);
    expect(points.data.values).toEqual([
      { x: 0, output: 0 },
      { x: 0.5, output: 1 },
      { x: 1, output: 1 },
    ]);
    expect(chart.description).toBe(
      "The output as a curve over the input, with a line at 0.5, for dose from -0.1 to 1.1, and 3 samples.",
    );
    const svg = await toSvg(chart);
    expect(svg).toContain(">dose<");
    expect((await toPicture(svg)).count("#0072b2")).toBeGreaterThan(100);
    expect(decisionRegion(net, { x, t }).layer).toHaveLength(2);
  });

  it("draws a curve for each of several outputs, in the colors of the samples' classes", async () => {
    const net = new Sequential([new Layer(1, 3, softmax, { weights: [[-3], [0], [3]], biases: [0, 1, 0] })]);
    const t = [
      [1, 0, 0],
      [0, 0, 1],
    ];
    const chart = decisionRegion(net, { x: [[-1], [1]], t, labels: ["low", "middle", "high"], resolution: 5 });
    const [curve, points] = chart.layer;
    expect(curve.data.values).toHaveLength(15);
    for (const { x: at, output, class: name } of curve.data.values)
      expect(output).toBe(net.predict([Number(at)])[["low", "middle", "high"].indexOf(String(name))]);
    expect(points.data.values).toEqual([
      { x: -1, output: 1, class: "low" },
      { x: 1, output: 1, class: "high" },
    ]);
    expect(curve.encoding.color?.scale?.range).toEqual(classColors(3));
    expect(points.encoding.color?.scale?.range).toEqual(classColors(3));
    const svg = await toSvg(chart);
    for (const word of ["low", "middle", "high"]) expect(svg).toContain(`>${word}<`);
    // Without targets the samples stand on the curve.
    expect(decisionRegion(net, { x: [[0.25]] }).layer[1].data.values).toEqual([
      { x: 0.25, output: net.predict([0.25])[0] },
    ]);
  });

  it("has the same class colors in samples, regions and shades", () => {
    const [blue, vermillion, green] = classColors(3);
    const share = (color: string, part: number): string =>
      `#${[1, 3, 5]
        .map((at) =>
          Math.round(part * Number.parseInt(color.slice(at, at + 2), 16) + (1 - part) * 255)
            .toString(16)
            .padStart(2, "0"),
        )
        .join("")}`;
    const shaded = decisionRegion(half(), { x: corners, t: [[0], [1], [1], [1]] });
    expect(shaded.layer[0].encoding.fill?.scale?.range).toEqual([share(blue, 0.7), "#ffffff", share(vermillion, 0.7)]);
    expect(shaded.layer.at(-1)?.encoding.color?.scale?.range).toEqual([blue, vermillion]);
    const classes = decisionRegion(threeClasses(), { x: [[0, 0]], t: [[1, 0, 0]] });
    expect(classes.layer[0].encoding.fill?.scale?.range).toEqual(
      [blue, vermillion, green].map((color) => share(color, 0.35)),
    );
    expect(classes.layer[1].encoding.color?.scale?.range).toEqual([blue, vermillion, green]);
    expect(() => classColors(0)).toThrow("classColors: count is 0, wanted a whole number from 1");
  });

  it("has no line if no output crosses the threshold, and draws samples without targets", async () => {
    const net = new Sequential([new Layer(2, 1, sigmoid, { weights: [[0, 0]], biases: [3] })]);
    const chart = decisionRegion(net, { x: corners });
    expect(chart.layer).toHaveLength(2);
    const { png } = await toPicture(await toSvg(chart));
    expect(Array.from(png().subarray(0, 4))).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  it.each<[unknown, unknown, string]>([
    [new Sequential([new Layer(3, 1)]), { domain }, "decisionRegion: the network takes 3 inputs, wanted 1 or 2"],
    [half(), {}, "decisionRegion: give x, the samples, or domain, the part of the plane to show"],
    [
      half(),
      {
        domain: [
          [0, 1],
          [1, 0],
        ],
      },
      "decisionRegion: domain is an array of 2, wanted [[low, high], [low, high]]",
    ],
    [half(), { t: [[1]], domain }, "decisionRegion: t is given without x"],
    [half(), { x: [[1, 2, 3]] }, "decisionRegion: row 0 of the inputs has 3 numbers, the network takes 2"],
    [half(), { x: corners, t: [[1]] }, "decisionRegion: 4 rows of inputs, but 1 of targets"],
    [half(), { domain, resolution: 1 }, "decisionRegion: resolution is 1, wanted a whole number from 2 to 400"],
    [half(), { domain, inputs: ["x"] }, "decisionRegion: inputs are an array of 1, wanted two names"],
    [
      new Sequential([new Layer(1, 1)]),
      {},
      "decisionRegion: give x, the samples, or domain, the part of the line to show",
    ],
    [new Sequential([new Layer(1, 1)]), { domain }, "decisionRegion: domain is an array of 2, wanted [[low, high]]"],
    [
      new Sequential([new Layer(1, 1)]),
      { domain: [[0, 1]], inputs: ["x", "y"] },
      "decisionRegion: inputs are an array of 2, wanted one name",
    ],
  ])("refuses a wrong network and bad options: %#", (net, options, message) => {
    expect(() => decisionRegion(net as never, options as never)).toThrow(expect.objectContaining({ message }));
  });
});
