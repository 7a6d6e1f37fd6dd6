import type { EpochReport, History } from "../core/index.js";
import { OptionError } from "../core/index.js";
import { show } from "../core/internal.js";
import { brief, checkChartOptions, frame, pageOf } from "./frame.js";
import { wordsIn } from "./language.js";
import type { ChartOptions, ChartRow, ChartSpec } from "./spec.js";
import { type ChartWords, chartWords } from "./words.js";

/** Options of `lossCurve`. */
export interface LossCurveOptions extends ChartOptions {
  /**
   * Scale of the loss axis; `"linear"` unless given. `"log"` suits a loss that falls by powers of
   * ten.
   */
  scale?: "linear" | "log" | undefined;
}

/**
 * The loss by epoch, as a Vega-Lite spec. The training loss is a solid blue line; the validation
 * loss, if any, is a dashed vermillion line (Okabe and Ito's colors).
 *
 * ```ts
 * import { Layer, Sequential, squaredError } from "deltarule";
 * import { lossCurve } from "deltarule/charts";
 *
 * const net = new Sequential([new Layer(1, 1)], { seed: 1 });
 * const history = net.fit([[0], [1], [2]], [[1], [3], [5]], { loss: squaredError, epochs: 20 });
 * const spec = lossCurve(history);
 * spec.layer[0].data.values.length; // 20
 * ```
 *
 * @param history the result of `fit`, or the epochs so far.
 * @throws OptionError for a history without epochs, bad options, or a loss of 0 or less on a log
 * scale.
 */
export function lossCurve(history: History | readonly EpochReport[], options: LossCurveOptions = {}): ChartSpec {
  const call = "lossCurve";
  checkChartOptions(call, options, ["scale"]);
  const { scale = "linear" } = options;
  if (scale !== "linear" && scale !== "log")
    throw new OptionError(`${call}: scale is ${show(scale)}, wanted "linear" or "log"`);
  const page = pageOf(call, options);
  const words = wordsIn(call, options.language, chartWords);
  const seriesNames = [words.training, words.validation];
  const epochs = readEpochs(call, history);
  const values = curveRows(epochs, words);
  const low = scale === "log" ? values.find(({ loss }) => (loss as number) <= 0) : undefined;
  if (low !== undefined)
    throw new OptionError(`${call}: a log scale cannot show the loss ${low.loss} of epoch ${low.epoch}, use "linear"`);
  const series = seriesNames.filter((name) => values.some((row) => row.series === name));
  const legend = series.length > 1 ? {} : { legend: null };
  const last = epochs[epochs.length - 1];
  const end = last.validation === undefined ? "" : words.validationEnd(brief(last.validation.loss));
  const description = words.curve(brief(epochs[0].loss), brief(last.loss), epochs.length) + end + words.stop;
  const layer = {
    data: { values },
    mark: { type: "line" as const, point: epochs.length <= 40, tooltip: true },
    encoding: {
      x: {
        field: "epoch",
        type: "quantitative" as const,
        title: words.epoch,
        scale: { zero: false, nice: false },
        axis: { tickMinStep: 1, format: "d" },
      },
      y: {
        field: "loss",
        type: "quantitative" as const,
        title: words.loss,
        scale: { type: scale, ...(scale === "log" ? {} : { zero: true }) },
      },
      color: {
        field: "series",
        type: "nominal" as const,
        title: words.loss,
        scale: { domain: seriesNames, range: [...page.lines] },
        ...legend,
      },
      strokeDash: {
        field: "series",
        type: "nominal" as const,
        title: words.loss,
        scale: {
          domain: seriesNames,
          range: [
            [1, 0],
            [6, 4],
          ],
        },
        ...legend,
      },
    },
  };
  return frame(description, [layer], options, page, { width: 480, height: 280 });
}

function readEpochs(call: string, history: History | readonly EpochReport[]): readonly EpochReport[] {
  const isHistory = typeof history === "object" && history !== null && "epochs" in history;
  const epochs: unknown = isHistory ? history.epochs : history;
  const isEpoch = (epoch: EpochReport): boolean => typeof epoch?.epoch === "number" && typeof epoch.loss === "number";
  if (!Array.isArray(epochs) || epochs.length === 0 || !epochs.every(isEpoch))
    throw new OptionError(`${call}: the history is ${show(history)}, wanted at least one epoch, as fit returns them`);
  return epochs;
}

function curveRows(epochs: readonly EpochReport[], words: ChartWords): ChartRow[] {
  const training = epochs.map(({ epoch, loss }) => ({ epoch, loss, series: words.training }));
  const validation = epochs.flatMap(({ epoch, validation }) =>
    validation === undefined ? [] : [{ epoch, loss: validation.loss, series: words.validation }],
  );
  return [...training, ...validation];
}
