import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { type History, Layer, mse, Sequential, softmax } from "deltarule";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

const require = createRequire(import.meta.url);
const font = readFileSync(join(dirname(require.resolve("katex")), "fonts/KaTeX_SansSerif-Regular.ttf"));
const ready = initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));

/** Draws a spec as SVG text, as vega does in a page. Throws if vega-lite warns. */
export async function toSvg(spec: TopLevelSpec): Promise<string> {
  const warnings: unknown[] = [];
  const say = (...what: unknown[]) => warnings.push(...what);
  const logger = { level: () => logger, error: say, warn: say, info: () => logger, debug: () => logger };
  const { spec: vega } = compile(spec, { logger: logger as never });
  if (warnings.length > 0) throw new Error(`vega-lite warns: ${warnings.join("; ")}`);
  return new View(parse(vega), { renderer: "none" }).toSVG();
}

/** A drawn picture as pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** The picture as a PNG file. */
  png(): Uint8Array;
  /** The color `#rrggbb` of a pixel, counted from the left and the top. */
  color(x: number, y: number): string;
  /** The number of pixels of this color. */
  count(color: string): number;
}

/** Draws SVG text as pixels, with a font of its own: the same on every machine. */
export async function toPicture(svg: string): Promise<Picture> {
  await ready;
  const image = new Resvg(svg, { font: { fontBuffers: [font], defaultFontFamily: "KaTeX_SansSerif" } }).render();
  const { width, height, pixels } = image;
  const hex = (at: number): string =>
    `#${Array.from(pixels.subarray(at, at + 3), (part) => part.toString(16).padStart(2, "0")).join("")}`;
  return {
    ...{ width, height, png: () => image.asPng() },
    color: (x, y) => hex(4 * (Math.round(y) * width + Math.round(x))),
    count: (color) => {
      const wanted = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
      let found = 0;
      for (let at = 0; at < pixels.length; at += 4) {
        if (pixels[at] === wanted[0] && pixels[at + 1] === wanted[1] && pixels[at + 2] === wanted[2]) found++;
      }
      return found;
    },
  };
}

/** The history of a training on t = x, with a validation loss unless told otherwise. */
export function lineHistory(epochs: number, validation = true): History {
  const rows = [[0], [1], [2]];
  const net = new Sequential([new Layer(1, 1)], { seed: 1 });
  return net.fit(rows, rows, { loss: mse, epochs, ...(validation ? { validation: [rows, rows] } : {}) });
}

/** A network of three classes in the plane: right, top, and the rest. */
export function threeClasses(): Sequential {
  const directions = [
    [1, 0],
    [0, 1],
    [-1, -1],
  ];
  const weights = directions.map((direction) => direction.map((value) => 9 * value));
  return new Sequential([new Layer(2, 3, softmax, { weights, biases: [0, 0, 0] })]);
}
