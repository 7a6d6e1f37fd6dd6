import { Layer, Pipeline, Sequential, sigmoid, standardize } from "deltarule";
import { decisionRegion } from "deltarule/charts";
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

  it("shows one output from blue to orange, with a line at the threshold", async () => {
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

  it("has no line if no output crosses the threshold, and draws samples without targets", async () => {
    const net = new Sequential([new Layer(2, 1, sigmoid, { weights: [[0, 0]], biases: [3] })]);
    const chart = decisionRegion(net, { x: corners });
    expect(chart.layer).toHaveLength(2);
    const { png } = await toPicture(await toSvg(chart));
    expect(Array.from(png().subarray(0, 4))).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  it.each<[unknown, unknown, string]>([
    [new Sequential([new Layer(3, 1)]), { domain }, "decisionRegion: the network takes 3 inputs, wanted 2"],
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
  ])("refuses a wrong network and bad options: %#", (net, options, message) => {
    expect(() => decisionRegion(net as never, options as never)).toThrow(expect.objectContaining({ message }));
  });
});
