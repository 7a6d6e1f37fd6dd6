export { type ConfusionChartOptions, confusionChart } from "./confusionChart.js";
export { type DecisionRegionOptions, decisionRegion } from "./decisionRegion.js";
export { classColors } from "./frame.js";
export type { ChartLanguage } from "./language.js";
export { type LossCurveOptions, lossCurve } from "./lossCurve.js";
export { type NetworkSvgOptions, networkSvg } from "./networkSvg.js";
export type {
  ChartColor,
  ChartConfig,
  ChartEncoding,
  ChartFieldType,
  ChartLayer,
  ChartMark,
  ChartOptions,
  ChartPosition,
  ChartRow,
  ChartSpec,
  ChartTheme,
} from "./spec.js";
export type { PictureTheme } from "./svg/style.js";
