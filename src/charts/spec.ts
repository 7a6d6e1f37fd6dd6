/**
 * The part of Vega-Lite's grammar that these charts speak: plain objects, which `vegaEmbed(element, spec)` draws in a page and vega
 * in Node. They fit vega-lite's own `TopLevelSpec`, and need none of it to compile or run.
 */
export interface ChartSpec {
  /** Which grammar it is. */
  $schema: string;
  /** What it shows, in words: vega makes it the picture's alternative text. */
  description: string;
  /** Its heading, where one was asked for. */
  title?: string;
  width: number;
  height: number;
  background: string;
  layer: ChartLayer[];
  config: ChartConfig;
}

/** One mark for each row of its data. */
export interface ChartLayer {
  data: { values: ChartRow[] };
  mark: ChartMark;
  encoding: ChartEncoding;
}

/** A row of a chart's data. */
export interface ChartRow {
  [field: string]: number | string | boolean | null;
}

/** What is drawn for a row, and how it looks when nothing in the row says otherwise. */
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

/** Which field goes where. */
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

/** Whether a field's values are amounts, names, or names in an order. */
export type ChartFieldType = "quantitative" | "nominal" | "ordinal";

/** A field on an axis. */
export interface ChartPosition {
  field: string;
  type: ChartFieldType;
  title?: string;
  scale?: { type?: "linear" | "log"; domain?: number[] | string[]; zero?: boolean; nice?: boolean };
  axis?: { labelAngle?: number; tickMinStep?: number; format?: string };
}

/** A field as color, shape or dashes. */
export interface ChartColor {
  field: string;
  type: ChartFieldType;
  title?: string;
  scale?: {
    scheme?: "blues" | "blueorange";
    domain?: number[] | string[];
    domainMid?: number;
    range?: string[] | number[][];
  } | null;
  legend?: null;
}

/** The looks of everything that is not data. */
export interface ChartConfig {
  font: string;
  view: { stroke: string };
  axis: { labelColor: string; titleColor: string; gridColor: string; domainColor: string; tickColor: string };
  legend: { labelColor: string; titleColor: string };
  title: { color: string };
}

/** What every chart can be told. */
export interface ChartOptions {
  /** A heading above the chart; none unless given. */
  title?: string | undefined;
  /** Pixels of the drawing without its axes. */
  width?: number | undefined;
  height?: number | undefined;
  /** For which page: `"light"` unless given. */
  theme?: ChartTheme | undefined;
}

/** A light page or a dark one. */
export type ChartTheme = "light" | "dark";
