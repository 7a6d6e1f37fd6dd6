/**
 * Okabe and Ito's colors for categories, told apart with every common kind of color blindness (Color Universal Design, 2008), the
 * strongest first. Black, their eighth, is left to lines and letters.
 */
export const okabeIto: readonly string[] = [
  "#0072B2", // blue
  "#D55E00", // vermillion
  "#009E73", // bluish green
  "#CC79A7", // reddish purple
  "#E69F00", // orange
  "#56B4E9", // sky blue
  "#F0E442", // yellow
];

/** As many of them as there are categories, from the start again when they run out: shapes and labels tell those apart. */
export function categoryColors(count: number): string[] {
  return Array.from({ length: count }, (_, k) => okabeIto[k % okabeIto.length]);
}

/** A color mixed with a ground: opaque, so that neighboring areas of one color show no seam. */
export function tint(color: string, ground: string, share: number): string {
  const part = (of: string, at: number): number => Number.parseInt(of.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(share * part(color, at) + (1 - share) * part(ground, at)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
