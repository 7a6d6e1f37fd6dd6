import { OptionError } from "../core/index.js";
import { checkNames, checkNumber, show } from "../core/internal.js";
import { okabeIto } from "./palette.js";
import type { ChartConfig, ChartLayer, ChartOptions, ChartSpec, ChartTheme } from "./spec.js";

/** The colors of a page. */
export interface Page {
  readonly ground: string;
  readonly ink: string;
  readonly quiet: string;
  readonly faint: string;
  /** Of lines: Okabe and Ito's blue and vermillion, or their sky blue and orange, which stand out from a dark ground. */
  readonly lines: readonly [string, string];
}

const pages: Readonly<Record<ChartTheme, Page>> = {
  light: { ground: "#ffffff", ink: "#1f2328", quiet: "#59636e", faint: "#d1d9e0", lines: [okabeIto[0], okabeIto[1]] },
  dark: { ground: "#0d1117", ink: "#f0f6fc", quiet: "#9198a1", faint: "#3d444d", lines: [okabeIto[5], okabeIto[4]] },
};

/** The colors of the page that the options name. */
export function pageOf(call: string, { theme = "light" }: ChartOptions): Page {
  const page = Object.hasOwn(pages, theme) ? pages[theme] : undefined;
  if (page === undefined) throw new OptionError(`${call}: theme is ${show(theme)}, wanted "light" or "dark"`);
  return page;
}

/** Throws for options that no chart, and not this one, has. */
export function checkChartOptions(call: string, options: ChartOptions, own: readonly string[]): void {
  checkNames(call, options, ["title", "width", "height", "theme", ...own]);
  for (const name of ["width", "height"] as const) {
    if (options[name] !== undefined) checkNumber(call, name, options[name], { above: 0 });
  }
  if (options.title !== undefined && typeof options.title !== "string")
    throw new OptionError(`${call}: title is ${show(options.title)}, wanted a string`);
}

/** The chart around its layers. */
export function frame(
  description: string,
  layer: ChartLayer[],
  options: ChartOptions,
  page: Page,
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

function looks({ ink, quiet, faint }: Page): ChartConfig {
  return {
    font: 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif',
    view: { stroke: faint },
    axis: { labelColor: quiet, titleColor: ink, gridColor: faint, domainColor: quiet, tickColor: quiet },
    legend: { labelColor: ink, titleColor: ink },
    title: { color: ink },
  };
}

/** A number for people to read, in six digits at most. */
export function brief(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** The names of classes: those given, or 0, 1, 2, … */
export function classNames(call: string, labels: readonly string[] | undefined, count: number): string[] {
  if (labels === undefined) return Array.from({ length: count }, (_, k) => String(k));
  const named = Array.isArray(labels) && labels.length === count && labels.every((label) => typeof label === "string");
  if (!named || new Set(labels).size !== count)
    throw new OptionError(`${call}: labels are ${show(labels)}, wanted an array of ${count} different strings`);
  return [...labels];
}
