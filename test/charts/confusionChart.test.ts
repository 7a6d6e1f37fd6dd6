import { confusionMatrix, matrix } from "deltarule";
import { confusionChart } from "deltarule/charts";
import { describe, expect, it } from "vitest";
import { toPicture, toSvg } from "../helpers/charts.js";

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

  it("has true classes in rows and predicted ones in columns, each with its share of the row", () => {
    const { layer, description } = confusionChart(counts, { labels: ["a", "b", "c"] });
    const field = (target: string, predicted: string) =>
      layer[0].data.values.find((row) => row.target === target && row.predicted === predicted);
    expect(field("b", "a")).toMatchObject({ count: 1, share: 0.5 });
    expect(field("a", "b")).toMatchObject({ count: 0, share: 0 });
    expect(description).toBe(
      "Confusion matrix of 3 classes: 3 of 4 samples are on the diagonal, put in the right class.",
    );
  });

  it("is drawn darker for larger shares, with the counts and the labels", async () => {
    const svg = await toSvg(confusionChart(counts, { labels: ["oak", "ash", "elm"] }));
    for (const word of ["oak", "ash", "elm", "true class", "predicted class"]) expect(svg).toContain(`>${word}<`);
    const picture = await toPicture(svg);
    const dark = picture.count((await toPicture(await toSvg(confusionChart(matrix(1, 1, [5]))))).color(60, 20));
    expect(dark).toBeGreaterThan(2 * 50 * 50 * 0.7);
  });

  it("keeps the order of the labels, and accepts a class without samples", () => {
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
  ])("refuses wrong counts and labels: %#", (given, options, message) => {
    expect(() => confusionChart(given as never, options as never)).toThrow(expect.objectContaining({ message }));
  });
});
