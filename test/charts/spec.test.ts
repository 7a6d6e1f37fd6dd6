import { crossEntropy, matrix } from "deltarule";
import { type ChartSpec, confusionChart, decisionRegion, lossCurve } from "deltarule/charts";
import type { TopLevelSpec } from "vega-lite";
import { describe, expect, expectTypeOf, it } from "vitest";
import { lineHistory, threeClasses } from "../helpers/charts.js";

describe("a chart", () => {
  it("has a type that vega-lite accepts, as vegaEmbed takes it", () => {
    expectTypeOf<ChartSpec>().toExtend<TopLevelSpec>();
    expectTypeOf(confusionChart(matrix(1, 1))).toEqualTypeOf<ChartSpec>();
  });
});

it("is plain data, which survives JSON", () => {
  const net = threeClasses();
  net.fit([[0, 1]], [[0, 1, 0]], { loss: crossEntropy, epochs: 2 });
  for (const chart of [
    lossCurve(lineHistory(3)),
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
