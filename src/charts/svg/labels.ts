import type { Edge } from "./content.js";
import type { Box } from "./layout.js";

/** A line from one box to the next. */
export interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Where labels of this size can stand on their lines, touching neither each other nor another line; `null` when not all can. */
export function placeLabels(
  edges: readonly Edge[],
  lines: readonly Line[],
  size: { width: number; height: number },
): readonly Box[] | null {
  const placed: (Box | undefined)[] = edges.map(() => undefined);
  for (const k of order(lines)) {
    const others = lines.filter((line) => line !== lines[k]);
    const isFree = (place: Box): boolean =>
      placed.every((other) => !other || !touch(place, other)) && !others.some((line) => crosses(line, place));
    const box = candidates(lines[k], size).find(isFree);
    if (box === undefined) return null;
    placed[k] = box;
  }
  return placed as Box[];
}

/** The steepest lines first: they have the fewest places. */
function order(lines: readonly Line[]): number[] {
  const steepness = lines.map(({ y1, y2 }) => Math.abs(y2 - y1));
  return lines.map((_, k) => k).sort((a, b) => steepness[b] - steepness[a]);
}

/** Places along a line; a slanted one is left near an end first, since lines cross in the middle. */
function candidates({ x1, y1, x2, y2 }: Line, { width, height }: { width: number; height: number }): Box[] {
  const half = (width / 2 + 4) / (x2 - x1);
  const slope = Math.abs(y2 - y1) / (x2 - x1);
  const wanted = slope < 0.005 ? [0.5] : slope < 0.45 ? [0.5, 0.36, 0.64] : [0.28, 0.72, 0.5, 0.36, 0.64];
  return wanted
    .map((along) => Math.min(Math.max(along, half), 1 - half))
    .map((along) => ({
      ...{ x: x1 + along * (x2 - x1) - width / 2, y: y1 + along * (y2 - y1) - height / 2 },
      ...{ width, height },
    }));
}

/** Looks at points of the line a few pixels apart, which is as close as a label may come. */
function crosses({ x1, y1, x2, y2 }: Line, box: Box): boolean {
  const points = Math.ceil((Math.abs(x2 - x1) + Math.abs(y2 - y1)) / 4);
  return Array.from({ length: points + 1 }, (_, k) => k / points).some((along) => {
    const [x, y] = [x1 + along * (x2 - x1), y1 + along * (y2 - y1)];
    return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
  });
}

function touch(a: Box, b: Box): boolean {
  const apart = 4;
  return (
    a.x < b.x + b.width + apart &&
    b.x < a.x + a.width + apart &&
    a.y < b.y + b.height + apart &&
    b.y < a.y + a.height + apart
  );
}
