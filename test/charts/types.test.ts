import { matrix } from "deltarule";
import { type ChartSpec, confusionChart } from "deltarule/charts";
import type { TopLevelSpec } from "vega-lite";
import { describe, expectTypeOf, it } from "vitest";

describe("the charts' types", () => {
  it("are vega-lite's, so that vegaEmbed takes a chart as it is", () => {
    expectTypeOf<ChartSpec>().toExtend<TopLevelSpec>();
    expectTypeOf(confusionChart(matrix(1, 1))).toEqualTypeOf<ChartSpec>();
  });
});
