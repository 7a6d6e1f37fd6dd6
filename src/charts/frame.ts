import { OptionError } from "../core/index.js";
import { checkNames, checkNumber, show } from "../core/internal.js";
import type { ChartConfig, ChartLayer, ChartOptions, ChartSpec, ChartTheme } from "./spec.js";

/**
 * Okabe and Ito's colors for categories, strongest first: distinct with every common kind of color
 * blindness. Black, the eighth, is for lines and text.
 *
 * Source: Okabe and Ito, Color Universal Design, 2008.
 */
const okabeIto: readonly string[] = [
  "#0072B2", // blue
  "#D55E00", // vermillion
  "#009E73", // bluish green
  "#CC79A7", // reddish purple
  "#E69F00", // orange
  "#56B4E9", // sky blue
  "#F0E442", // yellow
];

/**
 * The color of each of `count` classes, the same in every chart: blue for class 0, vermillion for
 * class 1, and so on in Okabe and Ito's order. They repeat after seven; shapes and labels still
 * differ.
 *
 * ```ts
 * import { classColors } from "deltarule/charts";
 *
 * classColors(2); // ["#0072B2", "#D55E00"]
 * ```
 *
 * @throws OptionError unless `count` is a whole number from 1.
 */
export function classColors(count: number): string[] {
  checkNumber("classColors", "count", count, { integer: true, min: 1 });
  return Array.from({ length: count }, (_, k) => okabeIto[k % okabeIto.length]);
}

/** A color mixed with a ground. It is opaque, so neighboring areas of one color show no seam. */
export function tint(color: string, ground: string, share: number): string {
  const part = (of: string, at: number): number => Number.parseInt(of.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(share * part(color, at) + (1 - share) * part(ground, at)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** The colors of a light or a dark page. */
export interface PageColors {
  readonly ground: string;
  readonly ink: string;
  readonly quiet: string;
  readonly faint: string;
  /**
   * Two line colors: Okabe and Ito's blue and vermillion; on a dark ground, sky blue and orange.
   */
  readonly lines: readonly [string, string];
}

const pageColors: Readonly<Record<ChartTheme, PageColors>> = {
  light: { ground: "#ffffff", ink: "#1f2328", quiet: "#59636e", faint: "#d1d9e0", lines: [okabeIto[0], okabeIto[1]] },
  dark: { ground: "#0d1117", ink: "#f0f6fc", quiet: "#9198a1", faint: "#3d444d", lines: [okabeIto[5], okabeIto[4]] },
};

/**
 * The colors for the theme that the options name.
 *
 * @throws OptionError for an unknown theme.
 */
export function pageOf(call: string, { theme = "light" }: ChartOptions): PageColors {
  const page = Object.hasOwn(pageColors, theme) ? pageColors[theme] : undefined;
  if (page === undefined) throw new OptionError(`${call}: theme is ${show(theme)}, wanted "light" or "dark"`);
  return page;
}

/**
 * Checks the options that all charts share.
 *
 * @throws OptionError for a wrong value, or a name that is neither shared nor in `own`.
 */
export function checkChartOptions(call: string, options: ChartOptions, own: readonly string[]): void {
  checkNames(call, options, ["title", "width", "height", "theme", ...own]);
  for (const name of ["width", "height"] as const) {
    if (options[name] !== undefined) checkNumber(call, name, options[name], { above: 0 });
  }
  if (options.title !== undefined && typeof options.title !== "string")
    throw new OptionError(`${call}: title is ${show(options.title)}, wanted a string`);
}

/** A chart of these layers. */
export function frame(
  description: string,
  layer: ChartLayer[],
  options: ChartOptions,
  page: PageColors,
  size: { width: number; height: number },
): ChartSpec {
  const { title, width = size.width, height = size.height } = options;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description,
    ...(title === undefined ? {} : { title }),
    width,
    height,
    background: page.ground,
    layer,
    config: looks(page),
  };
}

function looks({ ink, quiet, faint }: PageColors): ChartConfig {
  return {
    font: 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif',
    view: { stroke: faint },
    axis: { labelColor: quiet, titleColor: ink, gridColor: faint, domainColor: quiet, tickColor: quiet },
    legend: { labelColor: ink, titleColor: ink },
    title: { color: ink },
  };
}

/** A number for descriptions, in at most 4 significant digits. */
export function brief(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/**
 * The names of `count` classes: the labels given, or 0, 1, 2, …
 *
 * @throws OptionError unless the labels are that many different strings.
 */
export function classNames(call: string, labels: readonly string[] | undefined, count: number): string[] {
  if (labels === undefined) return Array.from({ length: count }, (_, k) => String(k));
  const named = Array.isArray(labels) && labels.length === count && labels.every((label) => typeof label === "string");
  if (!named || new Set(labels).size !== count)
    throw new OptionError(`${call}: labels are ${show(labels)}, wanted an array of ${count} different strings`);
  return [...labels];
}
