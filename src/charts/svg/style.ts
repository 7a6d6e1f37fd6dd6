import { OptionError } from "../../core/index.js";
import { show } from "../../core/internal.js";

/** The page that a picture is for: light, dark, or `"auto"`, which follows the reader's system. */
export type PictureTheme = "auto" | "light" | "dark";

interface Colors {
  readonly ink: string;
  readonly quiet: string;
  readonly panel: string;
  readonly frame: string;
  readonly box: string;
  readonly rim: string;
  readonly plus: string;
  readonly minus: string;
  readonly back: string;
  readonly backText: string;
}

// Okabe and Ito's blue, vermillion and reddish purple, lighter or darker where text needs contrast.
const light: Colors = {
  ...{ ink: "#1f2328", quiet: "#59636e", panel: "#f6f8fa", frame: "#d1d9e0", box: "#ffffff", rim: "#59636e" },
  ...{ plus: "#0072b2", minus: "#d55e00", back: "#cc79a7", backText: "#8f3a6e" },
};
const dark: Colors = {
  ...{ ink: "#f0f6fc", quiet: "#9198a1", panel: "#151b23", frame: "#3d444d", box: "#0d1117", rim: "#9198a1" },
  ...{ plus: "#56b4e9", minus: "#e8833a", back: "#cc79a7", backText: "#e8a5cb" },
};

/**
 * The style sheet of a picture. Every rule starts with `.dr`, so an SVG within a page does not
 * style the page.
 *
 * @throws OptionError for an unknown theme.
 */
export function styleSheet(theme: PictureTheme): string {
  if (theme === "dark") return shape + paint(dark);
  if (theme === "light") return shape + paint(light);
  if (theme !== "auto") throw new OptionError(`networkSvg: theme is ${show(theme)}, wanted "auto", "light" or "dark"`);
  return `${shape}${paint(light)}@media (prefers-color-scheme: dark) {\n${paint(dark)}}\n`;
}

const shape = `.dr text { font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 14px; font-variant-numeric: tabular-nums; }
.dr .title { font-weight: 600; } .dr .frame, .dr .box { stroke-width: 1.5; } .dr .plus, .dr .minus { fill: none; } .dr .minus { stroke-dasharray: 7 4; } .dr .gap { stroke-dasharray: 3 4; }
`;

function paint({ ink, quiet, panel, frame, box, rim, plus, minus, back, backText }: Colors): string {
  return `.dr text { fill: ${ink}; } .dr .quiet { fill: ${quiet}; } .dr .panel { fill: ${panel}; } .dr .frame { stroke: ${frame}; } .dr .box { fill: ${box}; stroke: ${rim}; }
.dr .plus { stroke: ${plus}; } .dr .minus { stroke: ${minus}; } .dr .flow { stroke: ${back}; } .dr .tip { fill: ${back}; } .dr .back { fill: ${backText}; }
`;
}
