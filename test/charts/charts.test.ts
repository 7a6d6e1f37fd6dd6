import {
  confusionMatrix,
  crossEntropy,
  Layer,
  matrix,
  mse,
  Pipeline,
  Sequential,
  sigmoid,
  softmax,
  standardize,
} from "deltarule";
import { confusionChart, decisionRegion, lossCurve } from "deltarule/charts";
import { describe, expect, it } from "vitest";
import { toPicture, toSvg } from "../helpers/charts.js";

const line = () => new Sequential([new Layer(1, 1)], { seed: 1 });
const rows = [[0], [1], [2]];
const history = (epochs: number, validation = true) =>
  line().fit(rows, rows, { loss: mse, epochs, ...(validation ? { validation: [rows, rows] } : {}) });
/** 1 above the line x₁ + x₂ = 1, 0 below. */
const half = () => new Sequential([new Layer(2, 1, sigmoid, { weights: [[40, 40]], biases: [-40] })]);
/** Three classes: right, top, and left below. */
const thirds = () =>
  new Sequential([
    new Layer(2, 3, softmax, {
      weights: [
        [1, 0],
        [0, 1],
        [-1, -1],
      ].map((w) => w.map((v) => 9 * v)),
      biases: [0, 0, 0],
    }),
  ]);

describe("lossCurve", () => {
  it("has every loss of the history, the validation's beside it", () => {
    const past = history(30);
    const { values } = lossCurve(past).layer[0].data;
    expect(values.filter(({ series }) => series === "training").map(({ loss }) => loss)).toEqual(
      past.epochs.map(({ loss }) => loss),
    );
    expect(values.filter(({ series }) => series === "validation").map(({ epoch, loss }) => [epoch, loss])).toEqual(
      past.epochs.map(({ epoch, validation }) => [epoch, validation?.loss]),
    );
  });

  it("is drawn: the training loss in blue, a dashed validation loss in vermillion, its numbers in words", async () => {
    const svg = await toSvg(lossCurve(history(60), { title: "A line" }));
    expect(svg).toMatch(/stroke="#0072B2"/);
    expect(svg).toMatch(/stroke="#D55E00"[^>]*stroke-dasharray="6,4"/);
    expect(svg).toContain("A line");
    const picture = await toPicture(svg);
    expect(picture.count("#0072b2")).toBeGreaterThan(100);
    expect(picture.count("#d55e00")).toBeGreaterThan(50);
    expect(lossCurve(history(60)).description).toMatch(
      /^The loss by epoch: the training loss goes from [\d.]+ to [\d.]+ in 60 epochs, the validation loss ends at/,
    );
  });

  it("takes epochs as they come, draws a single one as a point, and has no legend for one series", async () => {
    const one = lossCurve(history(1, false).epochs);
    const svg = await toSvg(one);
    expect(svg).not.toContain("validation");
    expect((await toPicture(svg)).count("#0072b2")).toBeGreaterThan(5);
  });

  it("has a log scale where every loss is above 0, and lighter lines on a dark page", async () => {
    const picture = await toPicture(await toSvg(lossCurve(history(50), { scale: "log", theme: "dark" })));
    expect(picture.color(2, 2)).toBe("#0d1117");
    expect(picture.count("#56b4e9")).toBeGreaterThan(100);
    const zero = [{ epoch: 3, loss: 0, metrics: {}, learningRate: null, durationMs: 1 }];
    expect(() => lossCurve(zero, { scale: "log" })).toThrow(
      'lossCurve: a log scale cannot show the loss 0 of epoch 3, use "linear"',
    );
  });

  it.each<[unknown, unknown, string]>([
    [[], {}, "lossCurve: the history is an array of 0, wanted at least one epoch, as fit returns them"],
    [undefined, {}, "lossCurve: the history is undefined, wanted at least one epoch, as fit returns them"],
    [history(2), { scale: "sqrt" }, 'lossCurve: scale is "sqrt", wanted "linear" or "log"'],
    [history(2), { theme: "auto" }, 'lossCurve: theme is "auto", wanted "light" or "dark"'],
    [history(2), { width: 0 }, "lossCurve: width is 0, wanted a number above 0"],
    [history(2), { title: 3 }, "lossCurve: title is 3, wanted a string"],
    [
      history(2),
      { colour: "red" },
      'lossCurve: there is no option "colour"; there are title, width, height, theme, scale',
    ],
  ])("refuses what does not fit: %#", (given, options, message) => {
    expect(() => lossCurve(given as never, options as never)).toThrow(expect.objectContaining({ message }));
  });
});

describe("confusionChart", () => {
  const counts = confusionMatrix(
    [
      [0.9, 0.1, 0],
      [0.1, 0.8, 0.1],
      [0.6, 0.4, 0],
      [0, 0, 1],
    ],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  );

  it("puts true classes in rows and predicted ones in columns, each with its share of the row", () => {
    const { layer, description } = confusionChart(counts, { labels: ["a", "b", "c"] });
    const field = (target: string, predicted: string) =>
      layer[0].data.values.find((row) => row.target === target && row.predicted === predicted);
    expect(field("b", "a")).toMatchObject({ count: 1, share: 0.5 });
    expect(field("a", "b")).toMatchObject({ count: 0, share: 0 });
    expect(description).toBe(
      "Confusion matrix of 3 classes: 3 of 4 samples are on the diagonal, put in the right class.",
    );
  });

  it("is drawn: dark where a row's samples are, with the counts and the labels", async () => {
    const svg = await toSvg(confusionChart(counts, { labels: ["oak", "ash", "elm"] }));
    for (const word of ["oak", "ash", "elm", "true class", "predicted class"]) expect(svg).toContain(`>${word}<`);
    const picture = await toPicture(svg);
    const dark = picture.count((await toPicture(await toSvg(confusionChart(matrix(1, 1, [5]))))).color(60, 20));
    expect(dark).toBeGreaterThan(2 * 50 * 50 * 0.7);
  });

  it("keeps the order of the labels, and takes a class without samples", () => {
    const chart = confusionChart(matrix(2, 2, [0, 0, 1, 3]), { labels: ["z", "a"] });
    expect(chart.layer[0].encoding.x?.scale?.domain).toEqual(["z", "a"]);
    expect(chart.layer[0].data.values[0].share).toBe(0);
  });

  it.each<[unknown, unknown, string]>([
    [matrix(1, 2, [1, 2]), {}, "confusionChart: the counts are 1 × 2, wanted a square, as confusionMatrix gives"],
    [matrix(1, 1, [-1]), {}, "confusionChart: a count is -1, wanted numbers from 0"],
    [
      counts,
      { labels: ["a", "b"] },
      "confusionChart: labels are an array of 2, wanted an array of 3 different strings",
    ],
    [
      counts,
      { labels: ["a", "b", "a"] },
      "confusionChart: labels are an array of 3, wanted an array of 3 different strings",
    ],
  ])("refuses what does not fit: %#", (given, options, message) => {
    expect(() => confusionChart(given as never, options as never)).toThrow(expect.objectContaining({ message }));
  });
});

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

  it("shows one output from blue to orange, with the line where it is the threshold", async () => {
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

  it("says in each field what the network predicts there", () => {
    const net = half();
    const { values } = decisionRegion(net, { domain, resolution: 8 }).layer[0].data;
    expect(values).toHaveLength(64);
    for (const { x, y, output } of values) {
      expect(output).toBe(net.predict([Number(x) + 0.25, Number(y) + 0.25])[0]);
    }
  });

  it("shows several outputs as the class of the largest, and samples in the color and shape of theirs", async () => {
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
    const chart = decisionRegion(thirds(), { x, t, labels: ["right", "top", "rest"], inputs: ["width", "length"] });
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

  it("cuts out the samples with a tenth around them, and takes raw rows of a Pipeline", () => {
    const x = corners.map(([a, b]) => [10 * a, b]);
    const inputs = standardize(x);
    const pipeline = new Pipeline({ network: half(), inputs });
    const chart = decisionRegion(pipeline, { x, resolution: 4 });
    expect(chart.layer[0].encoding.x?.scale?.domain).toEqual([-2, 22]);
    expect(chart.layer[0].encoding.y?.scale?.domain).toEqual([-0.2, 2.2]);
    expect(chart.layer[0].data.values[0].output).toBe(pipeline.predict([1, 0.1])[0]);
  });

  it("counts hinge's targets ±1 from 0", () => {
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

  it("has no line where the output never crosses the threshold, and draws samples without targets", async () => {
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
  ])("refuses what does not fit: %#", (net, options, message) => {
    expect(() => decisionRegion(net as never, options as never)).toThrow(expect.objectContaining({ message }));
  });
});

it("gives plain data: every chart survives JSON", () => {
  const net = thirds();
  net.fit([[0, 1]], [[0, 1, 0]], { loss: crossEntropy, epochs: 2 });
  for (const chart of [
    lossCurve(history(3)),
    decisionRegion(net, {
      domain: [
        [0, 1],
        [0, 1],
      ],
    }),
    confusionChart(matrix(1, 1)),
  ]) {
    expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
  }
});
