import type { Samples } from "../core/index.js";
import { DataError, OptionError } from "../core/index.js";
import { readSamples, show } from "../core/internal.js";
import { brief, checkChartOptions, classNames, frame, pageOf } from "./frame.js";
import { wordsIn } from "./language.js";
import type { ChartOptions, ChartRow, ChartSpec } from "./spec.js";
import { chartWords } from "./words.js";

/** Options of `confusionChart`. */
export interface ConfusionChartOptions extends ChartOptions {
  /** Names of the classes, in their order; 0, 1, 2, … unless given. */
  labels?: readonly string[] | undefined;
}

/**
 * A confusion matrix as a Vega-Lite spec: a row for each true class, a column for each predicted
 * class, a count in each field. The shade of a field is its share of its row, in one blue, so that
 * reading it takes no sense of hue.
 *
 * ```ts
 * import { confusionMatrix } from "deltarule";
 * import { confusionChart } from "deltarule/charts";
 *
 * const counts = confusionMatrix([[0.9, 0.1], [0.4, 0.6]], [[1, 0], [1, 0]]);
 * confusionChart(counts, { labels: ["cat", "dog"] }).layer[0].data.values.length; // 4
 * ```
 *
 * @param counts the result of `confusionMatrix`: classes × classes.
 * @throws OptionError or DataError for anything but a square matrix of counts from 0; OptionError
 * for bad options.
 */
export function confusionChart(counts: Samples, options: ConfusionChartOptions = {}): ChartSpec {
  const call = "confusionChart";
  checkChartOptions(call, options, ["labels"]);
  const page = pageOf(call, options);
  const words = wordsIn(call, options.language, chartWords);
  const { rows: classes, columns, data } = readSamples(counts, { call, name: "counts" });
  if (columns !== classes)
    throw new OptionError(`${call}: the counts are ${classes} × ${columns}, wanted a square, as confusionMatrix gives`);
  const negative = data.find((value) => value < 0);
  if (negative !== undefined) throw new DataError(`${call}: a count is ${show(negative)}, wanted numbers from 0`);
  const labels = classNames(call, options.labels, classes);
  const totals = labels.map((_, r) => labels.reduce((sum, _, c) => sum + data[r * classes + c], 0));
  const fields = Array.from(data, (count, k): ChartRow => {
    const r = Math.floor(k / classes);
    return { target: labels[r], predicted: labels[k % classes], count, share: totals[r] === 0 ? 0 : count / totals[r] };
  });
  const counted = fields.map(
    (field): ChartRow => ({ ...field, ink: Number(field.share) > 0.5 ? "#ffffff" : "#1f2328" }),
  );
  const all = totals.reduce((sum, total) => sum + total, 0);
  const right = labels.reduce((sum, _, r) => sum + data[r * classes + r], 0);
  const description = words.confusion(classes, brief(right), brief(all));
  const place = {
    x: {
      field: "predicted",
      type: "ordinal" as const,
      scale: { domain: labels },
      title: words.predicted,
      axis: { labelAngle: 0 },
    },
    y: { field: "target", type: "ordinal" as const, scale: { domain: labels }, title: words.truth },
  };
  const tooltip = [
    { field: "target", type: "nominal" as const, title: words.truth },
    { field: "predicted", type: "nominal" as const, title: words.predicted },
    { field: "count", type: "quantitative" as const, title: words.count },
    { field: "share", type: "quantitative" as const, title: words.share, format: ".1%" },
  ];
  const color = {
    field: "share",
    type: "quantitative" as const,
    title: words.rowShare,
    scale: { scheme: "blues" as const, domain: [0, 1] },
  };
  const side = Math.min(480, Math.max(160, 44 * classes));
  const ink = { field: "ink", type: "nominal" as const, scale: null, legend: null };
  return frame(
    description,
    [
      {
        data: { values: fields },
        mark: { type: "rect", stroke: page.ground, strokeWidth: 1 },
        encoding: { ...place, fill: color, tooltip },
      },
      {
        data: { values: counted },
        mark: { type: "text", fontSize: classes > 12 ? 9 : 13 },
        encoding: { ...place, text: { field: "count", type: "quantitative" }, color: ink, tooltip },
      },
    ],
    options,
    page,
    { width: side, height: side },
  );
}
