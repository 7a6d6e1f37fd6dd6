/**
 * A chart as a Vega-Lite spec: a plain object that `vegaEmbed(element, spec)` draws in a page, and
 * vega in Node. The types are the part of Vega-Lite's grammar that these charts use. They fit
 * vega-lite's `TopLevelSpec`, and need no vega-lite to compile or run.
 */
export interface ChartSpec {
  /** The grammar's address and version. */
  $schema: string;
  /** The chart in words; vega makes it the text alternative of the picture. */
  description: string;
  /** The heading, where the options give one. */
  title?: string;
  width: number;
  height: number;
  background: string;
  layer: ChartLayer[];
  config: ChartConfig;
}

/** A layer of a chart: one mark for each row of its data. */
export interface ChartLayer {
  data: { values: ChartRow[] };
  mark: ChartMark;
  encoding: ChartEncoding;
}

/** A row of a chart's data. */
export interface ChartRow {
  [field: string]: number | string | boolean | null;
}

/** The mark drawn for a row, with its look where no field of the row sets it. */
export interface ChartMark {
  type: "line" | "point" | "rect" | "rule" | "text";
  point?: boolean;
  tooltip?: boolean;
  filled?: boolean;
  opacity?: number;
  size?: number;
  color?: string;
  stroke?: string;
  strokeWidth?: number;
  fontSize?: number;
  clip?: boolean;
}

/** The fields of a row that set position, color, shape and text. */
export interface ChartEncoding {
  x?: ChartPosition;
  x2?: { field: string };
  y?: ChartPosition;
  y2?: { field: string };
  color?: ChartColor;
  fill?: ChartColor;
  stroke?: ChartColor;
  shape?: ChartColor;
  strokeDash?: ChartColor;
  text?: { field: string; type: ChartFieldType };
  tooltip?: { field: string; type: ChartFieldType; title?: string; format?: string }[];
}

/** The kind of a field's values: amounts, names, or names in an order. */
export type ChartFieldType = "quantitative" | "nominal" | "ordinal";

/** A field that sets a position along an axis. */
export interface ChartPosition {
  field: string;
  type: ChartFieldType;
  title?: string;
  scale?: { type?: "linear" | "log"; domain?: number[] | string[]; zero?: boolean; nice?: boolean };
  axis?: { labelAngle?: number; tickMinStep?: number; format?: string };
}

/** A field that sets a color, a shape or dashes. */
export interface ChartColor {
  field: string;
  type: ChartFieldType;
  title?: string;
  scale?: {
    scheme?: "blues";
    domain?: number[] | string[];
    range?: string[] | number[][];
  } | null;
  legend?: null;
}

/** The look of axes, legends and titles. */
export interface ChartConfig {
  font: string;
  view: { stroke: string };
  axis: { labelColor: string; titleColor: string; gridColor: string; domainColor: string; tickColor: string };
  legend: { labelColor: string; titleColor: string };
  title: { color: string };
}

/** Options of every chart. */
export interface ChartOptions {
  /** Heading above the chart; none unless given. */
  title?: string | undefined;
  /** Width of the drawing without its axes, in pixels. */
  width?: number | undefined;
  /** Height of the drawing without its axes, in pixels. */
  height?: number | undefined;
  /** The page that the chart is for; `"light"` unless given. */
  theme?: ChartTheme | undefined;
}

/** A light page or a dark one. */
export type ChartTheme = "light" | "dark";
