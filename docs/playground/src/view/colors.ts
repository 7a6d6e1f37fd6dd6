import { classColors } from "deltarule/charts";

/** The colors of the classes, the same as in the charts of deltarule; the eighth class is gray. */
const palette: readonly string[] = [...classColors(7), "#7f7f7f"];

export type Rgb = readonly [number, number, number];

export function colorOf(k: number): string {
  return palette[k % palette.length];
}

export function rgb(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Sets the k-th point of a picture to the ground with a share of a hue. */
export function setPoint({ data }: ImageData, k: number, ground: Rgb, hue: Rgb, share: number): void {
  for (let c = 0; c < 3; c++) data[4 * k + c] = ground[c] + share * (hue[c] - ground[c]);
  data[4 * k + 3] = 255;
}

export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [0, 1, 2].map((k) => a[k] + share * (b[k] - a[k])) as unknown as Rgb;
}

const known = new Map<string, string>();

/** The color of this name in the page's current theme. */
export function themed(name: string): string {
  const found = known.get(name) ?? getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  known.set(name, found);
  return found;
}

/** Reads the colors anew, for another theme. */
export function forgetColors(): void {
  known.clear();
}
