import { lossCurve } from "deltarule/charts";
import { describe, expect, it } from "vitest";
import { lineHistory, toPicture, toSvg } from "../helpers/charts.js";

describe("lossCurve", () => {
  it("has every training and validation loss of the history", () => {
    const past = lineHistory(30);
    const { values } = lossCurve(past).layer[0].data;
    expect(values.filter(({ series }) => series === "training").map(({ loss }) => loss)).toEqual(
      past.epochs.map(({ loss }) => loss),
    );
    expect(values.filter(({ series }) => series === "validation").map(({ epoch, loss }) => [epoch, loss])).toEqual(
      past.epochs.map(({ epoch, validation }) => [epoch, validation?.loss]),
    );
  });

  it("is drawn with the training loss in blue and the validation loss dashed in vermillion", async () => {
    const svg = await toSvg(lossCurve(lineHistory(60), { title: "A line" }));
    expect(svg).toMatch(/stroke="#0072B2"/);
    expect(svg).toMatch(/stroke="#D55E00"[^>]*stroke-dasharray="6,4"/);
    expect(svg).toContain("A line");
    const picture = await toPicture(svg);
    expect(picture.count("#0072b2")).toBeGreaterThan(100);
    expect(picture.count("#d55e00")).toBeGreaterThan(50);
    expect(lossCurve(lineHistory(60)).description).toMatch(
      /^The loss by epoch: the training loss goes from [\d.]+ to [\d.]+ in 60 epochs, the validation loss ends at/,
    );
  });

  it("accepts a list of epochs, draws a single one as a point, and one series without a legend", async () => {
    const one = lossCurve(lineHistory(1, false).epochs);
    const svg = await toSvg(one);
    expect(svg).not.toContain("validation");
    expect((await toPicture(svg)).count("#0072b2")).toBeGreaterThan(5);
  });

  it("has a log scale if every loss is above 0, and lighter lines on a dark page", async () => {
    const picture = await toPicture(await toSvg(lossCurve(lineHistory(50), { scale: "log", theme: "dark" })));
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
    [lineHistory(2), { scale: "sqrt" }, 'lossCurve: scale is "sqrt", wanted "linear" or "log"'],
    [lineHistory(2), { theme: "auto" }, 'lossCurve: theme is "auto", wanted "light" or "dark"'],
    [lineHistory(2), { width: 0 }, "lossCurve: width is 0, wanted a number above 0"],
    [lineHistory(2), { title: 3 }, "lossCurve: title is 3, wanted a string"],
    [
      lineHistory(2),
      { colour: "red" },
      'lossCurve: there is no option "colour"; there are title, width, height, language, theme, scale',
    ],
  ])("refuses a history without epochs, and bad options: %#", (given, options, message) => {
    expect(() => lossCurve(given as never, options as never)).toThrow(expect.objectContaining({ message }));
  });
});
